"""What VoIP.ms takes of a phonebook entry and of a caller ID filter: both are written whole."""

from typing import Any, NamedTuple

from sar.sdk import Changed, text_of

Row = dict[str, Any]
UNKNOWN = "The entry holds what this version does not know how to send back, and VoIP.ms empties what is left out."


class Form(NamedTuple):
    """How one type of entry is read and written."""

    method: str
    rows: str
    """The key of the list that it answers with."""
    number: str
    """The key of an entry's own number, in the list and as a parameter of it."""
    write: str
    named: str
    """The parameter that names the entry when it is written: where it is missing, a further entry is made."""
    sent: tuple[str, ...]
    needed: tuple[str, ...]
    """Keys that VoIP.ms lets nobody empty."""
    shown: tuple[str, ...] = ()
    """Keys that follow from others."""


FORMS = {
    "phonebook": Form(
        "getPhonebook", "phonebooks", "phonebook", "setPhonebook", "phonebook",
        ("speed_dial", "name", "number", "callerid", "note", "group"), ("name", "number"), ("group_name",),
    ),
    # the parameter is called otherwise than in the list
    "filter": Form(
        "getCallerIDFiltering", "filtering", "filtering", "setCallerIDFiltering", "filter",
        ("callerid", "did", "routing", "failover_unreachable", "failover_busy", "failover_noanswer", "note"),
        ("callerid", "did", "routing"),
    ),
}  # fmt: skip
"""Type of record → its form."""


def whole(type_: str, row: Row) -> dict[str, str]:
    """All of an entry that is sent back; `Changed` where something of it would be lost."""
    form = FORMS[type_]
    strange = set(row) - {form.number, *form.sent, *form.shown}
    lost = [key for key in form.sent if row.get(key) is not None and not _is_text(row[key])]
    if strange or lost:
        raise Changed(UNKNOWN, "Change it by hand in VoIP.ms's portal, and report it.")
    return {key: text_of(row, key) for key in form.sent}


def _is_text(value: object) -> bool:
    return isinstance(value, str | int | float) and not isinstance(value, bool)
