"""The page: everything is in it, nothing harmful, nothing from elsewhere."""

import hashlib
import itertools
import re
import tracemalloc
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec import structs
from tests.dossiers import ANN, FILE, dossier, full, note, told
from tests.pages import Element, read

from sar.cli import main
from sar.dossier.html import write
from sar.dossier.legible import legible
from sar.dossier.model import Controller, Coverage, Dossier, Searched, Subject
from sar.dossier.pdf import write as write_pdf
from sar.identifiers import Identifier
from sar.records import Field, Person, Record, Via

HOSTILE = (
    "<script>alert(1)</script>", "</script><script>alert(1)</script>", "</style><img src=x onerror=alert(1)>",
    "\" onmouseover=\"alert(1)\" x='", "<!-- --><!--", "]]>", "<b>bold", "{{ 7 * 7 }}{% raw %}", "&lt;b&gt;&amp;amp;",
    "<svg/onload=alert(1)>", "<base href=https://evil.example.net/>", "<meta http-equiv=refresh content=0>", "`${1}`",
)  # fmt: skip
INTERNAL = {"crm", "desk", "log", "mail", "found", "answered", "not_searchable", "failed", "P5Y", "request", "given"}
"""Slugs that stand in the model for programs; people read the names."""


def page(made: Dossier, folder: Path) -> Element:
    return read(write(made, folder / "dossier.html"))


def texts_of(part: Any) -> Iterator[str]:
    """Every text in a part of the model."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, (list, tuple)):
        for one in part:
            yield from texts_of(one)
    elif isinstance(part, msgspec.Struct):
        for name in part.__struct_fields__:
            if name not in {"iri", "media_type", "original", "duration", "roles", "item", "remedy", "searched_at"}:
                yield from texts_of(getattr(part, name))


@pytest.mark.parametrize("lang", ["en", "fr-CA"])
def test_every_part_of_the_model_is_on_the_page(tmp_path: Path, lang: str) -> None:
    made = full(told(lang))
    shown = page(made, tmp_path).line
    for part in (
        made.controller, made.subject, made.letter, made.coverage, made.processing, made.disclosures, made.automated,
        made.withheld, made.rights, made.remedies, made.notes, made.contents, made.third_parties, made.files,
    ):  # fmt: skip
        texts = [" ".join(text.split()) for text in texts_of(part)]
        assert [text for text in texts if text not in shown and text not in INTERNAL | {"phone", "email"}] == []
    assert [code.meaning for code in made.glossary if " ".join(code.meaning.split()) not in shown] == [
        code.meaning for code in made.glossary if code.code == "[U+1F600]"
    ]


def test_everything_of_a_record_is_on_the_page(tmp_path: Path) -> None:
    article, comment, mention, answer = page(full(), tmp_path).all("article")
    for word in (
        "Title-1", "Text-1", "24 November 2026, 14:05 (UTC)", "Telephone", "+1 514 555-0101", "Author", "Person 1",
        "plan.pdf", "1 kB", "notes.txt", "photo.png", "held back, see below", "https://crm.example.com/notes/1",
        "The CRM, note 1.", "Yours because it carries ann@example.com (at /email).",
    ):  # fmt: skip
        assert word in article.line, word
    assert "Ann Archer" not in article.text
    assert [one.line for one in article.of_class("rest")] == ["odd key odd value"]
    assert [one.attributes["datetime"] for one in article.all("time")] == ["2026-11-24T14:05:00+00:00"]
    assert "Text-2\nsecond line" in comment.text
    assert "ann@example.com is mentioned in it" in mention.line
    assert not list(mention.all("time"))
    assert "answer to our question about you, of 23 November 2026" in answer.line


def test_a_record_leads_to_the_one_that_it_belongs_to(tmp_path: Path) -> None:
    shown = page(full(), tmp_path)
    first, comment, *_ = shown.all("article")
    (link,) = comment.all("a")
    assert link.line == "Yours because it belongs to “Title-1”."
    assert shown.by_id(link.attributes["href"].removeprefix("#")) is first
    lost = page(dossier(note(1, proof=Via("no-such-record"))), tmp_path)
    (article,) = lost.all("article")
    assert not list(article.all("a"))
    assert "belongs to a record of yours" in article.line


def test_parts_stand_in_the_order_of_the_pdf(tmp_path: Path) -> None:
    from pypdf import PdfReader

    made = full()
    outline = PdfReader(write_pdf(made, tmp_path)[0]).outline
    on_paper = [str(entry["/Title"]) for entry in outline if isinstance(entry, dict)]
    shown = page(made, tmp_path)
    (contents,) = shown.of_class("contents")
    listed = [link.line.rstrip(" 0123456789") for link in contents.all("a")]
    kept = [title for title in listed if title in on_paper]
    assert kept == [title for title in on_paper if title in listed]
    assert set(on_paper) - set(listed) == {"Cover"}
    assert [one.line for one in shown.all("h2")][1:] == [title for title in listed if title not in {"Notes", "Tickets"}]


def test_records_stand_by_kind_and_system(tmp_path: Path) -> None:
    shown = page(full(), tmp_path)
    groups = [(one.attributes["data-kind"], one.attributes["data-system"]) for one in shown.all("details")]
    assert groups == [("note", "crm"), ("ticket", "desk")]
    assert [next(one.all("h4")).line for one in shown.all("details")] == ["The CRM · 3 records", "The Desk · 1 record"]
    assert all("open" in one.attributes for one in shown.all("details"))


def test_headings_do_not_skip_a_level(tmp_path: Path) -> None:
    levels = [int(one.tag[1]) for one in page(full(), tmp_path).all("h1", "h2", "h3", "h4", "h5", "h6")]
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


def test_the_policy_names_the_one_style_and_the_one_script(tmp_path: Path) -> None:
    shown = page(full(), tmp_path)
    (policy,) = (
        one.attributes["content"]
        for one in shown.all("meta")
        if one.attributes.get("http-equiv") == "Content-Security-Policy"
    )
    hashes = {}
    for tag in ("style", "script"):
        (element,) = shown.all(tag)
        assert not element.attributes
        (content,) = element.children
        assert isinstance(content, str)
        hashes[tag] = b64encode(hashlib.sha256(content.encode()).digest()).decode()
    assert dict(directive.split(" ", 1) for directive in policy.split("; ")) == {
        "default-src": "'none'",
        "style-src": f"'sha256-{hashes['style']}'",
        "script-src": f"'sha256-{hashes['script']}'",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    head = [one.attributes.get("charset") or one.attributes.get("http-equiv") for one in shown.all("meta")]
    assert head[:2] == ["utf-8", "Content-Security-Policy"]


def test_nothing_is_from_elsewhere(tmp_path: Path) -> None:
    shown = page(full(), tmp_path)
    ids = [one.attributes["id"] for one in shown.all() if "id" in one.attributes]
    assert len(ids) == len(set(ids))
    for one in shown.all():
        assert one.tag not in {"link", "img", "iframe", "object", "embed", "form", "base", "svg", "video", "audio"}
        assert not {"src", "srcset", "style", "action", "background", "ping"} & set(one.attributes)
        assert not [name for name in one.attributes if name.startswith("on")]
        href = one.attributes.get("href", "")
        if href.startswith("#"):
            assert href[1:] in ids
        elif href.startswith("files/"):
            assert "download" in one.attributes
        elif href:
            assert href.startswith("https://crm.example.com/")
            assert one.attributes["rel"] == "noopener noreferrer"
    (style,), (script,) = shown.all("style"), shown.all("script")
    assert not re.search(r"url\(|@import|https?:", f"{style.children}{script.children}")


def abused(text: str) -> Dossier:
    """A dossier in which a processor, the register and the settings say the text wherever they can."""
    record = note(
        1, text, title=text, url=f"https://crm.example.com/{text}", raw={},
        fields=(Field("phone", text, text), Field("custom", "custom", text), Field(text, text, text)),
        people=(Person(text, text),), attachments=(structs.replace(FILE, name=text),),
    )  # fmt: skip
    made = full(told(), record)
    parts: dict[str, Any] = {
        name: tuple(_replaced(one, text) for one in getattr(made, name))
        for name in ("processing", "disclosures", "automated", "withheld", "third_parties")
    }
    coverage = Coverage("crm", text, text, "failed", 1, None, (text,), reason=text, evidence=(text,))
    return dossier(
        record,
        **parts,
        files=made.files,
        letter=(text, text),
        coverage=(coverage,),
        controller=Controller(*[text] * 7),
        subject=Subject((text,), (Searched(Identifier("name", text), text, text, text), Searched(ANN))),
    )


def _replaced(one: Any, text: str) -> Any:
    """The same, saying the text wherever it says any."""
    said = {name: text for name in one.__struct_fields__ if isinstance(getattr(one, name), str)}
    return structs.replace(one, **said)


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_text_is_only_text(tmp_path: Path, hostile: str) -> None:
    shown, harmless = page(abused(hostile), tmp_path), page(abused("harmless"), tmp_path)
    assert [line for line in shown.shape if "href" not in line] == [
        line for line in harmless.shape if "href" not in line
    ]
    assert shown.text.casefold().count(hostile.casefold()) == harmless.text.casefold().count("harmless") > 50
    assert leads(shown) - leads(harmless) <= {f"https://crm.example.com/{hostile}"}


def leads(shown: Element) -> set[str]:
    return {one.attributes["href"] for one in shown.all("a")}


@pytest.mark.parametrize(
    ("address", "linked"),
    [
        ("https://crm.example.com/1?a=1&b=2", True),
        ("HTTP://crm.example.com", True),
        ("javascript:alert(1)", False),
        (" javascript:alert(1)", False),
        ("java\nscript:alert(1)", False),
        ("data:text/html,<script>alert(1)</script>", False),
        ("vbscript:x", False),
        ("file:///etc/passwd", False),
        ("//evil.example.net/", False),
        ("javascript://example.com/%0aalert(1)", False),
        ("files/0001-plan.pdf", False),
        ("https:///x", False),
        ("https://crm.example.com/a b", False),
    ],
)
def test_only_web_addresses_are_links(tmp_path: Path, address: str, linked: bool) -> None:
    (article,) = page(dossier(note(1, url=address)), tmp_path).all("article")
    assert [one.attributes["href"] for one in article.all("a")] == ([address] if linked else [])
    assert address.replace("\n", "") in article.text.replace("\n", "")


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("evil\u202egnp.exe", "evilgnp.exe"),
        ("\u2066\u2067a\u2069\u200f\u061cb\u200e", "ab"),
        ("nul\x00bell\x07esc\x1b[31m\x9b", "nulbellesc[31m"),
        ("line\r\nline\rline\u2028line\x0b.", "line\nline\nline\nline\n."),
        ("half \ud83d of one", "half \ufffd of one"),
        ("no\ufffe\uffff\ufdd0", "no\ufffd\ufffd\ufffd"),
        ("مرحبا آن", "مرحبا آن"),
        ("漢字 Ἀθῆναι Привет", "漢字 Ἀθῆναι Привет"),
        ("👩‍👩‍👧 🏴󠁧󠁢󠁳󠁣󠁴󠁿 نامه‌ها", "👩‍👩‍👧 🏴󠁧󠁢󠁳󠁣󠁴󠁿 نامه‌ها"),
        ("e\u0301", "é"),
    ],
)
def test_text_is_legible_and_whole(tmp_path: Path, raw: str, shown: str) -> None:
    assert legible(raw) == shown
    (article,) = page(dossier(note(1, raw, title="Title")), tmp_path).all("article")
    assert [one.text for one in article.of_class("text")] == [shown]


def test_data_keep_their_direction_to_themselves(tmp_path: Path) -> None:
    arabic = "اسم 12 (x)"
    shown = page(abused(arabic), tmp_path)
    loose = {element.tag for element, text in shown.texts() if text == arabic and not element.isolated()}
    assert loose == set()
    (article,) = shown.all("article")
    assert [text for element, text in article.texts() if arabic in text and not element.isolated()] == []


def test_long_texts_are_whole_and_can_be_scrolled_by_keyboard(tmp_path: Path) -> None:
    text, title = "word " * 40_000, "title " * 200
    record = note(1, text, title=title, fields=(Field("body", "Body", text[:-1] + "."),))
    (article,) = page(dossier(record), tmp_path).all("article")
    boxes = list(article.of_class("long"))
    assert sorted(len(one.text) for one in boxes) == [len(title), len(text), len(text)]
    assert all(one.attributes["tabindex"] == "0" and one.attributes["aria-label"] for one in boxes)
    assert len(next(article.all("h5")).text) < 400


def test_what_says_nothing_is_still_a_page(tmp_path: Path) -> None:
    shown = page(dossier(coverage=(Coverage("crm", "crm", "The CRM", "nothing_held", 0, None, ()),)), tmp_path)
    assert "Nothing was found about you" in shown.line
    assert "No file belongs to your records." in shown.line
    assert not list(shown.all("article", "details", "input"))
    (article,) = page(dossier(note(1, title="\u202e ")), tmp_path).all("article")
    assert next(article.all("h5")).text == "–"


@pytest.mark.parametrize(("lang", "title"), [("en", "Answer to request 20261124-abc · Firm Inc."), ("fr-CA", "")])
def test_language_and_title(tmp_path: Path, lang: str, title: str) -> None:
    shown = page(dossier(note(1), by=told(lang)), tmp_path)
    assert next(shown.all("html")).attributes["lang"] == lang
    assert "20261124-abc" in next(shown.all("title")).text
    assert title in next(shown.all("title")).text


def test_filters_offer_what_there_is(tmp_path: Path) -> None:
    shown = page(full(), tmp_path)
    kinds = [one.attributes["value"] for one in shown.by_id("kind").all("option")]
    systems = [(one.attributes["value"], one.line) for one in shown.by_id("system").all("option")]
    assert kinds == ["", "note", "ticket"]
    assert systems == [("", "All systems"), ("crm", "The CRM"), ("desk", "The Desk")]
    assert "hidden" in shown.by_id("search").attributes, "without its script it would be of no use"


def test_the_same_dossier_gives_the_same_private_file(tmp_path: Path) -> None:
    first, second = (write(full(), tmp_path / name) for name in ("a.html", "b.html"))
    assert first.read_bytes() == second.read_bytes()
    assert first.stat().st_mode & 0o077 == 0


def test_a_page_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    path = write(dossier(note(1)), tmp_path / "dossier.html")
    before = path.read_bytes()

    def broken() -> Iterator[Record]:
        yield note(1)
        raise OSError(28, "no space left")

    with pytest.raises(OSError, match="no space left"):
        write(dossier(note(1), records=broken), path)
    assert path.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir()] == ["dossier.html"]


def test_records_are_not_held_in_memory(tmp_path: Path) -> None:
    def stream() -> Iterator[Record]:
        return (note(number, f"{number} " + "x" * 50_000) for number in range(400))

    made = dossier(note(1), records=stream, counts={("note", "crm"): 400})
    write(dossier(note(1)), tmp_path / "warm.html")
    tracemalloc.start()
    try:
        path = write(made, tmp_path / "dossier.html")
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert path.stat().st_size > 20_000_000
    assert peak < 4_000_000


def test_an_officer_asks_for_a_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAR_HOME", str(tmp_path / "home"))
    main(
        [
            "export", "ann@example.com", "--sandbox", "--only", "redmine", "--format", "html",
            "--lang", "fr", "--out", str(tmp_path / "out"),
        ]
    )  # fmt: skip
    (folder,) = (tmp_path / "out").iterdir()
    assert "dossier.html" in {one.name for one in folder.iterdir()}
    shown = read(folder / "dossier.html")
    assert next(shown.all("html")).attributes["lang"] == "fr-CA"
    assert list(shown.all("article"))
    for link in shown.all("a"):
        if link.attributes["href"].startswith("files/"):
            assert (folder / link.attributes["href"]).is_file()
