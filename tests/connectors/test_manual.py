"""The letters to a processor that must be asked."""

from datetime import date, timedelta
from typing import Any

import pytest

from sar.errors import SettingsError
from sar.identifiers import Identifier, parse
from sar.letters import filled, in_words
from sar.outcomes import Awaiting
from sar.sandbox import World
from sar.testing import rig
from sar.testing.expected import outcome_of

ANN = (Identifier("email", "ann@example.com"), Identifier("email", "ann.archer@example.org"))


def asked(*given: Identifier, **settings: Any) -> Awaiting:
    result = rig("manual", settings=settings).find(*(given or ANN))
    assert result.disclosed == result.near == []
    outcome = outcome_of(result)
    assert isinstance(outcome, Awaiting)
    return outcome


def test_both_letters_ask_everything_that_the_answer_must_say() -> None:
    letters = asked().letters
    for language, words in {
        "fr": ("droit d'accès", "depuis quand", "communiqué", "conservé", "copies de sauvegarde", "rien n'est détenu",
               "sont joints", "ne peut pas être reconnue", "vous refusez", "confidentielle"),
        "en": ("right of access", "since when", "disclosed", "kept", "backups", "nothing is held", "is attached",
               "cannot be identified", "you refuse", "confidential"),
    }.items():  # fmt: skip
        letter = letters[language]
        assert [
            word
            for word in (*words, "Harbour Hosting", "hosting of our servers", "support tickets")
            if word not in letter
        ] == []
        assert all(one.value in letter for one in ANN)
        assert in_words(date.today() + timedelta(days=10), language) in letter
        assert "{" not in letter


def test_no_more_is_given_away_than_is_asked_for() -> None:
    phone, weak = parse("phone:+15145550101"), Identifier("email", "maybe@example.org", confidence="weak")
    letters = asked(*ANN, phone, weak).letters
    assert not [letter for letter in letters.values() if "5550101" in letter or "maybe" in letter]
    assert "+15145550101" in asked(*ANN, phone, identify_by=["email", "phone"]).letters["fr"]


def test_a_letter_always_names_somebody() -> None:
    assert "+15145550101" in asked(parse("phone:+15145550101")).letters["en"]


def test_parts_that_are_not_set_leave_no_gap() -> None:
    letter = asked(role="", holds=[], questions=[], sender="").letters["en"]
    assert "\n\n\n" not in letter
    assert "Your role" not in letter
    assert "[Firm, name and title" in letter


def test_a_letter_of_ones_own_takes_the_place_of_the_usual() -> None:
    letters = asked(letter_en="To {title}: what of {identifiers} by {date}?").letters
    assert letters["en"].startswith("To Harbour Hosting: what of   – e-mail address: ann@example.com")
    assert letters["fr"].startswith("Objet")


def test_names_with_braces_are_not_places() -> None:
    assert "{sender}" in asked(Identifier("email", "{sender}@example.com")).letters["en"]


@pytest.mark.parametrize(
    "settings",
    [{"letter_fr": "À {qui}"}, {"letter_en": "{title.__class__} {nobody}"}, {"identify_by": ["shoe size"]}],
)
def test_wrong_settings_are_told(settings: dict[str, Any]) -> None:
    with pytest.raises(SettingsError):
        list(rig("manual", settings=settings).connector.check())


def test_a_letter_that_names_nobody_is_told() -> None:
    findings = rig("manual", settings={"letter_en": "What do you hold?"}).connector.check()
    assert [finding.level for finding in findings] == ["error"]


def test_the_clerks_answer_is_there() -> None:
    connected = rig("manual")
    (name,) = connected.imitation.answers["files"]
    world = World("manual", connected.manifest.folder)
    assert "ann@example.com" in (world.fixtures / name).read_text(encoding="utf-8")


def test_days_are_written_as_in_each_language() -> None:
    assert in_words(date(2026, 12, 5), "en") == "December 5, 2026"
    assert [in_words(date(2026, 8, day), "fr") for day in (1, 5)] == ["1ᵉʳ août 2026", "5 août 2026"]
    assert filled("a\n\n{x}\n\nb", {"x": ""}) == "a\n\nb\n"
