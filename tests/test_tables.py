"""Tables that other systems export, with all that is wrong with them."""

import io
import zipfile
from typing import Any, BinaryIO

import pytest

from sar.errors import Capped
from sar.outcomes import Gap
from sar.places import stream
from sar.tables import Layout, Row, places_of, read_table

MAIL = Layout(columns=(("Email", "Courriel"),))


def read(content: bytes, name: str = "clients.csv", layout: Layout = MAIL) -> tuple[list[Row], list[Gap]]:
    items = list(read_table(opened(content), name, layout))
    return [one for one in items if isinstance(one, Row)], [one for one in items if isinstance(one, Gap)]


def opened(content: bytes) -> BinaryIO:
    """As files come over SSH: not seekable, in pieces."""
    return stream(io.BytesIO(content))


def values(rows: list[Row]) -> list[dict[str, Any]]:
    return [row.values for row in rows]


def workbook(*rows: list[Any], change: Any = None) -> bytes:
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    if change:
        change(book, sheet)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def rewritten(content: bytes, part: str, change: Any) -> bytes:
    """A workbook with one of its parts changed."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name == part else old.read(name))
    return buffer.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
ANN = {"Nom": "Zoé", "Courriel": "zoé@example.org"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_encodings_are_told_by_their_first_bytes(encoding: str) -> None:
    rows, gaps = read("Nom;Courriel\r\nZoé;zoé@example.org\r\n".encode(encoding))
    assert (values(rows), gaps) == ([ANN], [])


def test_windows_1252_is_read_and_said() -> None:
    rows, gaps = read("Nom;Courriel\r\nZoé;zoé@example.org\r\nBob;bob@example.net\r\n".encode("cp1252"))
    assert values(rows)[0] == ANN
    assert [gap.text for gap in gaps] == [
        "Lines of the file clients.csv that are not in UTF-8 and were read as Windows-1252: 1."
    ]
    assert not gaps[0].remediable


def test_characters_of_a_wrong_encoding_make_the_answer_incomplete() -> None:
    rows, gaps = read(
        "Nom;Courriel\nZoé;z@example.org\n".encode("cp1252"), layout=Layout(MAIL.columns, encoding="utf8")
    )
    assert values(rows) == [{"Nom": "Zo\ufffd", "Courriel": "z@example.org"}]
    assert [gap.remediable for gap in gaps] == [True]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("sign", [";", ",", "\t", "|"])
def test_signs_and_ends_of_lines_are_found(sign: str, end: str) -> None:
    text = end.join([f"Nom{sign}Courriel", f"Zoé{sign}zoé@example.org", ""])
    assert read(text.encode()) == ([Row(2, "", ANN)], [])


def test_commas_within_values_do_not_hide_the_semicolon() -> None:
    rows, _ = read(b'Nom;Courriel\n"Archer, Ann, Dr";ann@example.com\nBaker, Jo, Ms, B;jo@example.com\n')
    assert values(rows)[1] == {"Nom": "Baker, Jo, Ms, B", "Courriel": "jo@example.com"}


def test_excels_own_line_is_not_the_heading() -> None:
    assert values(read("sep=;\nNom;Courriel\nZoé;zoé@example.org\n".encode())[0]) == [ANN]


def test_titles_above_the_heading_are_passed_over_and_kept() -> None:
    rows, gaps = read("Clients of ann@example.com;\n;\nNom;Courriel\nZoé;zoé@example.org\n".encode())
    assert (values(rows), gaps) == ([{"column 1": "Clients of ann@example.com", "column 2": ""}, ANN], [])


def test_a_broken_quote_swallows_no_rows() -> None:
    text = (
        b'Nom;Courriel;Note\n"Ann;ann@example.com;x\nBob;bob@example.net;"two\nlines"\n'
        b'Jo;jo@example.com;"open\nZ;z@x;\n'
    )
    rows, gaps = read(text)
    mails = [row.values["Courriel"] for row in rows]
    assert mails == ["ann@example.com", "bob@example.net", "jo@example.com", "z@x"]
    assert rows[1].values["Note"] == "two\nlines"
    assert [gap.values["count"] for gap in gaps] == ["2"]
    assert gaps[0].remediable


def test_a_broken_quote_in_a_long_file_is_found_without_its_end() -> None:
    lines = [b"Nom;Courriel"] + [b"N%d;n%d@example.com" % (n, n) for n in range(12_000)]
    lines[3] = b'N2;"n2@example.com'
    rows, gaps = read(b"\n".join(lines))
    assert len(rows) == 12_000
    assert rows[2].values == {"Nom": "N2", "Courriel": "n2@example.com"}
    assert [gap.values["count"] for gap in gaps] == ["1"]


def test_long_values_are_whole() -> None:
    rows, gaps = read(b"Courriel;Note\nann@example.com;" + b"x" * 300_000 + b"\n")
    assert (len(rows[0].values["Note"]), gaps) == (300_000, [])


def test_values_beyond_the_heading_are_kept_and_short_rows_counted() -> None:
    rows, gaps = read(b"Nom;Courriel\nAnn;ann@example.com;more\nBob\nJo;jo@example.com;;\n")
    assert values(rows) == [
        {"Nom": "Ann", "Courriel": "ann@example.com", "column 3": "more"},
        {"Nom": "Bob"},
        {"Nom": "Jo", "Courriel": "jo@example.com"},
    ]
    assert [gap.values["count"] for gap in gaps] == ["2"]


def test_columns_of_one_name_are_told_apart_and_both_found() -> None:
    rows, _ = read(b"Email;Email;\na@example.com;b@example.com;c\n")
    assert list(rows[0].values) == ["Email", "Email (2)", "column 3"]
    assert [value for _, value in places_of(rows[0].values, "email")] == ["a@example.com", "b@example.com"]


def test_a_missing_column_is_told_and_no_row_is_lost() -> None:
    rows, gaps = read(b"Ann;ann@example.com\nBob;bob@example.net\n")
    assert values(rows)[0] == {"column 1": "Ann", "column 2": "ann@example.com"}
    assert [gap.text for gap in gaps] == ["The file clients.csv has no column Email / Courriel."]
    assert read(b"Ann;ann@example.com\n", layout=Layout((("column 2",),)))[1] == []


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"", "a.csv", "The file a.csv is empty."),
        (b"Nom;Courriel\n", "a.csv", "The file a.csv has a heading and no rows."),
        (b"\xd0\xcf\x11\xe0old", "a.xls", "The workbook a.xls is in the old Excel format or protected"),
        (b"\x00\x01\x02\x00\x00\xff", "a.csv", "The file a.csv is neither text nor an Excel workbook"),
        (b"PK\x03\x04broken", "a.xlsx", "The workbook a.xlsx is damaged"),
        (b"[]", "a.json", "The file a.json has no rows."),
        (b'[{"Email": "x"', "a.json", "The file a.json is not valid JSON"),
        (b"[" * 200_000, "a.json", "The file a.json is not valid JSON"),
        (b'{"a": [{"x": 1}], "b": [{"x": 2}]}', "a.json", "The file a.json holds no list of rows"),
    ],
)
def test_what_is_no_table_is_said(content: bytes, name: str, said: str) -> None:
    rows, gaps = read(content, name)
    assert rows == []
    assert gaps[0].text.startswith(said)


def test_json_is_read_wherever_its_list_is() -> None:
    row = {"Email": "ann@example.com"}
    assert read(b'[{"Email": "ann@example.com"}]', "a.json") == ([Row(1, "", row)], [])
    rows, gaps = read(b'{"rows": [{"Email": "ann@example.com"}], "by": "bob@example.net"}', "a.json")
    assert (values(rows), gaps) == ([row, {"by": "bob@example.net"}], [])
    inside = b'{"data": {"people": [{"Email": "ann@example.com"}]}, "x": [{}]}'
    assert values(read(inside, "a.json", Layout(MAIL.columns, rows="data.people"))[0]) == [row]


def test_json_lines_skip_what_is_broken_and_say_so() -> None:
    rows, gaps = read(b'{"Email": "a@example.com"}\n{"Email": \n\n["x"]\n', "a.jsonl")
    assert values(rows) == [{"Email": "a@example.com"}, {"value": ["x"]}]
    assert [(gap.values.get("count"), gap.remediable) for gap in gaps] == [("1", True)]
    assert values(read(b'{"Email": "a"}\n{"Email": "b"}\n', "a.json")[0]) == [{"Email": "a"}, {"Email": "b"}]


def test_what_must_be_held_whole_is_capped() -> None:
    small = Layout(MAIL.columns, max_bytes=1 << 20)
    book = workbook(["Email"], *[[f"{n}@example.com"] for n in range(2000)])
    assert "larger than 1 MiB" in read(b"[" + b"1,\n" * 500_000 + b"1]", "a.json", small)[1][0].text
    tiny = Layout(MAIL.columns, max_unpacked=2000)
    assert "would unpack to more" in read(book, "a.xlsx", tiny)[1][0].text
    with pytest.raises(Capped):
        read(b"x" * (2 << 20), "a.csv", small)


def test_dotted_paths_go_through_lists() -> None:
    row = {"contact": {"E-Mails": [{"at": "a@example.com"}, {"at": "b@example.com"}]}, "a.b": 1}
    assert list(places_of(row, "contact.e-mails.at")) == [
        ("/contact/E-Mails/0/at", "a@example.com"),
        ("/contact/E-Mails/1/at", "b@example.com"),
    ]
    assert [value for _, value in places_of(row, "a.b")] == [1]


def test_workbooks_are_read_by_values_in_all_sheets() -> None:
    from datetime import datetime

    def hide(book: Any, sheet: Any) -> None:
        other = book.create_sheet("Old")
        other.append(["Courriel"])
        other.append(["bob@example.net"])
        other.sheet_state = "hidden"

    rows, gaps = read(
        workbook(["Email", "Tel", "At"], ["a@example.com", 15145550101.0, datetime(2026, 9, 14)], change=hide)
    )
    assert gaps == []
    assert values(rows) == [
        {"Email": "a@example.com", "Tel": 15145550101, "At": "2026-09-14T00:00:00"},
        {"Courriel": "bob@example.net"},
    ]
    assert [row.part for row in rows] == ["Sheet", "Old"]


def test_a_workbook_that_states_its_size_wrongly_is_read_whole() -> None:
    book = workbook(["Nom", "Email"], ["Ann", "ann@example.com"])
    wrong = rewritten(book, SHEET, lambda xml: xml.replace(b'ref="A1:B2"', b'ref="A1:A1"'))
    assert wrong != book
    assert values(read(wrong, "a.xlsx")[0]) == [{"Nom": "Ann", "Email": "ann@example.com"}]


def test_merged_cells_are_each_rows() -> None:
    def merge(book: Any, sheet: Any) -> None:
        for cells in ("A1:A2", "B1:C1", "B3:B5"):
            sheet.merge_cells(cells)

    rows, gaps = read(
        workbook(
            ["Nom", "Contact", None], [None, "Email", "Tel"], ["Ann", "ann@example.com", "1"], ["Ann", None, "2"],
            ["Ann", None, None], ["Bob", None, "3"], change=merge,
        )
    )  # fmt: skip
    assert gaps == []
    assert [row.values.get("Email") for row in rows if "Nom" in row.values] == ["ann@example.com"] * 3 + [None]


def test_formulas_without_a_result_are_shown_and_said() -> None:
    book = workbook(["Email"], ['=CONCATENATE("ann","@example.com")'])
    rows, gaps = read(book, "a.xlsx")
    assert values(rows) == [{"Email": '=CONCATENATE("ann","@example.com")'}]
    assert [(gap.values["count"], gap.remediable) for gap in gaps] == [("1", True)]
    stored = rewritten(book, SHEET, lambda xml: xml.replace(b"<v></v>", b"<v>7</v>").replace(b"<v />", b"<v>7</v>"))
    assert stored != book
    assert (values(read(stored, "a.xlsx")[0]), read(stored, "a.xlsx")[1]) == ([{"Email": 7}], [])


def test_entities_that_grow_without_end_are_not_unfolded() -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE b [<!ENTITY a0 "ha">' + b"".join(
        b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 12)
    ) + b"]><worksheet><sheetData><row><c><v>&a11;</v></c></row></sheetData></worksheet>"  # fmt: skip
    rows, gaps = read(rewritten(workbook(["Email"], ["x"]), SHEET, lambda _: bomb), "a.xlsx")
    assert rows == []
    assert "damaged" in gaps[-1].text


def test_a_sheet_of_something_else_is_said_and_a_workbook_without_the_right_one_is_incomplete() -> None:
    def add(book: Any, sheet: Any) -> None:
        book.create_sheet("Summary").append(["Total", 12])

    rows, gaps = read(workbook(["Email"], ["a@example.com"], change=add), "a.xlsx")
    assert values(rows) == [{"Email": "a@example.com"}, {"column 1": "Total", "column 2": 12}]
    assert [(gap.values.get("sheet"), gap.remediable) for gap in gaps] == [("Summary", False)]
    assert any(gap.remediable for gap in read(workbook(["Mail"], ["a@example.com"], change=add), "a.xlsx")[1])


def test_blank_rows_above_the_heading_do_not_hide_it() -> None:
    rows, gaps = read(workbook(*[[None]] * 30, ["Email"], ["a@example.com"]), "a.xlsx")
    assert (values(rows), gaps, rows[0].number) == ([{"Email": "a@example.com"}], [], 32)
