"""Nextcloud's cards when something is corrected: all else stays to the letter."""

from collections.abc import Iterator
from importlib import import_module

import pytest
from tests.connectors.nextcloud_correct_shared import CARD, carried, planned, told, tree

from sar.testing.mending import Mending, mending

verbatim = import_module("sar.connectors.nextcloud.verbatim")


@pytest.fixture
def mends() -> Iterator[Mending]:
    with mending("nextcloud") as one:
        yield one


def card(*lines: str, version: str = "3.0") -> str:
    return "\r\n".join(("BEGIN:VCARD", f"VERSION:{version}", "UID:x", *lines, "END:VCARD", ""))


LETTER = (
    "FN:Ann Archer",
    "N:Archer;Ann;Q.;Dr.;",
    "item1.EMAIL;TYPE=INTERNET;TYPE=HOME:ann@exa",
    " mple.com",
    "item1.X-ABLabel:_$!<Home>!$_",
    'TEL;TYPE="CELL,VOICE";VALUE=uri:tel:+1-514-555-0101',
    "NOTE:Caf\\, bar\\; \\\\ and a long line that was broken at a place where nobody else wou",
    " ld break it",
    "X-STRANGE;A=b;C:d;e,f:g",
    "  and its rest",
)


def test_all_else_on_a_card_stays_to_the_letter(mends: Mending) -> None:
    tree(mends)[CARD] = card(*LETTER, version="4.0")
    carried(mends, {"phone": "+15145550123", "email": "ann.roy@example.com", "family_name": "Archer-Roy"})
    wanted = card(*LETTER, version="4.0")
    for old, new in (
        ("FN:Ann Archer", "FN:Ann Archer-Roy"),
        ("N:Archer;Ann", "N:Archer-Roy;Ann"),
        ("ann@exa\r\n mple.com", "ann.roy@example.com"),
        ("tel:+1-514-555-0101", "tel:+15145550123"),
    ):
        wanted = wanted.replace(old, new)
    assert tree(mends)[CARD] == wanted


def test_line_ends_and_bytes_that_are_no_utf_8_stay() -> None:
    text = b"BEGIN:VCARD\nVERSION:3.0\nNOTE:caf\xe9\nEMAIL:ann@example.com\n\nEND:VCARD".decode(
        "utf-8", "surrogateescape"
    )
    read = verbatim.Text(text)
    (line,) = (one for one in read.lines if one.name == "EMAIL")
    line.write("ann.roy@example.com")
    assert str(read) == text.replace("ann@", "ann.roy@")


def test_what_becomes_too_long_is_broken_between_letters() -> None:
    read = verbatim.Text(card("FN:short"))
    line = read.lines[-1]
    line.write("é" * 60)
    lines = str(read).split("\r\n")
    assert max(len(one.encode()) for one in lines) <= 75
    assert "".join(one.removeprefix(" ") for one in lines).count("é") == 60


def test_a_value_in_an_outdated_encoding_is_written_without_it(mends: Mending) -> None:
    named = "FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Ann=20Ar=\r\ncher"
    tree(mends)[CARD] = card(named, "N:Archer;Ann", "EMAIL:ann@example.com")
    carried(mends, {"full_name": "Anne Archer"})
    assert "\r\nFN:Anne Archer\r\nN:Archer;Ann\r\n" in tree(mends)[CARD]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("BDAY:19850401", "BDAY:19850104"),
        ("BDAY:1985-04-01", "BDAY:1985-01-04"),
        ("BDAY;VALUE=date-time:1985-04-01T00:00:00Z", "BDAY;VALUE=date-time:1985-01-04T00:00:00Z"),
    ],
)
def test_a_birthday_keeps_its_form(mends: Mending, old: str, new: str) -> None:
    tree(mends)[CARD] = card("FN:Ann", old, "EMAIL:ann@example.com")
    carried(mends, {"birthday": "1985-01-04"})
    assert f"\r\n{new}\r\n" in tree(mends)[CARD]


def test_a_part_of_an_address_leaves_the_others(mends: Mending) -> None:
    tree(mends)[CARD] = card(
        "FN:Ann", "EMAIL:ann@example.com", "ADR;TYPE=WORK:Box 1;2;1 Oak\\, rear;Montreal;QC;H2X;CA"
    )
    carried(mends, {"address.street": "3; Elm"}, {"address.street": "1 Oak, rear"})
    assert "ADR;TYPE=WORK:Box 1;2;3\\; Elm;Montreal;QC;H2X;CA\r\n" in tree(mends)[CARD]


def test_a_number_that_is_deleted_comes_back_with_its_label_when_undone(mends: Mending) -> None:
    before = card("FN:Ann", "EMAIL:ann@example.com", "item2.TEL;TYPE=CELL:+15145550101", "item2.X-ABLabel:Cottage")
    tree(mends)[CARD] = before
    done = carried(mends, {"phone": ""})
    assert done["contact:sam/contacts/x.vcf"].state == "verified"
    assert tree(mends)[CARD] == card("FN:Ann", "EMAIL:ann@example.com")
    back = mends.apply(mends.undo("r1").request)
    assert {one.state for one in back} == {"verified"}
    assert tree(mends)[CARD] == before


def test_an_address_that_is_there_twice_is_not_doubled(mends: Mending) -> None:
    tree(mends)[CARD] = card("FN:Ann", "EMAIL:ann@example.com", "EMAIL;TYPE=HOME:ann.roy@example.com")
    carried(mends, {"email": "ann.roy@example.com"})
    assert tree(mends)[CARD] == card("FN:Ann", "EMAIL;TYPE=HOME:ann.roy@example.com")


def test_of_several_numbers_only_the_one_that_is_said_is_changed(mends: Mending) -> None:
    tree(mends)[CARD] = card("FN:Ann", "EMAIL:ann@example.com", "TEL:+15145550101", "TEL;TYPE=WORK:(514) 555-0190")
    asked_ = mends.plan({"phone": "+15145550123"})
    assert "contact:sam/contacts/x.vcf" not in planned(asked_)
    assert "phone: it holds 2 values, and which one is wrong is not said." in told(asked_)
    carried(mends, {"phone": "+15145550123"}, {"phone": "+15145550101"})
    assert "TEL:+15145550123\r\nTEL;TYPE=WORK:(514) 555-0190\r\n" in tree(mends)[CARD]


def test_a_firms_card_that_holds_her_address_is_for_a_person(mends: Mending) -> None:
    tree(mends)[CARD] = card("KIND:org", "FN:Oak", "EMAIL:ann@example.com", "TEL:+15145550190", version="4.0")
    plan = mends.plan({"phone": "+15145550123"})
    assert "contact:sam/contacts/x.vcf" not in planned(plan)
    assert "The contact Oak is one of a group or an organisation that holds the person's address." in told(plan)


def test_a_card_in_the_old_form_is_for_a_person(mends: Mending) -> None:
    plan = mends.plan({"email": "zoe.new@example.org"}, None, "zoe")
    assert "contact:sam/contacts/zoe-old.vcf" not in planned(plan)
    assert any("vCard 2.1" in one for one in told(plan))


def test_a_name_is_not_deleted(mends: Mending) -> None:
    plan = mends.plan({"full_name": ""})
    assert [one for change in plan.changes if change.type != "event" for one in change.alterations] == []
    assert {"A contact cannot be without a name.", "An account cannot be without a name."} <= set(told(plan))


def test_the_neighbours_on_one_number_and_of_one_name_stay(mends: Mending) -> None:
    neighbours = ("namesake.vcf", "household.vcf", "joann.vcf", "austin.vcf", "tagg.vcf", "bob.vcf", "related.vcf")
    before = {path: text for path, text in tree(mends).items() if path.endswith(neighbours)}
    assert len(before) == len(neighbours)
    carried(mends, {"full_name": "Ann Roy", "phone": "+15145550123", "email": "ann.roy@example.com"})
    assert {path: tree(mends)[path] for path in before} == before
