"""What tests of the mailbox share: its accounts and folders, messages put into them, and what was found."""

from typing import Any

from sar.records import Record
from sar.testing.rig import Result, Rig

ANN = ("ann@example.com", "ann.archer@example.org")
INFO, SAM = "info@example.org", "sam.steward@example.org"
HIDDEN = {("message", f"hidden-{kind}@mail.example.com") for kind in ("entities", "tags", "octets", "zip")}


def one(result: Result, source_id: str) -> Record:
    (found,) = (record for record in [*result.disclosed, *result.near] if record.source_id == source_id)
    return found


def mail(name: str) -> str:
    return f"{name}@mail.example.com"


def folder(connected: Rig, account: str, name: str) -> dict[str, Any]:
    rows: list[dict[str, Any]] = connected.imitation.state["accounts"][account]["folders"]
    return next(row for row in rows if row["name"] == name)


def put(connected: Rig, content: bytes, uid: int, name: str = "INBOX") -> None:
    row = {"uid": uid, "flags": [], "received": "14-Sep-2026 15:21:00 +0000", "content": content}
    folder(connected, INFO, name)["messages"].append(row)
