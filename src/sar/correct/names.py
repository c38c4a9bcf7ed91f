"""Full names, taken apart by the given and family names that are known: never guessed from spaces alone."""

from collections.abc import Iterator
from itertools import product

from sar.correct.model import Correction

FORMS = ("{given} {family}", "{family} {given}", "{family}, {given}")


def renamed(full: str, correction: Correction) -> str | None:
    """The full name with its parts corrected, in the same form; None when it cannot be taken apart surely.

    One that is right already comes back as it is.
    """
    if "full_name" in correction.new:
        return correction.new["full_name"]
    for form, given, family in _readings(correction):
        if _folded(form.format(given=given, family=family)) == _folded(full):
            new = correction.new
            return form.format(given=new.get("given_name") or given, family=new.get("family_name") or family)
    return None


def concerns(correction: Correction) -> bool:
    """Whether a full name has to change."""
    return bool({"given_name", "family_name", "full_name"} & set(correction.new))


def _readings(correction: Correction) -> Iterator[tuple[str, str, str]]:
    given, family = (_known(correction, name) for name in ("given_name", "family_name"))
    yield from product(FORMS, given, family)


def _known(correction: Correction, name: str) -> list[str]:
    found = [correction.was.get(name, ""), *correction.known.get(name, ()), correction.new.get(name, "")]
    return [one for one in dict.fromkeys(found) if one]


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
