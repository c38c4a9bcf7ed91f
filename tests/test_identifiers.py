"""What counts as the same identifier, and where one stands in a text."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sar.errors import CallError
from sar.identifiers import Identifier, Matcher, canonical, mentions, parse, suggestions

ANN = Identifier("email", "ann@example.com")


@pytest.mark.parametrize(
    "other",
    ["ann@example.com", "Ann@Example.COM", " ann@example.com ", "ann@example.com."],
)
def test_spellings_of_one_address(other: str) -> None:
    assert ANN.same_as(other)


@pytest.mark.parametrize(
    "other",
    ["joann@example.com", "ann@example.com.au", "ann+shop@example.com", "a.nn@example.com", "ann@example.org", ""],
)
def test_other_people(other: str) -> None:
    assert not ANN.same_as(other)


def test_composed_and_decomposed_letters_are_one() -> None:
    assert canonical("email", "zoe\u0301@example.org") == canonical("email", "ZO\u00c9@example.org")


def test_international_domain_and_its_punycode_are_one() -> None:
    assert canonical("email", "a@bücher.example") == canonical("email", "a@xn--bcher-kva.example")


def test_gmail_dots_and_tags_are_only_suggested() -> None:
    assert canonical("email", "a.nn+x@gmail.com") != canonical("email", "ann@gmail.com")
    assert suggestions("a.nn+x@gmail.com") == ["ann@gmail.com"]
    assert suggestions("ann+shop@example.com") == ["ann@example.com"]
    assert suggestions("ann@example.com") == []


SPELLINGS = ("+1 514 555 0101", "(514) 555-0101", "514.555.0101", "15145550101", "0015145550101", "011 1 514 555-0101")


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_spellings_of_one_phone_number(spelling: str) -> None:
    assert canonical("phone", spelling) == "+15145550101"


@pytest.mark.parametrize("spelling", ["2001:DB8:0:0::1", "[2001:db8::1]", "2001:db8::1%eth0"])
def test_spellings_of_one_ipv6_address(spelling: str) -> None:
    assert canonical("ip", spelling) == "2001:db8::1"
    assert canonical("ip", "::ffff:192.0.2.1") == "192.0.2.1"


@pytest.mark.parametrize(
    "text",
    [
        "write to ann@example.com.",
        "<Ann@Example.com>",
        "'ann@example.com'",
        "mailto:ann@example.com?subject=x",
        "e=ann@example.com&f=1",
        "ann@example.com, joann@example.com",
        "İİ ann@example.com",
    ],
)
def test_a_mention_is_the_whole_address(text: str) -> None:
    places = list(mentions("email", "ann@example.com", text))
    assert [text[start:end].casefold() for start, end in places] == ["ann@example.com"]


@pytest.mark.parametrize(
    "text",
    [
        "joann@example.com",
        "ann@example.com.au",
        "jo.ann@example.com",
        "jo-ann@example.com",
        "x+ann@example.com",
        "ann@example.community",
        "o'ann@example.com",
        "ann@example.com-mail.example",
    ],
)
def test_a_part_of_another_address_is_no_mention(text: str) -> None:
    assert list(mentions("email", "ann@example.com", text)) == []


def test_a_phone_number_is_found_in_any_spelling() -> None:
    text = "call (514) 555-0101 or 514 555 0102"
    assert [text[a:b] for a, b in mentions("phone", "+15145550101", text)] == ["514) 555-0101"]


def test_ids_belong_to_their_processor() -> None:
    mine = Identifier("user_id", "5", processor="redmine")
    assert Matcher([mine], "redmine").match("user_id", 5) == mine
    assert Matcher([mine], "wordpress").match("user_id", 5) is None


@pytest.mark.parametrize("bad", ["ann", "ann@", "email:", "phone:abc", "colour:red", "user_id:5", "ip:300.1.1.1"])
def test_what_cannot_be_an_identifier_is_refused(bad: str) -> None:
    with pytest.raises(CallError):
        parse(bad)


def test_identifiers_as_typed() -> None:
    assert parse("ann@Example.com").value == "ann@example.com"
    assert parse("phone:514 555-0101").value == "+15145550101"
    assert parse("user_id:redmine:5") == Identifier("user_id", "5", processor="redmine")
    assert parse("o'hara@example.org").value == "o'hara@example.org"


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.emails())
def test_canonical_is_stable(email: str) -> None:
    once = canonical("email", email)
    assert canonical("email", once) == once
    assert Identifier("email", email).same_as(email.upper()) or email.upper().lower() != email.lower()


@given(st.text(), st.text())
def test_positions_hold_in_the_original(before: str, after: str) -> None:
    text = f"{before} ann@example.com {after}"
    assert any(text[a:b] == "ann@example.com" for a, b in mentions("email", "ann@example.com", text))
