"""The traps of exported files, one by one."""

from pathlib import Path
from typing import Any

import pytest

from sar.errors import Denied, SettingsError
from sar.identifiers import Identifier, parse
from sar.outcomes import Failed, complete
from sar.sandbox import Tree
from sar.testing import Result, Rig, rig
from sar.testing.expected import outcome_of

ANN = ("ann@example.com", "ann.archer@example.org")
HEADING = "Nom;Courriel;Tel;Client\n"
COLUMNS = {"email": "Courriel", "phone": "Tel", "user_id": "Client", "name": "Nom"}
PLAIN: dict[str, Any] = {"paths": ["/"], "columns": COLUMNS, "id": "", "date": "", "text": [], "others": []}


def over(folder: Path, ages: dict[str, float] | None = None, **settings: Any) -> Rig:
    return rig("files", place=lambda _: Tree(folder, ages), settings={**PLAIN, **settings})


def found(folder: Path, text: str, *given: str | Identifier, name: str = "a.csv", **settings: Any) -> Result:
    (folder / name).write_text(text, encoding="utf-8")
    return over(folder, **settings).find(*(given or ANN))


def texts(result: Result) -> list[str]:
    return [gap.text for gap in result.gaps]


@pytest.mark.parametrize("paths", [["/nothing.csv"], ["/*.csv"], ["/"], ["/none/"]])
def test_a_path_that_names_nothing_is_a_failure(tmp_path: Path, paths: list[str]) -> None:
    outcome = outcome_of(over(tmp_path, paths=paths).find(*ANN))
    assert isinstance(outcome, Failed)
    assert "error" in {finding.level for finding in over(tmp_path, paths=paths).connector.check()}


def test_an_empty_file_is_a_failure(tmp_path: Path) -> None:
    assert isinstance(outcome_of(found(tmp_path, "")), Failed)


@pytest.mark.parametrize(
    ("name", "ages", "day_is_old"),
    [
        ("a.csv", {}, False),
        ("a.csv", {"a.csv": 40}, True),
        ("a-2025-01-31.csv", {}, True),
        ("a-20250131.csv", {}, True),
    ],
)
def test_an_old_export_is_not_todays_data(tmp_path: Path, name: str, ages: dict[str, float], day_is_old: bool) -> None:
    (tmp_path / name).write_text(HEADING + "Ann;ann@example.com;;\n", encoding="utf-8")
    result = over(tmp_path, ages).find(*ANN)
    assert len(result.disclosed) == 1
    assert complete(outcome_of(result)) is not day_is_old
    assert complete(outcome_of(over(tmp_path, ages, max_age_days=100_000).find(*ANN)))


def test_a_missing_column_leaves_the_answer_incomplete_and_mentions_are_found(tmp_path: Path) -> None:
    result = found(tmp_path, "Name;Mail\nAnn;ann@example.com\n")
    assert [getattr(record.proof, "how", "") for record in result.disclosed] == ["mention"]
    assert not complete(outcome_of(result))
    assert "The file a.csv has no column Courriel." in texts(result)


def test_a_broken_row_loses_no_other(tmp_path: Path) -> None:
    result = found(tmp_path, HEADING + '"Bob;bob@example.net;;\nAnn;ann@example.com;;\n')
    assert [record.raw["Nom"] for record in result.disclosed] == ["Ann"]
    assert not complete(outcome_of(result))


def test_phone_numbers_come_in_every_spelling(tmp_path: Path) -> None:
    spellings = ["514-555-0101", "(514) 555.0101", "+1 514 5550101", "15145550101", "'+15145550101", "514 555-0101 x12"]
    rows = "".join(f"N{place};;{spelling};\n" for place, spelling in enumerate(spellings))
    result = found(tmp_path, HEADING + rows, Identifier("phone", "+15145550101"))
    assert len(result.disclosed) == len(spellings)


@pytest.mark.parametrize(
    ("identifier", "cell"),
    [
        ("phone:+33123456789", "+33 (0)1 23 45 67 89"), ("phone:+33123456789", "0033 1 23 45 67 89"),
        ("ip:2001:db8::1", "2001:db8::1"), ("name:Ann Archer", "ANN   ARCHER"),
    ],
)  # fmt: skip
def test_the_quick_look_lets_no_spelling_by(tmp_path: Path, identifier: str, cell: str) -> None:
    columns = {**COLUMNS, "user_id": "Client"}
    rows = {"phone": f"A;;{cell};\n", "ip": f"A;;;{cell}\n", "name": f"{cell};;;\n"}
    result = found(tmp_path, HEADING + rows[identifier.partition(":")[0]], parse(identifier), columns=columns)
    assert len(result.disclosed) == 1


def test_shortened_phone_numbers_are_said(tmp_path: Path) -> None:
    result = found(tmp_path, HEADING + "Ann;ann@example.com;1,51456E+10;\n")
    assert not complete(outcome_of(result))
    assert any("a spreadsheet has shortened" in text for text in texts(result))


def test_of_several_addresses_in_a_cell_each_is_found_and_none_is_learnt(tmp_path: Path) -> None:
    (record,) = found(
        tmp_path, HEADING + "Household;bob@example.net; ann@example.com;;\n".replace("; a", ", a")
    ).disclosed
    assert [(person.role, person.identifiers) for person in record.people] == [("person", ())]


def test_what_a_row_says_of_the_subject_is_learnt_and_a_shared_phone_is_weak(tmp_path: Path) -> None:
    text = HEADING + "Ann;ann@example.com;514-555-0101;7\n"
    (record,) = found(tmp_path, text).disclosed
    learnt = {(one.kind, one.value, one.processor, one.confidence) for one in record.people[0].identifiers}
    assert ("user_id", "7", "files", "strong") in learnt
    assert ("phone", "514-555-0101", "", "strong") in learnt
    (record,) = found(tmp_path, text, Identifier("phone", "+15145550101")).disclosed
    assert {one.confidence for one in record.people[0].identifiers} == {"weak"}


def test_a_name_alone_is_proof_only_where_nothing_speaks_against_it(tmp_path: Path) -> None:
    text = HEADING + "Ann Archer;;;\nAnn  ARCHER;ann.archer@example.net;;\nAnn Archery;;;\n"
    result = found(tmp_path, text, parse("name:Ann Archer"))
    assert [record.raw["Courriel"] for record in result.disclosed] == [""]
    assert [record.raw["Courriel"] for record in result.near] == ["ann.archer@example.net"]


def test_a_name_that_was_learnt_proves_nothing(tmp_path: Path) -> None:
    learnt = Identifier("name", "Ann Archer", source="some record")
    result = found(tmp_path, HEADING + "Ann Archer;;;\n", learnt)
    assert (result.disclosed, result.near) == ([], [])


def test_names_in_two_columns_are_near_matches(tmp_path: Path) -> None:
    columns = {"email": "Courriel", "given_name": "Prénom", "family_name": "Nom"}
    text = "Prénom;Nom;Courriel\nAnn;Archer;\n"
    result = found(tmp_path, text, parse("name:Ann Archer"), columns=columns)
    assert (len(result.disclosed), len(result.near)) == (0, 1)


def test_rows_of_others_are_never_disclosed(tmp_path: Path) -> None:
    result = found(tmp_path, HEADING + "Jo;joann@example.com;;\nAu;ann@example.com.au;;\nT;ann+shop@example.com;;\n")
    assert result.disclosed == []
    assert [record.raw["Nom"] for record in result.near] == ["Jo", "Au"]


@pytest.mark.parametrize("spelling", ["zoé@example.org", "ZOE\u0301@EXAMPLE.ORG", "Zoé <zoé@example.org>"])
def test_letters_beyond_ascii_are_compared_by_what_they_are(tmp_path: Path, spelling: str) -> None:
    assert len(found(tmp_path, HEADING + f"Z;{spelling};;\n", "zoé@example.org").disclosed) == 1


def test_international_domains_are_found_in_both_spellings(tmp_path: Path) -> None:
    assert len(found(tmp_path, HEADING + "M;m@xn--bcher-kva.example;;\n", "m@bücher.example").disclosed) == 1


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ("2026-09-14T15:20:00Z", "2026-09-14T15:20:00+00:00"), ("2026-09-14 15:20", "2026-09-14T15:20:00+00:00"),
        ("46279", "2026-09-14T00:00:00+00:00"), ("46279,5", "2026-09-14T12:00:00+00:00"),
        ("1789399200", "2026-09-14T15:20:00+00:00"), ("1789399200000", "2026-09-14T15:20:00+00:00"),
        ("20260914", "2026-09-14T00:00:00+00:00"), ("14/09/2026", None), ("1e400", None),
    ],
)  # fmt: skip
def test_dates_are_read_as_exports_write_them(tmp_path: Path, date: str, expected: str | None) -> None:
    text = f"Courriel;Date\nann@example.com;{date}\n"
    columns = {"email": "Courriel"}
    result = found(tmp_path, text, columns=columns, date="Date")
    (record,) = result.disclosed
    assert (record.occurred_at.isoformat() if record.occurred_at else None) == expected
    assert any("could not be read as dates" in text for text in texts(result)) is (expected is None)
    told = found(
        tmp_path, "Courriel;Date\nann@example.com;14/09/2026\n", columns=columns, date="Date", date_format="%d/%m/%Y"
    )
    assert told.disclosed[0].occurred_at is not None


def test_ids_stay_when_other_rows_come_and_go(tmp_path: Path) -> None:
    row = "Ann;ann@example.com;;\n"
    first = found(tmp_path, HEADING + row).disclosed
    second = found(tmp_path, HEADING + "Bob;bob@example.net;;\n" + row).disclosed
    assert [record.id for record in first] == [record.id for record in second]


def test_two_rows_of_one_number_are_both_shown_and_said(tmp_path: Path) -> None:
    text = "No;Courriel\n5;ann@example.com\n5;ann.archer@example.org\n5;ann@example.com\n"
    result = found(tmp_path, text, columns={"email": "Courriel"}, id="No")
    assert len(result.keys) == 2
    assert any("the number of another one" in text for text in texts(result))
    assert any("word for word" in text for text in texts(result))


def test_files_of_one_name_in_two_folders_are_kept_apart(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.csv").write_text(HEADING + "Ann;ann@example.com;;7\n", encoding="utf-8")
    result = over(tmp_path, paths=["/one", "/*/a.csv"], id="Client").find(*ANN)
    assert sorted(record.source_id for record in result.disclosed) == ["a.csv (2)/7", "a.csv/7"]


def test_what_is_no_table_in_a_folder_is_said(tmp_path: Path) -> None:
    (tmp_path / ".hidden.csv").write_text("x", encoding="utf-8")
    (tmp_path / "letter.pdf").write_bytes(b"%PDF")
    result = found(tmp_path, HEADING + "Ann;ann@example.com;;\n")
    assert "The file letter.pdf is of a kind that is not searched." in texts(result)
    assert complete(outcome_of(result))


def test_every_column_is_kept_and_shown(tmp_path: Path) -> None:
    (record,) = found(tmp_path, "Nom;Courriel;Tel;Client;Odd [CAD];\nAnn;ann@example.com;;;12,50;x\n").disclosed
    assert record.raw["Odd [CAD]"] == "12,50"
    assert {"12,50", "x"} <= {field.value for field in record.fields}
    assert ("email", "Courriel") in {(field.name, field.label) for field in record.fields}


@pytest.mark.parametrize(
    "wrong",
    [
        {"columns": {"name": "Nom"}}, {"columns": {"email": 3}}, {"columns": {"email": []}},
        {"encoding": "klingon"}, {"delimiter": ";;"}, {"delimiter": '"'},
    ],
)  # fmt: skip
def test_wrong_settings_are_told(tmp_path: Path, wrong: dict[str, Any]) -> None:
    with pytest.raises(SettingsError):
        list(over(tmp_path, **wrong).connector.check())


def test_a_key_that_the_host_refuses_ends_the_search(tmp_path: Path) -> None:
    class Refusing(Tree):
        def files(self, pattern: str) -> list[Any]:
            raise Denied("the host does not accept the key or password", status=401)

    connected = rig("files", place=lambda _: Refusing(tmp_path), settings=PLAIN)
    assert isinstance(connected.find(*ANN).error, Denied)


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    import tracemalloc

    def peak(rows: int) -> int:
        with (tmp_path / "a.csv").open("w", encoding="utf-8") as file:
            file.write(HEADING)
            file.writelines(f"Person {row};p{row}@example.com;514-555-01{row % 100:02};{row}\n" for row in range(rows))
        connected = over(tmp_path)
        tracemalloc.start()
        connected.find(*ANN)
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    assert peak(20_000) < peak(1_000) + (4 << 20)
