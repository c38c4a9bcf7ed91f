"""What is read from HTML: what its reader sees, whatever the page is made of."""

import pytest

from sar.shaping import plain


@pytest.mark.parametrize(
    ("html", "seen"),
    [
        ("<p>Ask ann&#64;example.com</p>", "Ask ann@example.com"),
        ("<p>ann@<b>example</b>.com", "ann@example.com"),
        ("one<br>two<BR/>three</p>four", "one\ntwo\nthree\nfour"),
        ("<div title='a > b' class=\"c\">text</div>", "text"),
        ("<style>p{}</style>seen<script>if (a<b) {}</script> too", "seen too"),
        ("1 < 2 & 3 > 2, x <3", "1 < 2 & 3 > 2, x <3"),
        ("a<!-- <p>hidden > --> b<!doctype html><?xml?>", "a b"),
        ("never closed <a href='x", "never closed <a href='x"),
        ("never closed <!-- x", "never closed <!-- x"),
        ("an odd <a title='>quote</a> stays", "an odd quote stays"),
        ("text only\nin lines", "text only\nin lines"),
    ],
)
def test_what_a_reader_sees(html: str, seen: str) -> None:
    assert plain(html) == seen


@pytest.mark.parametrize(
    "piece", ["<!--", "<a ", "<a '", "<a ='\"", "</a", "<?", "<!-- --", "<a/", "<script>", "<![CDATA["]
)
def test_a_page_made_to_keep_a_parser_busy_is_read(piece: str) -> None:
    assert "end" in plain(piece * 100_000 + "-->\"'></script>end")
