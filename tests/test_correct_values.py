"""What counts as a value to correct, what is altered by it, and what is left to a person."""

import pytest

from sar.correct.compare import now
from sar.correct.fields import like, parse, same
from sar.correct.held import listed_anew, lists_now
from sar.correct.model import Alteration, Change, Correction, Reading
from sar.correct.weigh import Held, weigh
from sar.correct.wholes import rewritten
from sar.errors import CallError
from sar.outcomes import Said

GOOD = {
    "phone": ("(514) 555-0123", "+15145550123"),
    "email": (" ann.roy@example.com ", "ann.roy@example.com"),
    "birthday": ("1980-06-05", "1980-06-05"),
    "address.country": ("CA", "CA"),
    "language": ("fr-CA", "fr-CA"),
    "job_title": ("Buyer", "Buyer"),
    "custom:redmine:Shoe size": ("38", "38"),
    "organisation": ("", ""),
}
BAD = [
    ("phone", "12"), ("email", "ann at example.com"), ("birthday", "5 June"), ("birthday", "1980-13-01"),
    ("address.country", "Canada"), ("address.country", "XQ"), ("language", "french"), ("surname", "Roy"),
    ("custom:redmine", "x"), ("job_title", "a\x00b"), ("job_title", "x" * 501),
]  # fmt: skip


@pytest.mark.parametrize("name", GOOD)
def test_a_good_value_comes_in_its_normal_form(name: str) -> None:
    given, normal = GOOD[name]
    assert parse({name: given}, "CA") == {name: normal}


@pytest.mark.parametrize(("name", "value"), BAD)
def test_a_bad_value_is_refused_with_its_remedy(name: str, value: str) -> None:
    with pytest.raises(CallError) as raised:
        parse({name: value}, "CA")
    assert raised.value.remedy
    assert value not in str(raised.value) or len(value) < 3


def test_values_are_the_same_in_normal_form() -> None:
    assert same("phone", "514 555-0101", "+15145550101")
    assert same("email", "Ann@Example.COM", "ann@example.com")
    assert same("address.country", "Canada", "CA")
    assert same("address.country", "Allemagne", "DE")
    assert same("language", "fr_CA", "fr-CA")
    assert not same("language", "fr", "fr-CA")
    assert not same("family_name", "Archer", "archer")


def test_a_country_is_written_as_it_stood() -> None:
    assert like("address.country", "CA", "FR") == "FR"
    assert like("address.country", "Canada", "FR") == "France"
    assert like("address.country", "Allemagne", "CH") == "Suisse"


def weighed(correction: Correction, *held: Held) -> tuple[list[tuple[str, str]], list[str]]:
    found = weigh(correction, "acme", held)
    return [(one.path, one.new) for one in found.alterations], [doubt.field for doubt in found.doubts]


def test_a_value_held_once_is_altered_and_a_right_one_is_left() -> None:
    correction = Correction({"phone": "+15145550123"})
    assert weighed(correction, Held("phone", "/tel", "514 555-0101")) == ([("/tel", "+15145550123")], [])
    assert weighed(correction, Held("phone", "/tel", "(514) 555-0123")) == ([], [])
    assert weighed(correction, Held("phone", "/tel", "")) == ([], [])


def test_of_several_values_a_person_says_which() -> None:
    held = Held("phone", "/0", "514 555-0101"), Held("phone", "/1", "514 555-0102")
    assert weighed(Correction({"phone": "+15145550123"}), *held) == ([], ["phone"])
    said = Correction({"phone": "+15145550123"}, {"phone": "+15145550102"})
    assert weighed(said, *held) == ([("/1", "+15145550123")], [])


def test_one_number_spelt_in_two_ways_is_one_value() -> None:
    held = Held("phone", "/0", "514 555-0101"), Held("phone", "/1", "+15145550101")
    both = [("/0", "+15145550123"), ("/1", "+15145550123")]
    assert weighed(Correction({"phone": "+15145550123"}), *held) == (both, [])


def test_one_that_holds_another_value_than_the_wrong_one_is_looked_at() -> None:
    said = Correction({"phone": "+15145550123"}, {"phone": "+15145550101"})
    assert weighed(said, Held("phone", "/tel", "514 555-0107")) == ([], ["phone"])


def test_a_second_address_is_not_the_wrong_one() -> None:
    said = Correction({"email": "ann.roy@example.com"}, {"email": "ann@example.com"})
    assert weighed(said, Held("email", "/mail", "ann.archer@example.org")) == ([], [])


def test_custom_fields_are_of_one_processor() -> None:
    held = Held("custom:7", "/custom/7", "38")
    assert weighed(Correction({"custom:acme:7": "39"}), held) == ([("/custom/7", "39")], [])
    assert weighed(Correction({"custom:other:7": "39"}), held) == ([], [])


KNOWN: dict[str, tuple[str, ...]] = {"given_name": ("Ann",), "family_name": ("Archer",)}


@pytest.mark.parametrize(
    ("full", "expected"),
    [
        ("Ann Archer", "Ann Archer-Roy"), ("ARCHER, ann", "Archer-Roy, Ann"), ("Archer Ann", "Archer-Roy Ann"),
        ("Ann Archer-Roy", "Ann Archer-Roy"), ("Ann B. Archer", None), ("Joann Archer", None), ("Archer Ltd", None),
    ],
)  # fmt: skip
def test_a_full_name_is_taken_apart_by_known_names_only(full: str, expected: str | None) -> None:
    assert rewritten("full_name", full, Correction({"family_name": "Archer-Roy"}, known=KNOWN)) == expected


def test_a_full_address_is_taken_apart_by_known_parts_only() -> None:
    known: dict[str, tuple[str, ...]] = {
        "address.street": ("12 Example Street",),
        "address.city": ("Montréal",),
        "address.postal_code": ("H2X",),
    }
    moved = Correction({"address.street": "3 New Road", "address.city": "Québec", "address.postal_code": "G1R"},
                       known=known)  # fmt: skip
    assert rewritten("address.full", "12 Example Street, Montréal H2X", moved) == "3 New Road, Québec G1R"
    assert rewritten("address.full", "12 Example Street, Montréal", moved) == "3 New Road, Québec"
    assert rewritten("address.full", "12 Example Street, Montreal", moved) is None
    assert rewritten("address.full", "Montréal, 12 Montréal Street", moved) is None


def test_a_whole_that_cannot_be_taken_apart_is_left_to_a_person() -> None:
    assert weighed(Correction({"family_name": "Roy"}), Held("full_name", "/name", "Ann Archer")) == ([], ["full_name"])


def altered(old: str, new: str) -> Alteration:
    return Alteration("phone", "/x", old, new)


def test_lists_are_read_and_written_by_value() -> None:
    change, removal = altered("514 555-0101", "+15145550123"), altered("514 555-0101", "")
    rows = [{"value": "514 555-0101", "label": "work"}, {"value": "514 555-0102"}]
    assert lists_now(change, ["514 555-0101", "+15145550123"]) == "514 555-0101"
    assert lists_now(change, ["+1 514 555-0123"]) == "+1 514 555-0123"
    assert lists_now(removal, ["514 555-0102"]) == ""
    assert listed_anew([change], rows, "value") == [{"value": "+15145550123", "label": "work"}, rows[1]]
    assert listed_anew([removal], rows, "value") == [rows[1]]
    assert listed_anew([altered("", "+15145550123")], [rows[1]], "value") == [rows[1], {"value": "+15145550123"}]
    both = [*rows, {"value": "5145550123"}]
    assert listed_anew([change], both, "value") == both[1:], "a value is not listed twice"


def test_an_object_stands_where_its_values_and_its_version_say() -> None:
    two = (Alteration("job_title", "/a", "Buyer", "Cook"), Alteration("organisation", "/b", "Acme", ""))
    change = Change("acme", "person", "1", "r", Said("Ann"), two, Said("Written."), stamp="v1")

    def state(a: str, b: str, stamp: str = "v1") -> str:
        return now(change, Reading({"/a": a, "/b": b}, stamp)).state

    assert state("Buyer", "Acme") == "old"
    assert state("Buyer", "Acme", "v2") == "touched"
    assert state("Cook", "", "v2") == "new"
    assert state("Cook", "Acme") == "half"
    assert state("Boss", "Acme") == "other"


def test_one_number_in_two_spellings_is_one_value() -> None:
    held = (Held("phone", "/phone", "(514) 555-0101"), Held("phone", "/mobile", "+1 514 555 0101"))
    altered, doubts = weighed(Correction({"phone": "+15145550123"}), *held)
    assert (altered, doubts) == ([("/phone", "+15145550123"), ("/mobile", "+15145550123")], [])
