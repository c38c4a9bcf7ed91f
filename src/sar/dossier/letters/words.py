"""What letters are filled with, from the case and the dossier."""

from collections.abc import Sequence
from typing import Any

from sar import cases
from sar.dossier.letters.templates import Letter, LetterKind
from sar.dossier.model import RequestFacts, Withheld
from sar.dossier.told import Told


def cover(
    facts: RequestFacts, told: Told, counts: dict[tuple[str, str], int], held: Sequence[Withheld]
) -> tuple[str, ...]:
    """The cover letter of a dossier: the answer, or that nothing is held; its subject line first."""
    kind: LetterKind = "answer" if counts or held else "nothing"
    values = {"total": sum(counts.values()), "withheld": sum(one.count for one in held), "complete": facts.complete}
    made = letter(kind, facts, told, **values)
    return (made.subject, *made.paragraphs)


def letter(kind: LetterKind, facts: RequestFacts, told: Told, **more: Any) -> Letter:
    """A letter about a request; `more` are the values that only this kind needs."""
    return told.templates.write(kind, told.say, {**_common(facts, told), **more})


def _common(facts: RequestFacts, told: Told) -> dict[str, Any]:
    short = told.say.short
    laws = [{"slug": law.slug, "name": law.name[short], "right": law.right[short]} for law in told.laws]
    remedies = [
        {"body": remedy.body[short], "text": remedy.text[short], "contact": remedy.contact}
        for law in told.laws
        for remedy in law.remedies
    ]
    return {
        "id": facts.id,
        "kind": facts.kind,
        "received": facts.received,
        "due": facts.due,
        "today": told.today,
        "controller": told.controller,
        "laws": laws,
        "remedies": remedies,
        "extendable": any(law.extended for law in told.laws),
        "pausable": any(law.pause != "none" for law in told.laws),
        "dues": cases.dues(told.case, facts.received, told.today),
    }
