"""What VoIP.ms holds of a person and no program writes there: said before anything is written."""

from collections.abc import Iterator
from typing import Any

from sar.sdk import Alteration, ByHand, Change, Changed, Correction, Held, Record, Said, planned, text_of

from .forms import FORMS, whole
from .numbers import as_dialled

Row = dict[str, Any]
PORTAL = "Change it by hand in VoIP.ms's portal."
NEEDED = "An entry of VoIP.ms cannot be without this: it can only be deleted as a whole."
DELETE = "Delete it in VoIP.ms's portal if it must go: Main Menu > Phonebook, or DID Numbers > Caller ID Filtering."
FOREIGN = "A caller ID filter of VoIP.ms takes numbers of North America only."
UNFIT = "The entry holds what this version does not know how to send back: it is not changed by a program."
CLIENT = "A reseller's client is written at VoIP.ms only with its password: it is not changed by a program."
OWN = "It decides where calls go: it is not changed by a program."
NANP = 10


def impossible(change: Change, one: Alteration, row: Row) -> ByHand | None:
    """Why an alteration would be refused, or would take something along; None where it can be made."""
    key = one.path.split("/")[1]
    try:
        whole(change.type, row)
    except Changed:
        return _said(change, one, UNFIT, PORTAL)
    if not one.new and key in FORMS[change.type].needed:
        return _said(change, one, NEEDED, DELETE)
    if change.type == "filter" and one.field == "phone" and len(as_dialled(one.new)) != NANP:
        return _said(change, one, FOREIGN, PORTAL)
    return None


def of_others(correction: Correction, record: Record, row: Row) -> Iterator[ByHand]:
    """A reseller's clients, forwardings and sub-accounts, where they hold what is wrong."""
    held = [
        Held(field, f"/{key}", text_of(row, key)) for field, key in _HELD.get(record.type, {}).items() if key in row
    ]
    for item in planned(correction, record, held, Said(PORTAL)):
        if isinstance(item, ByHand):
            yield item
            continue
        why = CLIENT if record.type == "client" else OWN
        for one in item.alterations:
            yield _said(item, one, why, PORTAL)


_HELD = {
    "client": {
        "email": "email", "given_name": "firstname", "family_name": "lastname", "organisation": "company",
        "address.street": "address", "address.city": "city", "address.region": "state", "address.country": "country",
        "address.postal_code": "zip", "phone": "phone_number",
    },
    "forwarding": {"phone": "phone_number"},
    "sub_account": {"phone": "callerid_number"},
}  # fmt: skip


def _said(change: Change, one: Alteration, why: str, task: str) -> ByHand:
    return ByHand(change.processor, Said(why), Said(task), one.field, url=change.url)
