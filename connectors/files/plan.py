"""How the exports of one system are to be read: the settings, checked."""

import codecs
from collections.abc import Iterator
from typing import Any, NamedTuple

from sar.sdk import Context, Kind, Known, Layout, SettingsError, places_of

OWN: tuple[Kind, ...] = ("user_id", "username", "email", "phone")
"""Kinds by which a row is somebody's own, the surest first."""
CATEGORIES = {
    "email": "EmailAddress",
    "phone": "TelephoneNumber",
    "name": "Name",
    "given_name": "Name",
    "family_name": "Name",
    "user_id": "UID",
    "username": "Username",
}
MEND = "Mend the processor's table in credentials.toml."


class Plan(NamedTuple):
    """What the columns mean."""

    title: str
    kind: Any
    columns: dict[str, tuple[str, ...]]
    id: str
    date: str
    date_format: str
    text: tuple[str, ...]
    others: tuple[str, ...]
    max_age: int
    layout: Layout

    def values(self, row: dict[str, Any], name: str) -> list[tuple[str, Any]]:
        """What a row has under a normalised name, with the places."""
        return [place for column in self.columns.get(name, ()) for place in places_of(row, column) if _says(place[1])]

    def pointers(self, row: dict[str, Any], name: str) -> list[str]:
        """Only the places."""
        return [path for path, _ in self.values(row, name)]

    def known(self, row: dict[str, Any], sure: bool) -> dict[str, Known]:
        """How the mapped columns of a row are shown; in one that is not surely one person's, as the row's alone."""
        shown = {}
        for name in self.columns:
            for path in self.pointers(row, name):
                column = dotted(path)
                shown[column] = Known(self._shown(name, sure), column, CATEGORIES.get(name, ""))
        return shown

    def _shown(self, name: str, sure: bool) -> str:
        if name == "name":
            return "full_name"
        return name if sure or name not in {"email", "phone"} else f"row_{name}"

    def texts(self, row: dict[str, Any]) -> dict[str, str]:
        """The free texts of a row, by column."""
        found = [place for column in self.text for place in places_of(row, column)]
        return {dotted(path): str(value) for path, value in found if _says(value)}


def dotted(path: str) -> str:
    """A JSON Pointer as the dotted path by which fields are known; places in lists do not count."""
    parts = [part.replace("~1", "/").replace("~0", "~") for part in path.split("/")[1:]]
    return ".".join(part for part in parts if not part.isdigit())


def plan(context: Context) -> Plan:
    """The settings as a plan; SettingsError says what is wrong with them."""
    columns = dict(_columns(context.setting("columns")))
    if not set(OWN) & set(columns):
        raise SettingsError("`columns` names no column to search by", "Give email, phone, user_id or username.")
    number, date = context.setting("id"), context.setting("date")
    texts, others = tuple(context.setting("text")), tuple(context.setting("others"))
    wanted = [*columns.values(), *((name,) for name in [number, date, *texts, *others] if name)]
    return Plan(
        context.setting("title"),
        context.setting("kind"),
        columns,
        number,
        date,
        context.setting("date_format"),
        texts,
        others,
        int(context.setting("max_age_days")),
        Layout(
            tuple(wanted),
            context.setting("rows"),
            _encoding(context.setting("encoding")),
            _sign(context.setting("delimiter")),
            int(context.setting("max_mb")) << 20,
        ),
    )


def _columns(table: Any) -> Iterator[tuple[str, tuple[str, ...]]]:
    for name, column in dict(table or {}).items():
        names = (column,) if isinstance(column, str) else tuple(column) if isinstance(column, list) else ()
        if not names or not all(isinstance(one, str) and one.strip() for one in names):
            raise SettingsError("`columns.{name}` is neither a column nor a list of columns", MEND, name=name)
        yield name, names


def _encoding(name: str) -> str:
    try:
        return codecs.lookup(name).name if name else ""
    except LookupError:
        raise SettingsError("`encoding` is unknown", "Name it as in utf-8, cp1252 or mac_roman.") from None


def _sign(sign: str) -> str:
    sign = {"tab": "\t", "\\t": "\t"}.get(sign, sign)
    if len(sign) > 1 or sign == '"':
        raise SettingsError("`delimiter` is not one sign", "Write one sign, or tab.")
    return sign


def _says(value: Any) -> bool:
    return value is not None and str(value).strip() != ""
