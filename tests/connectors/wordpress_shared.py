"""What tests of WordPress's connector share: its site, watched or with other answers, and what was found."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sar.http import Request, Response
from sar.records import Record
from sar.testing import rig
from sar.testing.faults import Faulty
from sar.testing.rig import Result, Rig

ANN = ("ann@example.com", "ann.archer@example.org")
OUTSIDE: dict[str, Any] = {"wp_command": [], "exports": ""}
"""Settings without a way into the site."""


def one(result: Result, type_: str, number: str) -> Record:
    return next(record for record in result.disclosed if (record.type, record.source_id) == (type_, number))


def answering(path: str, answer: Callable[[Request, int], Response | None], **more: Any) -> Rig:
    fault = lambda request, before: answer(request, before) if path in request.url.path else None  # noqa: E731
    return rig("wordpress", through=lambda inner: Faulty(inner, fault), **more)


def said(result: Result) -> str:
    return "\n".join(gap.text for gap in result.gaps)


def learnt(record: Record) -> set[tuple[str, str, datetime | None]]:
    known = [one for person in record.people if person.role == "subject" for one in person.identifiers]
    return {(one.kind, one.value, one.seen) for one in known}
