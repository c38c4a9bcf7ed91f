"""From visits and their raw rows to records; pure."""

import hashlib
from collections.abc import Mapping
from typing import Any

from sar.sdk import (
    Field,
    Identifier,
    Known,
    Match,
    Person,
    Proof,
    Record,
    Said,
    Search,
    fields,
    id_of,
    some_rows,
    text_of,
)

from .sites import is_masked
from .whose import when

Row = dict[str, Any]

KNOWN = {
    "visit.siteName": Known("site", "Site", "", "observed"),
    "visit.userId": Known("user_id", "User id", "Identifier", "observed"),
    "user_id_in_clear": Known("user_id_in_clear", "User id in clear", "Identifier", "derived"),
    "visit.visitorId": Known("visitor_id", "Visitor id", "Identifier", "observed"),
    "visit.visitIp": Known("ip", "IP address", "IPAddress", "observed"),
    "visit.fingerprint": Known("fingerprint", "Fingerprint of the browser", "DeviceBased", "derived"),
    "visit.serverDatePrettyFirstAction": Known("day", "Day", "", "observed"),
    "visit.serverTimePrettyFirstAction": Known("time", "Time", "", "observed"),
    "visit.visitDurationPretty": Known("duration", "Duration", "", "observed"),
    "visit.actions": Known("actions", "Actions", "", "observed"),
    "visit.referrerTypeName": Known("referrer_type", "Came from", "", "observed"),
    "visit.referrerName": Known("referrer", "Referrer", "", "observed"),
    "visit.referrerUrl": Known("referrer_url", "Address of the referrer", "", "observed"),
    "visit.referrerKeyword": Known("referrer_keyword", "Keyword", "", "observed"),
    "visit.deviceType": Known("device_type", "Device", "DeviceBased", "observed"),
    "visit.deviceModel": Known("device_model", "Model of the device", "DeviceBased", "observed"),
    "visit.operatingSystem": Known("operating_system", "Operating system", "DeviceBased", "observed"),
    "visit.browser": Known("browser", "Browser", "UserAgent", "observed"),
    "visit.resolution": Known("resolution", "Screen", "DeviceBased", "observed"),
    "visit.language": Known("language", "Language", "Language", "observed"),
    "visit.country": Known("country", "Country", "Country", "derived"),
    "visit.region": Known("region", "Region", "Location", "derived"),
    "visit.city": Known("city", "City", "Location", "derived"),
    "visit.latitude": Known("latitude", "Latitude", "Location", "derived"),
    "visit.longitude": Known("longitude", "Longitude", "Location", "derived"),
}
SKIPPED = frozenset({"visit.idSite", "visit.idVisit", "visit.actionDetails", "readable"})
"""Numbers of Matomo's own, and what the text of the record shows."""


def visit(
    search: Search, root: str, raw: Row, proof: Proof | None, *, labels: Mapping[str, Known], weak: bool
) -> Record:
    """A visit with its actions in words; `weak`: the browser was also somebody else's."""
    row = raw["visit"]
    number, site = id_of(row, "idVisit"), text_of(row, "siteName")
    return search.record(
        "visit",
        number,
        kind="visit",
        title=Said("Visit of {site}", {"site": site}) if site else Said("Visit of the site"),
        proof=proof,
        raw=raw,
        url=_address(root, row, number),
        occurred_at=when(row),
        text="\n".join(_action(action) for action in some_rows(row, "actionDetails")),
        fields=_observed(fields(raw, {**KNOWN, **labels}, _skipped(raw))),
        people=_people(search, row, proof, weak),
    )


def _skipped(raw: Row) -> frozenset[str]:
    """Also icons, and tables of whose rows the actions are made; `raw` has them all."""
    row = raw["visit"]
    icons = {f"visit.{key}" for key in row if key.endswith(("Icon", "SVG", "Flag"))}
    tables = {f"rows.{table}" for table in raw.get("rows", {}) if table.startswith(("log_action", "log_link_visit"))}
    return SKIPPED | icons | tables


def _observed(shown: tuple[Field, ...]) -> tuple[Field, ...]:
    """Nobody typed in what a visit leaves behind."""
    return tuple(
        Field(one.name, one.label, one.value, one.category, "observed") if one.origin == "provided" else one
        for one in shown
    )


def _action(action: Row) -> str:
    words = (
        "serverTimePretty", "type", "eventCategory", "eventAction", "eventName", "siteSearchKeyword",
        "pageTitle", "url",
    )  # fmt: skip
    return " · ".join(text for word in words if (text := text_of(action, word)))


def _people(search: Search, row: Row, proof: Proof | None, weak: bool) -> tuple[Person, ...]:
    if not isinstance(proof, Match) or proof.how == "mention":
        other = text_of(row, "userId")
        return (Person("visitor", "", (Identifier("email", other),)),) if "@" in other else ()
    known: list[Identifier] = []
    visitor, address = text_of(row, "visitorId"), text_of(row, "visitIp")
    doubtful = weak or proof.identifier.kind == "ip"
    if visitor and not is_derived(visitor, text_of(row, "userId")):
        known.append(_identifier("visitor_id", visitor, search.processor, doubtful))
    if address and not is_masked(address) and when(row) and proof.identifier.kind != "ip":
        known.append(Identifier("ip", address, seen=when(row), confidence="weak" if weak else "strong"))
    return (Person("subject", "", tuple(known)),)


def is_derived(visitor: str, user_id: str) -> bool:
    """Whether a visitor id is made of the user id and so leads to no further visits."""
    return bool(user_id) and hashlib.sha1(user_id.encode()).hexdigest()[:16] == visitor  # noqa: S324 - Matomo's own


def _identifier(kind: Any, value: str, processor: str, doubtful: bool) -> Identifier:
    return Identifier(kind, value, processor=processor, confidence="weak" if doubtful else "strong")


def _address(root: str, row: Row, number: str) -> str:
    moment = when(row)
    if moment is None:
        return root
    asked = f"idSite={text_of(row, 'idSite')}&period=day&date={moment:%Y-%m-%d}"
    log = f"category=General_Visitors&subcategory=Live_VisitorLog&segment=visitId%3D%3D{number}"
    return f"{root}index.php?module=CoreHome&action=index&{asked}#?{asked}&{log}"
