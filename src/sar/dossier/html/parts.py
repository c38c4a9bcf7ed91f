"""The page's parts in the order of the law, and what its contents list."""

from dataclasses import dataclass

from sar.dossier import words
from sar.dossier.model import Code, Dossier


@dataclass(frozen=True)
class Chapter:
    """An entry of the contents."""

    id: str
    title: str
    number: str = ""
    """How many records there are in it."""
    within: tuple["Chapter", ...] = ()


def chapters(dossier: Dossier) -> tuple[Chapter, ...]:
    """All parts that this dossier has."""
    say = dossier.say
    return tuple(
        chapter
        for chapter, present in (
            (Chapter("letter", say("Cover letter")), True),
            (Chapter("summary", say("Summary")), True),
            (Chapter("identifiers", say("What we searched by")), True),
            (Chapter("systems", say("Systems searched")), True),
            (Chapter("use", say("How your data are used")), True),
            (Chapter("records", say("Your records"), within=_kinds(dossier)), bool(dossier.counts)),
            (Chapter("disclosures", say("Disclosures")), True),
            (Chapter("automated", say("Automated decisions")), True),
            (Chapter("withheld", say("What is held back")), True),
            (Chapter("rights", say("Your rights")), True),
            (Chapter("remedies", say("Remedies")), True),
            (Chapter("codes", say("Codes and marks")), True),
            (Chapter("people", say("Other people")), bool(dossier.third_parties)),
            (Chapter("law", say("Where each thing stands that the law asks for")), True),
            (Chapter("files", say("Files")), True),
        )
        if present
    )


def glossary(dossier: Dossier) -> list[Code]:
    """The marks that this rendering can show: a page has a glyph for every character."""
    return [code for code in dossier.glossary if code.code != dossier.say(words.UNKNOWN_GLYPH)]


def _kinds(dossier: Dossier) -> tuple[Chapter, ...]:
    numbers: dict[str, int] = {}
    for (kind, _), number in dossier.counts.items():
        numbers[kind] = numbers.get(kind, 0) + number
    return tuple(
        Chapter(f"kind-{kind}", dossier.say(words.KINDS[kind]), dossier.say.number(number))  # type: ignore[index]
        for kind, number in numbers.items()
    )
