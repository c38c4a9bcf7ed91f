"""How mail is read: addresses, words, files of messages, what is inside attachments; malformed and hostile alike."""

import gzip
import io
import zipfile
from importlib import import_module
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sar.registry import Registry

PACKAGE = Registry.discover().get("mailbox").package
addresses, words, mbox, inside, message, needles, records, sieve = (
    import_module(f"{PACKAGE}.{name}")
    for name in ("addresses", "words", "mbox", "inside", "message", "needles", "records", "sieve")
)
ANN = needles.Needles(["ann@example.com"])


def found(header: str) -> list[str]:
    return [one.address for one in addresses.mailboxes(header)]


@pytest.mark.parametrize(
    "header",
    [
        "ann@example.com",
        "Ann <ann@example.com>",
        "ann @ example . com",
        "ann(her name)@(at)example.com",
        '"ann"@example.com',
        "<@relay.example.net,@other.example.net:ann@example.com>",
        "=?utf-8?q?Ann_=3Cann=40example=2Ecom=3E?=",
        "Ann <ann@example.com",
        "Friends: ann@example.com;",
        '"Archer, \\"Ann\\"" <ann@example.com>',
        "ann@example.com (Ann (the customer))",
    ],
)
def test_these_are_anns(header: str) -> None:
    assert found(header) == ["ann@example.com"]


@pytest.mark.parametrize(
    "header",
    [
        '"ann@example.com" <bob@example.net>',
        "ann@example.com <bob@example.net>",
        "(ann@example.com) bob@example.net",
        "=?utf-8?q?ann=40example=2Ecom?= <bob@example.net>",
        '"ann@example.com"@example.net',
        '"x, ann@example.com"@example.net',
        "ann@example.com@example.net",
        "ann@example.com bob@example.net",
        "bob@example.net (ann@example.com)",
        "<bob@example.net> <ann@example.com>",
        "ann@example.com.au, joann@example.com, ann+shop@example.com",
        '"bob <ann@example.com>" <bob@example.net>',
        "ann@exam ple.com",
        "a nn@example.com",
    ],
)
def test_these_only_look_like_anns(header: str) -> None:
    assert "ann@example.com" not in found(header)


def test_names_are_kept_with_their_addresses() -> None:
    header = '=?utf-8?b?Wm/DqQ==?= <zoe@example.org>, "Baker, Joann" <joann@example.com>, bob@example.net (Bob)'
    assert [one.name for one in addresses.mailboxes(header)] == ["Zoé", "Baker, Joann", "Bob"]


@given(st.text(alphabet=st.sampled_from('an@example.com,;:<>()[]"\\ \t=?utf-8q_')))
def test_no_header_is_too_strange(header: str) -> None:
    for address in found(header):
        assert "@" in address


@given(st.binary(max_size=400))
@settings(max_examples=200, deadline=None)
def test_no_message_is_too_strange(content: bytes) -> None:
    mail = message.read(content, ANN)
    assert isinstance(mail.raw["headers"], list)
    records.shown(mail.raw)
    message.concerns(mail.raw, ANN)


def test_a_letter_split_over_two_encoded_words_is_one() -> None:
    assert words.decoded("=?utf-8?q?caf=C3?= =?utf-8?q?=A9?= noir") == "café noir"
    assert words.decoded("=?utf-8?q?a?= =?iso-8859-1?q?=E9?= b") == "aé b"
    assert words.decoded("=?no-such?q?a=40b?= =?utf-8?b?!?=") != ""


@pytest.mark.parametrize(
    ("content", "charset"),
    [
        ("é ann@example.com".encode("utf-16"), "utf-16"),
        ("é ann@example.com".encode("utf-16-le"), "utf-16"),
        ("é ann@example.com".encode("utf-16-be"), "utf-16"),
        ("é ann@example.com".encode("latin-1"), "us-ascii"),
        ("é ann@example.com".encode(), "no-such-charset"),
        ("é ann@example.com".encode(), "punycode"),
        ("é ann@exam\u00adple.com".encode(), "utf-8"),
    ],
)
def test_charsets_may_lie(content: bytes, charset: str) -> None:
    assert words.text(content, charset) == "é ann@example.com"


def test_deep_nesting_ends_in_the_text_as_it_stands() -> None:
    nested = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(3000))
    mail = message.read(b"From: bob@example.net\n" + nested + b"\nann@example.com\n", ANN)
    assert not mail.whole
    assert message.concerns(mail.raw, ANN)
    assert mail.raw["addresses"]["from"] == [{"address": "bob@example.net"}]


@pytest.mark.parametrize("charset", ["*=x'y'z", '="a\x00b"', '=""', "=zip", "=idna"])
def test_a_charset_that_is_none_hides_no_text(charset: str) -> None:
    said = f"Content-Type: text/plain; charset{charset}\n\nAsk ann@example.com, \xe9.\n".encode("latin-1")
    mail = message.read(said, ANN)
    assert mail.whole
    assert "ann@example.com" in mail.raw["parts"][0]["text"]


def test_a_bad_line_among_the_headers_hides_none_after_it() -> None:
    mail = message.read(b"Subject: a\nX-\x80\xff: b\nnot a header at all\nFrom: ann@example.com\n\nbody\n", ANN)
    assert mail.raw["addresses"]["from"] == [{"address": "ann@example.com"}]


def test_a_message_encoded_as_a_whole_inside_another_is_read() -> None:
    from base64 import encodebytes

    inner = encodebytes(b"From: ann@example.com\nSubject: Inner\n\nHers.\n")
    head = b"Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n"
    mail = message.read(b"From: bob@example.net\n" + head + inner, ANN)
    assert mail.raw["parts"][0]["message"]["addresses"]["from"] == [{"address": "ann@example.com"}]


def test_of_two_forms_of_one_text_the_one_that_says_more_is_shown() -> None:
    said = (
        b"Content-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/plain\n\nUse another program.\n"
        b"--b\nContent-Type: text/html\n\n<p>The letter itself, which is longer.</p>\n--b--\n"
    )
    assert records.shown(message.read(said, ANN).raw) == "The letter itself, which is longer."


def test_a_long_text_is_kept_in_part_and_searched_whole() -> None:
    long = b"Subject: Long\n\n" + b"word " * 300_000 + b"ann@example.com"
    mail = message.read(long, ANN)
    (part,) = mail.raw["parts"]
    assert len(part["text"]) == 1 << 20
    assert part["cut"] is True
    assert "ann@example.com" in part["mentions"][0]["text"]


# files of messages


def pieces(content: bytes, cap: int = 1 << 20, start: int = 0) -> list[Any]:
    return list(mbox.messages(io.BufferedReader(io.BytesIO(content)), cap, start))


def test_only_a_line_with_a_date_begins_a_message() -> None:
    content = (
        b"From a@example.com Mon Sep 14 15:20:00 2026\nSubject: 1\n\nFrom now on:\n>From here\n>>From there\n\n"
        b"From b@example.net Mon Sep 14 15:21:00 2026\nSubject: 2\n\nBye.\n\n"
    )
    first, second = pieces(content)
    assert first.content == b"Subject: 1\n\nFrom now on:\nFrom here\n>From there\n"
    assert (second.content, second.received.isoformat()) == (b"Subject: 2\n\nBye.\n", "2026-09-14T15:21:00+00:00")
    assert pieces(content, start=second.start) == [second]


def test_without_dates_a_message_begins_where_headers_follow() -> None:
    content = b"From a\nSubject: 1\n\nFrom time to time\nit rains.\n\nFrom me\nto you\n\nFrom b\nSubject: 2\n\nEnd.\n"
    first, second = pieces(content)
    assert b"From time to time" in first.content
    assert b"From me" in first.content
    assert pieces(content, start=second.start) == [second]


def test_packed_files_and_windows_line_ends_are_read() -> None:
    content = b"From a@example.com Mon Sep 14 15:20:00 2026\r\nSubject: 1\r\n\r\nText.\r\n\r\n"
    assert [one.content for one in pieces(gzip.compress(content, mtime=0))] == [b"Subject: 1\r\n\r\nText.\r\n"]


def test_a_message_beyond_the_cap_is_cut_and_the_next_is_whole() -> None:
    begin = b"From a@example.com Mon Sep 14 15:20:00 2026\n"
    long = begin + b"Subject: 1\n\n" + b"x" * 70_000 + b"From x\n" + b"y" * 70_000 + b"\n\n"
    first, second = pieces(long + begin + b"Subject: 2\n\nShort.\n", cap=1000)
    assert (first.cut, second.cut, second.content) == (True, False, b"Subject: 2\n\nShort.\n")
    assert len(first.content) <= 1000


# inside attachments


def packed(**files: bytes) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as file:
        for name, said in files.items():
            file.writestr(name, said)
    return content.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"\x00\x01ann@example.com\xff",
        b"\xd0\xcf\x11\xe0" + "ann@example.com".encode("utf-16-le"),
        "ann@example.com".encode("utf-16"),
        gzip.compress(b"ann@example.com", mtime=0),
        packed(a=b"<x>ann@</x><x>example.com</x>"),
        packed(a=packed(b=b"ann@example.com")),
        b"<p>ann&#64;example.com</p>",
        b"\xe9" * (1 << 20) + b"ann@example.com" + b"\xe9" * 10,
    ],
)
def test_an_address_inside_is_seen(content: bytes) -> None:
    assert any(ANN.within(one.text) for one in inside.texts(content))


@pytest.mark.parametrize(
    "content",
    [
        packed(a=b"0" * (40 << 20)),
        packed(a=packed(b=packed(c=b"deep"))),
        b"PK\x03\x04 no archive",
        gzip.compress(b"0" * (40 << 20)),
        b"\x1f\x8b no archive",
    ],
)
def test_what_cannot_be_opened_whole_is_said(content: bytes) -> None:
    with pytest.raises(inside.Shut):
        list(inside.texts(content))


def test_pictures_are_not_searched() -> None:
    assert list(inside.texts(b"\x89PNG ann@example.com")) == []


def test_the_server_is_asked_in_one_shallow_question() -> None:
    terms = sieve.criteria(needles.Needles(["ann@example.com"]))
    assert (
        terms.count("OR") == sum(terms.count(key) for key in ("FROM", "TO", "CC", "BCC", "BODY", "TEXT", "HEADER")) - 1
    )
    assert sieve.charset(terms) is None
    assert sieve.charset(sieve.criteria(needles.Needles(["zoé@example.org"]))) == "UTF-8"


def test_a_domain_is_looked_for_in_both_its_spellings() -> None:
    assert {"ann@exämple.org", "ann@xn--exmple-cua.org"} <= set(needles.Needles(["ann@exämple.org"]).spellings)
    assert {"ann@exämple.org", "ann@xn--exmple-cua.org"} <= set(needles.Needles(["ann@xn--exmple-cua.org"]).spellings)
