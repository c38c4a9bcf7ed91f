"""What is wrong in a settings file, in sentences of ours: the libraries that read it speak English only."""

import re
import tomllib
from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path

import msgspec

from sar.errors import SettingsError
from sar.outcomes import Said

MEND = "Mend that line."
FORMS = {
    r"Expected `(?P<wanted>.+)`, got `(?P<got>.+)`": Said("{place} must be of the type {wanted}, not {got}"),
    r"Invalid enum value (?P<value>.+)": Said("{place} does not know the value {value}"),
    r"Object missing required field `(?P<field>.+)`": Said("{place} lacks {field}"),
    r"Object contains unknown field `(?P<field>.+)`": Said("{place} has the unknown setting {field}"),
}
"""What a validation says → our sentence."""


def misfit(error: msgspec.ValidationError, file: str | Path, table: str = "") -> SettingsError:
    """The error of a value that does not fit, with the place where it stands."""
    said, _, where = str(error).partition(" - at ")
    place = ": ".join(
        part for part in (str(file), f"{table} {where.strip('`').removeprefix('$').lstrip('.')}".strip()) if part
    )
    for form, ours in FORMS.items():
        if found := re.fullmatch(form, said):
            return SettingsError(ours.what, MEND, place=place, **found.groupdict())
    return SettingsError("{place}: {error}", MEND, place=place, error=said)


def no_toml(error: tomllib.TOMLDecodeError, path: Path) -> SettingsError:
    """The place only: the reader's own message may quote a secret."""
    found = re.search(r"\(at line (?P<line>\d+), column (?P<column>\d+)\)", str(error))
    if not found:
        return SettingsError("{path} is not valid TOML at its end", MEND, path=path)
    return SettingsError(
        "{path} is not valid TOML at line {line}, column {column}", MEND, path=path, **found.groupdict()
    )


def nearest(name: str, known: Iterable[str]) -> dict[str, str]:
    """The remedy for a name that is unknown, with its values: the nearest one, or all that there are."""
    there = list(known)
    near = get_close_matches(name, there, n=1)
    if near:
        return {"remedy": "Did you mean {near}?", "near": repr(near[0])}
    return {"remedy": "Known: {known}.", "known": ", ".join(there)} if there else {"remedy": "There is none."}
