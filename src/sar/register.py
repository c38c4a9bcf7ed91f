"""The register of processing: what is done with the data, by processor and by category; facts, never guesses.

`[processors.NAME.register]` and `[register.CATEGORY]` of sar.toml say it; a connector's manifest gives
defaults. What neither states is listed as missing for the officer.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any, Literal

import msgspec
from msgspec import structs

from sar.errors import SettingsError
from sar.misfit import misfit
from sar.records import Record, RecordKind

Maker = Literal["provided", "observed", "authored", "created"]
"""Who makes records: the person gives them, is observed, or writes some of them; or they are the firm's."""
Start = Literal["collection", "last_contact", "invoice_date", "end_of_relationship", "account_closure"]


class Recipient(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Somebody to whom data are given, by name."""

    name: str
    kind: str = ""
    """What they are to the firm: hosting, email, telephony, crm, payment, analytics, accounting, legal, authority …"""
    places: list[str] = []
    """Where they keep the data, to the region: `CA-QC`, `US`, `EU`."""
    safeguards: list[str] = []
    """For a place outside: what protects the data there, and the assessment (EFVP, PIA) that says so."""


class Retention(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """How long data are kept, and from when on that counts."""

    duration: str
    """ISO 8601: `P5Y`, `P6M`, `P30D`."""
    starts: Start
    statute: str = ""
    """The law that demands it."""


class Automated(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A decision that no human takes."""

    what: str
    logic: str = ""
    """The information used, and the principal factors."""
    consequences: str = ""
    review: str = ""
    """How to have it looked at by somebody."""


class Activity(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What is done with some data and why."""

    title: str = ""
    kinds: list[RecordKind] = []
    """For a category: the kinds of records that it covers."""
    categories: list[str] = []
    """DPV personal-data terms, such as `Contact`."""
    purposes: list[str] = []
    """DPV terms (`dpv:CustomerCare`) or plain words."""
    means: list[str] = []
    """How the data are collected."""
    source: str = ""
    """Who gave them, where it was not the person."""
    basis: list[str] = []
    """Consent, or the provision that allows it."""
    recipients: list[Recipient] = []
    places: list[str] = []
    safeguards: list[str] = []
    retention: Retention | None = None
    staff: list[str] = []
    """Categories of people within the firm who have access."""
    automated: list[Automated] = []
    no_automated: bool = False
    """Said on purpose: no decision is taken by a machine."""
    role: Literal["controller", "processor", "joint"] = "controller"
    origins: dict[str, Maker] = {}
    """For a processor: type of record → who makes it, where that differs from what is usual for its kind."""


NEEDED = ("categories", "purposes", "means", "basis", "recipients", "places", "retention", "staff")
"""What the answer must say of each activity; its absence is a gap for the officer to close."""


class Register(msgspec.Struct, frozen=True):
    """All activities: by processor, and by category of data."""

    processors: dict[str, Activity]
    categories: dict[str, Activity]

    def of(self, record: Record) -> tuple[Activity | None, Activity | None]:
        """The activity of a record's processor, and that of its category."""
        return self.processors.get(record.processor), next(
            (one for one in self.categories.values() if record.kind in one.kinds), None
        )

    def retention(self, record: Record) -> Retention | None:
        """How long a record is kept: as its processor says, else its category."""
        return next((one.retention for one in self.of(record) if one and one.retention), None)

    def missing(self) -> Iterator[tuple[str, str]]:
        """(Activity, field) for everything that is not stated where it must be."""
        for name, activity in self.processors.items():
            for field in NEEDED:
                if not getattr(activity, field) and not self._said_by_category(field):
                    yield name, field
        for name, activity in self.categories.items():
            if not activity.retention:
                yield name, "retention"

    def _said_by_category(self, field: str) -> bool:
        """Whether categories say it for every kind of record, so that each processor need not."""
        return bool(self.categories) and all(getattr(one, field) for one in self.categories.values())


def read(extra: Mapping[str, Any], processors: Mapping[str, Mapping[str, Any]]) -> Register:
    """The register of sar.toml's tables over the defaults of manifests (processor → its `[processing]`)."""
    stated = {name: table.get("register", {}) for name, table in extra.get("processors", {}).items()}
    by_processor = {
        name: _activity({**_defaults(processing), **stated.get(name, {})}, f"processors.{name}.register")
        for name, processing in processors.items()
    }
    by_category = {name: _activity(table, f"register.{name}") for name, table in extra.get("register", {}).items()}
    return Register(by_processor, by_category)


def delete_after(retention: Retention, record: Record, last_contact: datetime | None) -> date | None:
    """The day after which a record is to be deleted; None where its start is not known from the data."""
    starts = {"collection": record.occurred_at, "invoice_date": record.occurred_at, "last_contact": last_contact}
    start = starts.get(retention.starts)
    if start is None:
        return None
    from dateutil.relativedelta import relativedelta

    years, months, days = period(retention.duration)
    return (start + relativedelta(years=years, months=months, days=days)).date()


def period(duration: str) -> tuple[int, int, int]:
    """Years, months and days of `P1Y6M`, `P30D` or `P2W`; SettingsError for anything else."""
    import re

    found = re.fullmatch(r"P(?=\d)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?", duration)
    if not found:
        raise SettingsError("{text} is no duration", "Write it as P5Y, P6M or P30D.", text=repr(duration[:20]))
    years, months, weeks, days = (int(part or 0) for part in found.groups())
    return years, months, weeks * 7 + days


def _activity(table: Mapping[str, Any], where: str) -> Activity:
    try:
        activity = msgspec.convert(table, Activity)
    except msgspec.ValidationError as error:
        raise misfit(error, "sar.toml", f"[{where}]") from None
    if activity.retention:
        period(activity.retention.duration)
    return activity


def _defaults(processing: Mapping[str, Any]) -> dict[str, Any]:
    """A manifest's table as far as it speaks of the same things."""
    known = {name: value for name, value in processing.items() if name in Activity.__struct_fields__}
    return {"title": processing.get("kind", ""), **known}


def titled(activity: Activity, title: str) -> Activity:
    """The activity under a title, where it has none."""
    return activity if activity.title else structs.replace(activity, title=title)
