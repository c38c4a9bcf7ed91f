"""The portable package in forms that programs of others read."""

import csv
import io
import json
import mailbox
import re
from email.header import decode_header, make_header
from email.utils import parseaddr
from pathlib import Path
from typing import Any

import icalendar
import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as st
from tests.dossiers import ANN, MOMENT
from tests.packages import (
    EMAIL,
    HOSTILE,
    described,
    left,
    made,
    mails,
    packed,
    rows,
    table,
    told_in,
)

from sar.dossier.portable.cells import bare, cell
from sar.records import Field, Person

FORMULAS = (
    "=1+1", "+15145550101", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "＝1", "'=1", "''=cmd|' /C calc'!A0",
    '=HYPERLINK("https://example.com")', "@", "=",
)  # fmt: skip
HARMLESS = ("'s-Gravenhage", "a=b", "ann@example.com", "'", "", "1-2", "été")


@pytest.mark.parametrize("value", FORMULAS)
def test_formulas_are_defused(tmp_path: Path, value: str) -> None:
    fields = (Field("a", "A", value), Field(value, value, "b"))
    package = packed(tmp_path, made("submission", title=value, text=f"{value}x", fields=fields))
    content = (package / "submission.csv").read_bytes().decode("utf-8-sig")
    for line in csv.reader(io.StringIO(content, newline="")):
        for text in line:
            assert not re.match(r"[ \u00a0]*[=+\-@\t\r\n＝＋－＠]", text)
    (row,) = table(package / "submission.csv")
    assert bare(row["a"]) == value
    assert rows(package, "submission")[0]["fields"][0]["value"] == value
    assert "apostrophe" in json.loads((package / "csv-metadata.json").read_bytes())["dc:description"]


@pytest.mark.parametrize("value", HARMLESS)
def test_what_is_no_formula_stays(value: str) -> None:
    assert cell(value) == value


@given(st.text(st.sampled_from("'=+-@\t\r\n ax＝")))
def test_cells_can_be_read_back(value: str) -> None:
    assert bare(cell(value)) == value


def test_a_table_has_a_column_for_each_value(tmp_path: Path) -> None:
    names = ("email", "email", "Téléphone", "a b", "a_b", "id", "_", "=x", "more", "email_2")
    fields = tuple(Field(name, f"Label {n}", f"value {n}", "Contact") for n, name in enumerate(names))
    package = packed(tmp_path, made("contact", fields=fields))
    (row,) = table(package / "contact.csv")
    assert [value for value in row.values() if value.startswith("value")] == [f"value {n}" for n in range(len(names))]
    assert list(row)[8:] == [
        "email", "email_2", "Telephone", "a_b", "a_b_2", "id_2", "value", "x", "more_2", "email_2_2",
    ]  # fmt: skip


def test_no_more_columns_than_a_reader_can_bear(tmp_path: Path) -> None:
    fields = tuple(Field(f"key{n}", f"Key {n}", str(n)) for n in range(400))
    package = packed(tmp_path, made("contact", fields=fields))
    (row,) = table(package / "contact.csv")
    assert len(row) == 8 + 250 + 1
    assert [one["value"] for one in json.loads(row["more"])] == [str(n) for n in range(250, 400)]


def hostile_tables(folder: Path) -> Path:
    records = [made("contact", n, fields=(EMAIL, Field(text, text, text))) for n, text in enumerate(HOSTILE)]
    return packed(folder, *records, made("visit", 99), lang="fr-CA")


def test_the_tables_are_csv_on_the_web(tmp_path: Path) -> None:
    described(hostile_tables(tmp_path))


def test_a_validator_of_others_agrees(tmp_path: Path) -> None:
    csvw = pytest.importorskip("csvw")
    group = csvw.CSVW(str(hostile_tables(tmp_path) / "csv-metadata.json"), validate=True)
    assert group.is_valid, group.warnings
    assert [len(list(one)) for one in group.tables[1:]] == [len(HOSTILE), 1]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_card_survives_every_value(tmp_path: Path, text: str) -> None:
    fields = (
        Field("full_name", "Name", text), Field("given_name", "Name", text),
        Field("email", "E", "a@example.com, b@example.com"),
        Field("phone", "Phone", text), Field("phone", "Phone", "[Person 2]"), Field("address.city", "City", text),
        Field("address.country", "Country", "Canada"), Field("address.city", "City", "Laval"),
        Field("gender", "G", text),
        Field("birthday", "Born", "1980-05-06"), Field("website", "Web", text), Field("language", "L", "fr_CA"),
    )  # fmt: skip
    content = (packed(tmp_path, made("contact", fields=fields)) / "contacts.vcf").read_bytes()
    folded_well(content)
    (card,) = vobject.readComponents(content.decode())
    assert card.version.value == "4.0"
    shown = seen(text)
    assert card.fn.value == shown
    assert card.n.value.given == shown
    assert [one.value for one in card.email_list] == ["a@example.com", "b@example.com"]
    assert [one.value for one in card.tel_list] == [shown]
    assert [one.value.city for one in card.adr_list] == [shown, "Laval"]
    assert (card.bday.value, card.lang.value) == ("19800506", "fr-CA")
    assert {one.name for one in card.getChildren()} == {
        "VERSION", "PRODID", "UID", "FN", "N", "EMAIL", "TEL", "ADR", "BDAY", "GENDER", "LANG",
    }  # fmt: skip


def seen(text: str) -> str:
    """A text as it may stand on content lines: line feeds and tabs are its only control characters."""
    broken = re.sub(r"\r\n|[\x85\u2028]", "\n", text)
    return re.sub(r"[\x00-\x08\x0b-\x1f]", "", broken)


def folded_well(content: bytes) -> None:
    """Lines end as they must, none is too long, none ends within a letter."""
    assert content.endswith(b"\r\n")
    for line in content.split(b"\r\n"):
        assert len(line) <= 75
        assert b"\n" not in line
        line.decode()


@pytest.mark.parametrize("text", [text for text in HOSTILE if "\\N" not in text])
def test_a_calendar_survives_every_value(tmp_path: Path, text: str) -> None:
    fields = (Field("location", "Place", text), Field("duration", "Duration", "01:30:00"))
    one = made("meeting", title=text, fields=fields, people=(Person("organizer", "Ann Archer", (ANN,)),), text=text)
    day = made("event", 2, occurred_at=MOMENT.replace(hour=0, minute=0))
    package = packed(tmp_path, one, day)
    content = (package / "calendar.ics").read_bytes()
    folded_well(content)
    calendar = icalendar.Calendar.from_ical(content)
    first, second = map(dict[str, Any], calendar.walk("VEVENT"))
    assert (str(first["SUMMARY"]), str(first["LOCATION"])) == (seen(text), seen(text))
    assert str(first["DESCRIPTION"]).startswith(seen(text))
    assert (first["DTSTART"].dt, (first["DTEND"].dt - first["DTSTART"].dt).seconds) == (MOMENT, 5400)
    assert second["DTSTART"].dt == MOMENT.date()
    assert len(calendar.walk()) == 3


def test_what_has_no_date_is_in_the_tables_only(tmp_path: Path) -> None:
    package = packed(tmp_path, made("call", occurred_at=None))
    assert not (package / "calendar.ics").exists()
    assert len(table(package / "call.csv")) == 1
    assert ("record", "undated") in left(told_in(package)["left_out"])


def body(message: mailbox.mboxMessage) -> str:
    content = message.get_payload(decode=True)
    assert isinstance(content, bytes)
    return re.sub(r"^>(>*From )", r"\1", content.decode(), flags=re.MULTILINE).rstrip("\n")


def test_messages_go_to_a_mailbox(tmp_path: Path) -> None:
    raw = {
        "addresses": {"from": [{"name": "Ann Archer", "address": ANN.value}]},
        "headers": [
            {"name": "From", "value": "wrongly. read@example.com"},
            {"name": "To", "value": '"[Person 1]" <[Person 1]>, Desk <front.desk+1@example.com>, [Person 23]'},
            {"name": "Cc", "value": '"Roe, Zoé" <o\'roe_z-1@example.com>'},
            {"name": "Received", "value": "from host.example.net"},
            {"name": "X-Evil", "value": "1"},
            {"name": "Date", "value": "Tue, 24 Nov 2026 09:05:00 -0500"},
            {"name": "Message-ID", "value": "<1@[Person 4]> <a.b@mail.example.com>"},
            {"name": "References", "value": "<x@mail.example.com>\r\n <y@mail.example.com>\r\nBcc: evil@example.com"},
        ],
    }
    one = made("message", title="Été\r\nBcc: evil@example.com", raw=raw, text="Hello\n\nFrom here on\n>From there\n.")
    package = packed(tmp_path, one, made("message", 2, raw={"author_email": ANN.value}, text="x" * 5000 + "é"))
    first, second = mails(package)
    assert first["from"] == "Ann Archer <ann@example.com>"
    assert first["to"].replace("\n", "").split(", ") == [
        '"[Person 1]" <person-1@masked.invalid>',
        "Desk <front.desk+1@example.com>",
        '"[Person 23]" <person-23@masked.invalid>',
    ]
    name, address = parseaddr(first["cc"])
    assert (str(make_header(decode_header(name))), address) == ("Roe, Zoé", "o'roe_z-1@example.com")
    assert first["date"] == "Tue, 24 Nov 2026 09:05:00 -0500"
    assert first["message-id"] == "<a.b@mail.example.com>"
    assert first["references"].split() == ["<x@mail.example.com>", "<y@mail.example.com>"]
    assert {name.casefold() for name in first} == {
        "from", "to", "cc", "date", "subject", "message-id", "references", "mime-version", "content-type",
        "content-transfer-encoding",
    }  # fmt: skip
    assert body(first) == "Hello\n\nFrom here on\n>From there\n."
    assert (second["from"], second["date"]) == (ANN.value, "Tue, 24 Nov 2026 14:05:00 +0000")
    assert body(second) == "x" * 5000 + "é"
    content = (package / "messages.mbox").read_bytes()
    assert content.startswith(b"From ann@example.com Tue Nov 24 14:05:00 2026\n")
    assert max(map(len, content.split(b"\n"))) <= 998
    assert b"\n>From here on\n>>From there\n" in content


@pytest.mark.parametrize("text", [*HOSTILE, "\n\nFrom ann@example.com Tue Nov 24 14:05:00 2026\nSubject: x\n\ny"])
def test_a_mailbox_survives_every_value(tmp_path: Path, text: str) -> None:
    raw = {"from": {"name": text, "email": ANN.value}, "to": text, "date": text, "message_id": text}
    records = [made("message", number, title=text, text=text, raw=raw) for number in (1, 2)]
    found = mails(packed(tmp_path, *records))
    assert len(found) == 2
    for message in found:
        assert body(message) == seen(text).strip("\n") or body(message) == seen(text).rstrip("\n")
        assert not message.defects
        assert message.get_all("from") and message.get_all("date") and message.get_all("message-id")
        assert "X-EVIL" not in message
