"""What the firm noted or set up for numbers: phonebook, filters, forwardings, sub-accounts, a reseller's clients."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any, NamedTuple

from sar.sdk import Gap, Record, guarded, id_of, text_of

from . import records
from .case import Case

Rows = Iterator[Record | Gap]
Names = dict[str, set[str]]
"""Number → the names that the phonebook has for it."""


class Listed(NamedTuple):
    """A list that is read whole."""

    part: str
    type: str
    method: str
    key: str
    number: str
    """The key of a row's own id."""
    parsed: dict[str, str]
    notes: tuple[str, ...] = ()
    """Keys of free text in which a number may stand."""


LISTS = (
    Listed(
        "The phonebook", "phonebook", "getPhonebook", "phonebooks", "phonebook",
        {"number": "number", "caller": "callerid"}, ("note", "name"),
    ),
    Listed(
        "The caller ID filters", "filter", "getCallerIDFiltering", "filtering", "filtering",
        {"caller": "callerid"}, ("note",),
    ),
    Listed(
        "The forwardings", "forwarding", "getForwardings", "forwardings", "forwarding",
        {"number": "phone_number", "override": "callerid_override"}, ("description",),
    ),
    Listed(
        "The sub-accounts", "sub_account", "getSubAccounts", "accounts", "id",
        {"number": "callerid_number"}, ("description",),
    ),
    Listed("A reseller's clients", "client", "getClients", "clients", "client", {"number": "phone_number"}),
)  # fmt: skip


def find(case: Case) -> Rows:
    """Every list in its turn, the phonebook first; a name alone is no proof."""
    names: Names = defaultdict(set)
    for listed in LISTS:
        yield from guarded(listed.part, _rows(case, listed, names))


def _rows(case: Case, listed: Listed, names: Names) -> Rows:
    for row in case.api.rows(listed.method, listed.key):
        number = id_of(row, listed.number)
        raw = records.payload(case, listed.type, row, **listed.parsed)
        _name(listed.type, raw, names)
        proof = case.proof(raw, *listed.parsed)
        noted = proof or case.search.mention(raw, *(f"/{listed.type}/{key}" for key in listed.notes))
        if (noted or case.is_near(raw, *listed.parsed)) and case.first(listed.type, number):
            yield records.record(case, listed.type, number, raw, noted)


def _name(type_: str, raw: dict[str, Any], names: Names) -> None:
    """A filter is of a number only: whose it is says the phonebook, where it has one name for that number."""
    parsed = raw["parsed"]
    if type_ == "phonebook" and "number" in parsed:
        names[parsed["number"]].add(text_of(raw[type_], "name").strip())
    elif type_ == "filter" and len(known := names.get(parsed.get("caller", ""), set())) == 1:
        parsed["name"] = next(iter(known))
