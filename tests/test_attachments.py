"""Which files may go out: searched and masked, or held for an officer; bombs and broken ones do no harm."""

import io
import zipfile

import pytest
from reportlab.pdfgen.canvas import Canvas

from sar.dossier.attachments import LARGEST, prepare
from sar.identifiers import Identifier
from sar.records import Match, Person, Record
from sar.third_parties import Others

ANN = Identifier("email", "ann@example.com")
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.fixture
def others() -> Others:
    known = Others([ANN], ["Ann Archer"])
    joann = Person("author", "Joann Baker", (Identifier("email", "joann@example.com"),))
    known.meet(Record("1", "crm", "crm", "note", "1", "note", "T", Match(ANN, "/e"), {}, people=(joann,)))
    return known


def docx(text: str, **more: bytes) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", f"<w:document><w:t>{text}</w:t></w:document>")
        for name, inner in more.items():
            archive.writestr(name.replace("__", "/"), inner)
    return content.getvalue()


def pdf(text: str) -> bytes:
    content = io.BytesIO()
    canvas = Canvas(content)
    canvas.drawString(72, 720, text)
    canvas.save()
    return content.getvalue()


@pytest.mark.parametrize(
    ("media_type", "content", "state"),
    [
        ("text/plain", b"A letter to Ann Archer", "whole"),
        ("text/plain", b"Ask Joann Baker or bob@example.net", "masked"),
        ("text/plain", "Ask Joann Baker".encode("utf-16"), "masked"),
        ("text/plain", b"\x00\x01\x02", "held"),
        ("text/html", b"<p>joann&#64;example.com</p>", "held"),
        ("text/csv", b"mail\njoann%40example.com\n", "masked"),
        ("application/json", b'{"to": "joann@example.com"}', "masked"),
        ("application/pdf", pdf("To Ann Archer"), "whole"),
        ("application/pdf", pdf("To Joann Baker"), "held"),
        ("application/pdf", b"%PDF-1.4 broken", "held"),
        (DOCX, docx("To Ann Archer"), "whole"),
        (DOCX, docx("To joann@example.com"), "held"),
        (DOCX, docx("To Ann", word__media__scan=b"\x89PNG"), "held"),
        (DOCX, b"PK broken", "held"),
        ("image/png", b"\x89PNG", "held"),
        ("audio/mpeg", b"ID3", "held"),
        ("application/zip", docx("x"), "held"),
    ],
)
def test_what_may_go_out(others: Others, media_type: str, content: bytes, state: str) -> None:
    ready = prepare(media_type, content, others, released=False)
    assert ready.state == state
    if state == "whole":
        assert ready.content == content
    assert b"joann" not in ready.content.lower()
    assert b"bob@" not in ready.content


def test_an_officer_may_release_anything(others: Others) -> None:
    assert prepare("image/png", b"\x89PNG", others, released=True) == ("whole", b"\x89PNG")


def test_a_bomb_and_a_mountain_are_held(others: Others) -> None:
    bomb = docx("x", word__more=b"0" * (LARGEST + 1))
    assert len(bomb) < 1 << 20
    assert prepare(DOCX, bomb, others, released=False).state == "held"
    assert prepare("text/plain", b"a" * (50 << 20), others, released=False).state == "held"
