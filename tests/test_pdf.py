"""The PDF: nothing lost, nothing harmful, the same bytes for the same dossier."""

from pathlib import Path

import pikepdf
import pytest
from pypdf import PdfReader
from tests.dossiers import MOMENT, dossier, note

from sar.dossier.model import Coverage
from sar.dossier.pdf import write
from sar.outcomes import Gap
from sar.records import Attachment, Field, Person


def text_of(paths: list[Path]) -> str:
    return "\n".join(page.extract_text() for path in paths for page in PdfReader(path).pages)


def test_everything_is_on_paper(tmp_path: Path) -> None:
    file = Attachment("plan.pdf", "application/pdf", 1234, "ab" * 32)
    fields = (Field("phone", "Telephone", "+1 514 555-0101"), Field("odd_key", "odd key", "odd value"))
    one = note(
        1, fields=fields, people=(Person("author", "Person 1"),), attachments=(file,), url="https://crm.example.com/1"
    )
    text = text_of(write(dossier(one, note(2)), tmp_path))
    for word in (
        "Firm Inc.", "Sam Steward", "Ann Archer", "20261124-abc", "20 November 2026", "24 November 2026, 14:05 (UTC)",
        "The CRM", "Records found", "Title-1", "Text-1", "Title-2", "Telephone", "+1 514 555-0101",
        "odd key: odd value",
        "Author", "Person 1", "plan.pdf", "1 kB", "https://crm.example.com/1", "ann@example.com (at /email)",
    ):  # fmt: skip
        assert word in text, word


def test_what_is_missing_is_said(tmp_path: Path) -> None:
    gap = Gap("Archived projects cannot be reached.")
    failed = Coverage("crm", "crm", "The CRM", "failed", 0, MOMENT, (), (gap,), "the key was not accepted", "Check it.")
    text = text_of(write(dossier(complete=False, coverage=(failed,)), tmp_path))
    assert "search did not come to its end" in text
    assert "Search not completed" in text
    assert "the key was not accepted" in text
    assert "Archived projects cannot be reached." in text


@pytest.mark.parametrize(
    ("hostile", "shown"),
    [
        ("<img src='file:///etc/passwd'/><b>x", "<img src='file:///etc/passwd'/><b>x"),
        ("evil\u202egnp.exe", "evilgnp.exe"),
        ("nul\x00bell\x07esc\x1b[31m", "nulbellesc[31m"),
        ("smile 😀 end", "smile [U+1F600] end"),
        ("漢字", "[U+6F22][U+5B57]"),
        ("Ἀθῆναι Привет Łódź ż", "Ἀθῆναι Привет Łódź ż"),
        ("tab\there", "tab here"),
    ],
)
def test_hostile_and_foreign_text(tmp_path: Path, hostile: str, shown: str) -> None:
    text = text_of(write(dossier(note(1, hostile, title=hostile)), tmp_path))
    assert " ".join(text.split()).count(" ".join(shown.split())) >= 2


def test_long_texts_and_words_flow_over_pages(tmp_path: Path) -> None:
    paths = write(dossier(note(1, "word " * 40_000), note(2, "x" * 5_000), note(3, "end-of-all")), tmp_path)
    text = text_of(paths)
    assert text.count("word") == 40_000
    assert text.count("x") >= 5_000
    assert "end-of-all" in text


def test_volumes(tmp_path: Path) -> None:
    (tmp_path / "dossier-9.pdf").write_bytes(b"kept: no volume of this run follows it")
    (tmp_path / "dossier-3.pdf").write_bytes(b"of a longer run before")
    records = [note(number, "some text " * 40) for number in range(60)]
    paths = write(dossier(*records), tmp_path, pages_per_volume=8)
    assert [path.name for path in paths] == [
        f"dossier{'' if n == 1 else f'-{n}'}.pdf" for n in range(1, len(paths) + 1)
    ]
    assert len(paths) >= 2
    assert all(len(PdfReader(path).pages) <= 12 for path in paths)
    text = text_of(paths)
    assert all(f"Title-{number}" in text for number in range(60))
    write(dossier(note(1)), tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["dossier-9.pdf", "dossier.pdf"]


def test_the_same_dossier_gives_the_same_pages(tmp_path: Path) -> None:
    pages = []
    for name in "ab":
        (tmp_path / name).mkdir()
        with pikepdf.open(write(dossier(note(1)), tmp_path / name)[0]) as pdf:
            pages.append([page.Contents.read_bytes() for page in pdf.pages])
            assert str(pdf.docinfo["/CreationDate"]) == "D:20261124140500+00'00"
    assert pages[0] == pages[1]


def test_it_is_archival_and_carries_its_data(tmp_path: Path) -> None:
    from pikepdf import pdfa

    data = tmp_path / "dossier.json"
    data.write_text('{"a": "é"}', encoding="utf-8")
    hostile = note(1, "漢字 <b> \u202e \U0001f600 Ἀθῆναι", title="x" * 300)
    (path,) = write(dossier(hostile), tmp_path, attached=data)
    with pikepdf.open(path) as pdf:
        report = pdfa.check(pdf, "3b")
        assert report.verdict == "pass", report.findings[:3]
        (name,) = pdf.attachments
        assert pdf.attachments[name].get_file().read_bytes() == data.read_bytes()


def test_typefaces_are_embedded_and_metadata_set(tmp_path: Path) -> None:
    (path,) = write(dossier(note(1)), tmp_path)
    with pikepdf.open(path) as pdf:
        assert not pdf.check_pdf_syntax()
        fonts = [font for page in pdf.pages for font in page.resources.Font.values()]
        assert all("/FontFile2" in font.FontDescriptor for font in fonts if font.Subtype == "/TrueType")
        assert {str(font.BaseFont).rpartition("+")[2] for font in fonts if font.Subtype == "/TrueType"}
        with pdf.open_metadata() as metadata:
            assert metadata["dc:title"] == "Answer to request 20261124-abc"
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
    assert path.stat().st_mode & 0o077 == 0
