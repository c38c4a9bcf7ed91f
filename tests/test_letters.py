"""Letters: every kind in both languages, the controller's own template, and nothing left open in a text."""

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.dossiers import MOMENT, told

from sar.cases import Case
from sar.dossier.letters.templates import KINDS, OURS, LetterKind, Templates
from sar.dossier.letters.words import letter
from sar.dossier.model import RequestFacts
from sar.errors import SettingsError

MORE: dict[str, Any] = {
    "total": 2, "withheld": 1, "complete": False, "question": "Which account?", "reason": "Many systems.",
    "amount": "20 $", "ground": "secret", "provision": "s. 9", "last_day": date(2026, 12, 24), "days": 90,
    "subject": "Ann Archer", "outcome": "partial", "comment": "It is Archer-Roy.", "recipients": ["CRM Inc."],
    "changes": [{"system": "CRM", "field": "phone", "old": "1", "new": "2"}],
}  # fmt: skip
FACTS = RequestFacts("20261124-abc", "access", date(2026, 11, 20), "en", MOMENT, False, due=date(2026, 12, 21))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("lang", ["fr-CA", "en"])
def test_every_letter_can_be_written(kind: LetterKind, lang: str) -> None:
    made = letter(kind, FACTS, told(lang, ("quebec", "gdpr")), **MORE)
    assert made.subject
    assert made.paragraphs
    assert "{" not in made.text and "}" not in made.text
    assert re.fullmatch(r"1:[0-9a-f]{12}", made.template)
    assert ("2026" in made.text) or kind in {"closing"}
    assert made.paragraphs[-1] == "Firm Inc."


def test_the_two_languages_have_the_same_letters() -> None:
    french, english = ({path.name for path in (OURS / lang).iterdir()} for lang in ("fr", "en"))
    assert french == english == {f"{kind}.txt" for kind in KINDS}


def test_a_refusal_names_provision_remedy_and_last_day() -> None:
    text = letter("refusal", FACTS, told("fr-CA"), **MORE).text
    for word in ("s. 9", "Commission d'accès à l'information", "24 décembre 2026"):
        assert word in text


def test_no_law_without_a_pause_lets_a_question_hold_the_clock() -> None:
    assert "au plus tard le 21 décembre 2026" in letter("identity", FACTS, told("fr-CA", ("quebec",)), **MORE).text
    assert "may be held" in letter("identity", FACTS, told("en", ("gdpr",)), **MORE).text


def test_a_controllers_own_template_is_used_and_named_by_its_hash(tmp_path: Path) -> None:
    from dataclasses import replace

    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "closing.txt").write_text("Bye {{ id }}\n\nIt is\nover.\n")
    by = replace(told(), templates=Templates(tmp_path), case=Case())
    made = letter("closing", FACTS, by, **MORE)
    assert (made.subject, made.paragraphs) == ("Bye 20261124-abc", ("It is over.",))
    assert made.template != letter("closing", FACTS, told(), **MORE).template
    assert letter("fees", FACTS, by, **MORE).template == letter("fees", FACTS, told(), **MORE).template


@pytest.mark.parametrize("text", ["Hi {{ nobody }}", "Hi {{ ''.__class__.__mro__ }}", "Hi {% endfor %}"])
def test_a_template_that_asks_for_too_much_is_refused_in_one_line(tmp_path: Path, text: str) -> None:
    from dataclasses import replace

    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "closing.txt").write_text(text)
    with pytest.raises(SettingsError, match=r"closing\.txt"):
        letter("closing", FACTS, replace(told(), templates=Templates(tmp_path)), **MORE)
