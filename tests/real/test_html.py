"""The page in a real browser: Debian's Chromium, driven by playwright-core, judged by axe-core.

Chromium is installed by `chromium/install.sh`, the two packages of npm by the Makefile. Where that cannot be done the
tests say why and are skipped; where it runs, they fail as any other.
"""

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs
from pypdf import PdfReader
from tests.dossiers import dossier, eventful, full, note, told
from tests.real.lab import install
from tests.test_html import HOSTILE, abused

from sar.dossier.html import write
from sar.dossier.model import Dossier
from sar.records import Record, record_id

LOOK = Path(__file__).parent / "chromium" / "look.mjs"
ARABIC = "آن آرتشر \u202e12 (x)"
Look = Callable[..., Any]


@pytest.fixture(scope="module")
def modules() -> str:
    """The folder with playwright-core and axe-core, once Chromium is there."""
    folder = os.environ.get("SAR_BROWSER", "")
    if shutil.which("node") is None:
        pytest.skip("node is not installed")
    if not folder or not (Path(folder) / "node_modules" / "axe-core").is_dir():
        pytest.skip("playwright-core and axe-core are not installed; `make test-real` does that where npm can")
    install("chromium")
    return folder


@pytest.fixture
def look(modules: str, tmp_path: Path) -> Look:
    """Write a dossier and ask the browser about it; nothing may be said or fetched meanwhile."""

    def asked(made: Dossier, question: str, **options: Any) -> Any:
        page = write(made, tmp_path / "dossier.html")
        command = ["node", str(LOOK), modules, str(page), question, json.dumps(options)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
        assert done.returncode == 0, done.stderr[-2000:]
        seen = json.loads(done.stdout)
        assert seen["said"] == []
        assert seen["elsewhere"] == []
        return seen["answer"]

    return asked


def several() -> tuple[Record, ...]:
    """What every look meets: plain records, long ones, hostile ones, other directions."""
    odd = (note(10, "long " * 2_000, title="t" * 400), note(11, "".join(HOSTILE), title=HOSTILE[1]), note(12, ARABIC))
    first, comment, mention, ticket = eventful()
    return first, comment, mention, *odd, ticket


def findable() -> tuple[Record, ...]:
    """Notes in two systems, and a ticket."""
    notes = [note(1, "The zebra of Élise"), note(2, "A ZEBRA again"), note(3, "A horse")]
    desk = [structs.replace(one, processor="desk", id=record_id("desk", "note", one.source_id)) for one in notes[:1]]
    return *notes, *desk, structs.replace(note(4, "Zebras in a ticket"), kind="ticket")


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("lang", ["en", "fr-CA"])
def test_axe_finds_nothing_to_object_to(look: Look, lang: str, scheme: str, width: int) -> None:
    found = look(full(told(lang), *several()), "axe", scheme=scheme, width=width)
    assert found["violations"] == []
    assert {"color-contrast", "label", "heading-order", "region", "landmark-unique"} <= set(found["passes"])


def test_axe_finds_nothing_to_object_to_where_nothing_is_held(look: Look) -> None:
    assert look(dossier(), "axe")["violations"] == []


def test_axe_is_awake(look: Look, tmp_path: Path, modules: str) -> None:
    """A page that breaks a rule is noticed."""
    page = tmp_path / "bad.html"
    page.write_text("<!doctype html><title>x</title><input><p style='color:#ccc'>pale</p>", encoding="utf-8")
    done = subprocess.run(["node", str(LOOK), modules, str(page), "axe"], capture_output=True, text=True, timeout=300)
    violations = json.loads(done.stdout)["answer"]["violations"]
    assert {line.partition(":")[0] for line in violations} >= {"color-contrast", "html-has-lang", "label"}


def test_search_and_filters(look: Look) -> None:
    steps = [
        {},
        {"words": "zebra"},
        {"words": "ELISE  zebra"},
        {"kind": "note"},
        {"words": "zebra", "kind": "", "system": "desk"},
        {"words": "unicorn"},
        {"all": True},
        {"close": True},
        {"words": "horse"},
    ]
    seen = look(full(told(), *findable()), "search", steps=steps)
    start, zebra, both, notes, desk, none, everything, closed, again = seen
    assert start["titles"] == everything["titles"] == ["Title-1", "Title-2", "Title-3", "Title-1", "Title-4"]
    assert start["told"] == everything["told"] == ""
    assert zebra["titles"] == ["Title-1", "Title-2", "Title-1", "Title-4"]
    assert zebra["told"] == "4 of 5 records are shown."
    assert [word.casefold() for word in zebra["marked"]] == ["zebra"] * 4
    assert both["titles"] == ["Title-1", "Title-1"]
    assert both["kinds"] == ["Notes"]
    assert notes["titles"] == ["Title-1", "Title-1"]
    assert desk["titles"] == ["Title-1"]
    assert none["titles"] == []
    assert none["kinds"] == []
    assert none["told"] == "No record matches."
    assert everything["focused"] == "words"
    assert closed["titles"] == []
    assert again["titles"] == ["Title-3"]


def test_a_link_to_a_record_that_is_filtered_out_shows_it(look: Look) -> None:
    target = f"#r-{note(3).id}"
    seen = look(full(told(), *findable()), "search", steps=[{"words": "zebra"}, {"hash": target}])
    assert "Title-3" not in seen[0]["titles"]
    assert "Title-3" in seen[1]["titles"]


def test_numbers_are_written_in_the_language_of_the_answer(look: Look) -> None:
    records = [note(number, "even" if number % 2 == 0 else "odd") for number in range(2_400)]
    for lang, numbers in (("en", ("1,200", "2,400")), ("fr-CA", ("1\u00a0200", "2\u00a0400"))):
        (seen,) = look(dossier(*records, by=told(lang)), "search", steps=[{"words": "even"}])
        assert all(number in seen["told"].replace("\u202f", "\u00a0") for number in numbers)


def test_everything_can_be_read_without_scripts(look: Look) -> None:
    seen = look(full(told(), *findable()), "text", scripts=False)
    assert seen["search"] == []
    for word in ("zebra of Élise", "A horse", "Zebras in a ticket", "Archived projects", "files/0001-plan.pdf"):
        assert word in seen["text"]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_nothing_runs(look: Look, hostile: str) -> None:
    assert hostile.casefold() in look(abused(hostile), "text")["text"].casefold()


def test_entries_of_the_contents_lead_there(look: Look) -> None:
    """Although most records above them have never been drawn, so that their height is a guess."""
    records = [note(number, "word " * (number % 300)) for number in range(600)]
    tickets = [structs.replace(note(1_000 + number), kind="ticket") for number in range(30)]
    places = look(full(told(), *records, *tickets), "contents")
    assert len(places) == 17
    assert {href: place for href, place in places.items() if not 0 <= place < (0.95 if href == "#files" else 0.5)} == {}


def test_the_keyboard_is_enough(look: Look) -> None:
    skip, *stops = look(full(told(), *several()), "keyboard", stops=40)
    assert skip["class"] == "skip"
    assert [one for one in (skip, *stops) if not (one["seen"] and one["outline"])] == []
    assert {"A", "INPUT", "SELECT", "SUMMARY", "DIV"} <= {one["tag"] for one in stops}


def test_paper_has_everything_though_groups_are_closed(look: Look, tmp_path: Path) -> None:
    look(full(told(), *several()), "print", path=str(tmp_path / "page.pdf"), scheme="dark")
    text = "\n".join(one.extract_text() for one in PdfReader(tmp_path / "page.pdf").pages)
    assert text.count("long") >= 2_000
    for word in ("Title-1", "second line", "Title-4", "odd value", "Remedies"):
        assert word in text
    assert "Search your records" not in text


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_nothing_is_wider_than_the_window(look: Look, width: int) -> None:
    record = note(50, "w" * 3_000, title="t" * 200, url="https://crm.example.com/" + "u" * 900)
    assert look(full(told(), *several(), record), "width", width=width) <= 0
