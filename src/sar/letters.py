"""Filling the letters that a person sends: places, lists and days as they are written in each language."""

import re
from collections.abc import Iterable, Mapping
from datetime import date

from sar.errors import SettingsError

MONTHS = {
    "en": (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
    "fr": (
        "janvier", "février", "mars", "avril", "mai", "juin",
        "juillet", "août", "septembre", "octobre", "novembre", "décembre",
    ),
}  # fmt: skip
_PLACE = re.compile(r"\{(\w+)\}")


def filled(letter: str, values: Mapping[str, str]) -> str:
    """The letter with its `{places}` filled in, each once; SettingsError names one that nothing is known for.

    A paragraph that is nothing but an empty place leaves no gap.
    """

    def value(place: "re.Match[str]") -> str:
        if place[1] not in values:
            known = ", ".join(sorted(values))
            said, unknown = "a letter has the unknown place {place}", f"{{{place[1]}}}"
            raise SettingsError(said, "Known places: {known}.", place=unknown, known=known)
        return values[place[1]]

    return re.sub(r"\n{3,}", "\n\n", _PLACE.sub(value, letter)).strip() + "\n"


def listed(items: Iterable[str], mark: str = "–") -> str:
    """One item a line."""
    return "\n".join(f"  {mark} {item}" for item in items)


def in_words(day: date, language: str) -> str:
    """`December 5, 2026` or `5 décembre 2026`."""
    month = MONTHS[language][day.month - 1]
    if language == "en":
        return f"{month} {day.day}, {day.year}"
    return f"{'1ᵉʳ' if day.day == 1 else day.day} {month} {day.year}"
