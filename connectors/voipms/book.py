"""What the firm noted or set up for numbers: phonebook, filters, forwardings, sub-accounts, a reseller's clients."""

from collections.abc import Iterator
from typing import NamedTuple

from sar.sdk import Gap, Record, guarded, id_of

from . import records
from .case import Case

Rows = Iterator[Record | Gap]


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
    """Every list in its turn; a name alone is no proof."""
    for listed in LISTS:
        yield from guarded(listed.part, _rows(case, listed))


def _rows(case: Case, listed: Listed) -> Rows:
    for row in case.api.rows(listed.method, listed.key):
        number = id_of(row, listed.number)
        raw = records.payload(case, listed.type, row, **listed.parsed)
        proof = case.proof(raw, *listed.parsed)
        noted = proof or case.search.mention(raw, *(f"/{listed.type}/{key}" for key in listed.notes))
        if (noted or case.is_near(raw, *listed.parsed)) and case.first(listed.type, number):
            yield records.record(case, listed.type, number, raw, noted)
