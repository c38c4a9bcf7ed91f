"""Languages: WordPress writes fr_CA, and takes only one that the site has installed."""

from typing import Any, NamedTuple

from sar.sdk import Alteration, ByHand, Correction, Held, Said, inner, text_of

from .api import Api, Row

PATH = "/locale"
FIELD = "language"
LACKS = "The site does not have the new language, or has several of its kind."
ROUTE = "/wp/v2/users/(?P<id>[\\d]+)"
"""How the index of a site names the route of one account."""
INSTALL = "Install it under Settings > General, or name one that is installed with --set language=fr-CA."


class Spoken(NamedTuple):
    """What of an account's language can be altered, and what cannot."""

    held: tuple[Held, ...]
    codes: dict[str, str]
    """New value → the code by which the site knows it."""
    by_hand: tuple[ByHand, ...]


def spoken(api: Api, correction: Correction, processor: str, row: Row) -> Spoken:
    """The account's language, where it has one of its own that is another than the new one."""
    code, new = text_of(row, "locale"), correction.new.get(FIELD)
    if new is None or not code or (new and _says(code, new)):
        return Spoken((), {}, ())
    wanted = _code_of(new, _installed(api)) if new else ""
    if wanted is None:
        return Spoken((), {}, (ByHand(processor, Said(LACKS), Said(INSTALL), FIELD),))
    return Spoken((Held(FIELD, PATH, code.replace("_", "-")),), {new: wanted}, ())


def alike(code: str, one: Alteration) -> str:
    """A code in the spelling of the value that it stands for."""
    spelt = (value for value in (one.new, one.old) if value and _says(code, value))
    return next(spelt, code.replace("_", "-"))


def code(value: str, extra: dict[str, Any]) -> str:
    """What is written for a value."""
    known = extra.get("codes")
    return str(known.get(value, value.replace("-", "_"))) if isinstance(known, dict) else value.replace("-", "_")


def _says(code: str, value: str) -> bool:
    """Whether a code is the value's: `fr` stands for any French, `fr-CA` for that one only."""
    wanted = value.replace("-", "_")
    return code == wanted or ("_" not in wanted and code.partition("_")[0] == wanted)


def _code_of(value: str, installed: list[str]) -> str | None:
    """The one installed code that a value says; as it is spelt where the site does not tell what it has."""
    if not installed:
        return value.replace("-", "_")
    found = [one for one in installed if _says(one, value)]
    return found[0] if len(found) == 1 else None


def _installed(api: Api) -> list[str]:
    """What the site says of the languages that an account may have; nothing where it hides that."""
    ends = inner(api.index(), "routes", ROUTE, "endpoints")
    known = [inner(end, "args", "locale", "enum") for end in ends if isinstance(end, dict)] if ends else []
    return [str(code) for code in next((one for one in known if isinstance(one, list)), ()) if code]
