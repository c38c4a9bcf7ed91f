"""Sentences with places: names of parts and findings keep their places until they are shown."""

from collections.abc import Iterator
from pathlib import Path

from sar.i18n import Translator
from sar.sdk import Changed, Finding, Gap, guarded

CATALOGUE = """\
msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\n"

msgid "Issue #{number}"
msgstr "Le billet #{number}"

msgid "more than {count} rows"
msgstr "plus de {count} lignes"

msgid "{part} could not be read: {why}."
msgstr "{part}, lecture impossible ({why})."
"""


def _failing() -> Iterator[str]:
    yield "one"
    raise Changed("more than {count} rows", count=9)


def test_a_part_with_a_place_is_told_in_every_language(tmp_path: Path) -> None:
    (tmp_path / "fr.po").write_text(CATALOGUE, encoding="utf-8")
    row, gap = guarded("Issue #{number}", _failing(), number=7)
    assert row == "one"
    assert isinstance(gap, Gap)
    assert gap.text == "Issue #7 could not be read: more than 9 rows."
    said = Translator("fr-CA", folders=[tmp_path])(gap.what, gap.values)
    assert said == "Le billet #7\u00a0: lecture impossible (plus de 9 lignes)."


def test_a_finding_is_told_with_its_values() -> None:
    finding = Finding("note", "the keys are valid until {day}", "Renew them before {day}.", {"day": "2027-01-05"})
    assert finding.told == Finding("note", "the keys are valid until 2027-01-05", "Renew them before 2027-01-05.")
    assert Finding("ok", "no places {here}").told.text == "no places {here}"
