"""From a line to a record of one subject, with its proof; pure."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any, NamedTuple

from sar.sdk import Field, Identifier, Known, Match, Person, Proof, Record, Search, canonical, fields, mentions

from .lines import Line
from .readable import as_form, decoded, parameters

UNPROVEN_USER = frozenset({400, 401, 403, 407})
"""Answers that a request gets before its user is proven, or because they could not be."""
News = Callable[[str, datetime], bool]
_TEXTS = ("request", "referer", "user_agent", "more")
_ADDRESS_SO_FAR = re.compile(r"[^\s?&=;,:/\"'<>()]*$")

KNOWN = {
    "address": Known("ip", "Address", "IPAddress", "observed"),
    "user": Known("username", "User name", "Username", "observed"),
    "time": Known("time", "Time", "", "observed"),
    "host": Known("host", "Web site", "", "observed"),
    "request": Known("request", "Request line", "BrowsingBehaviour", "observed"),
    "status": Known("status", "Status", "", "observed"),
    "size": Known("size", "Bytes sent", "", "observed"),
    "referer": Known("referer", "Came from", "BrowsingReferral", "observed"),
    "user_agent": Known("user_agent", "Browser", "BrowserFingerprint", "observed"),
    "forwarded": Known("forwarded", "Further addresses", "IPAddress", "observed"),
    "more": Known("more", "More", "", "observed"),
    "log": Known("log", "Log", "", "observed"),
}
SKIPPED = frozenset({"line", "decoded", "parameters.name"})


class Seen(NamedTuple):
    """A line with everything that many searches need of it, made once."""

    raw: dict[str, Any]
    line: Line | None
    texts: tuple[str, ...]


def seen(log: str, text: str, line: Line | None) -> Seen:
    """A line's payload: as it stands, in its parts, and with its encodings undone."""
    raw: dict[str, Any] = {"log": log, "line": text}
    if line is None:
        raw["decoded"] = {"line": decoded(text)}
        return Seen(raw, None, (raw["decoded"]["line"],))
    raw |= {
        "address": line.address, "forwarded": list(line.forwarded), "user": decoded(line.user),
        "time": line.at.isoformat() if line.at else "", "host": line.host, "request": line.request,
        "status": line.status, "size": line.size, "referer": line.referer, "user_agent": line.agent, "more": line.more,
    }  # fmt: skip
    written = {name: raw[name] if isinstance(raw[name], str) else str(raw[name]) for name in _TEXTS}
    meant = {name: decoded(text) for name, text in written.items() if text}
    forms = {f"{name}_as_form": as_form(text) for name, text in written.items() if "+" in text and "@" in meant[name]}
    raw["decoded"] = {**meant, **forms}
    raw["parameters"] = [
        one._asdict() for name in ("request", "referer") for one in parameters(written[name].split(" HTTP/")[0])
    ]
    return Seen(
        {name: value for name, value in raw.items() if value not in ("", [], {})},
        line,
        (*raw["decoded"].values(), raw["user"]),
    )


def record(search: Search, one: Seen, source_id: str, news: News) -> Record | None:
    """The line as a record of this search's subject; a near match if unproven; None if it is not theirs at all.

    `news` says whether an address is worth telling as the subject's at that moment.
    """
    proof = _proof(search, one)
    if proof is None and not _near(search, one):
        return None
    line = one.line
    return search.record(
        "request" if line else "line",
        source_id,
        kind="log_entry",
        title=_title(line),
        proof=proof,
        raw=one.raw,
        occurred_at=line.at if line else None,
        fields=_fields(one),
        people=_people(proof, line, news),
    )


def proven_user(line: Line) -> bool:
    """Whether the server let the user in: before that, a name is only claimed."""
    return line.status is not None and line.status not in UNPROVEN_USER


def _proof(search: Search, one: Seen) -> Proof | None:
    raw, line = one.raw, one.line
    if line and (match := search.prove(raw, "ip", "/address", moment=line.at)):
        return match
    if line and proven_user(line):
        match = search.prove(raw, "username", "/user") or search.prove(raw, "email", "/user")
        if match:
            return match
    return search.prove(raw, "email", "/parameters/*/value") or _mention(search, one)


def _mention(search: Search, one: Seen) -> Match | None:
    """An address that stands whole in a text of the line; an address of a machine there is no sign of its owner."""
    for path, text in _decoded(one):
        for email in search.matcher.of("email"):
            if next(mentions("email", email.value, text), None) and not _doubtful(one, path, email):
                return Match(email, f"/decoded/{path}", "mention")
    return None


def _doubtful(one: Seen, path: str, email: Identifier) -> bool:
    """Whether it only stands there if a plus is a space, and else is part of somebody's tagged address."""
    if not path.endswith("_as_form"):
        return False
    text = one.raw["decoded"][path.removesuffix("_as_form")]
    at = text.casefold().find("+" + email.value.casefold())
    return at < 0 or _ADDRESS_SO_FAR.search(text[:at]).group() != ""  # type: ignore[union-attr]


def _near(search: Search, one: Seen) -> bool:
    """Whether the officer should see it: the subject's address at another time, or something that is only claimed."""
    if one.line is None:
        return True
    addresses = {canonical("ip", address) for address in (one.line.address, *one.line.forwarded)}
    if any(ip.canonical in addresses for ip in search.matcher.of("ip")):
        return True
    user = one.raw.get("user", "")
    if any(name.same_as(user) for name in search.matcher.of("username", "email")):
        return True
    return any(
        next(mentions("email", email.value, text), None)
        for _, text in _decoded(one)
        for email in search.matcher.of("email")
    )


def _decoded(one: Seen) -> Iterator[tuple[str, str]]:
    yield from one.raw.get("decoded", {}).items()


def _title(line: Line | None) -> str:
    """Method and path; what follows may be about anybody."""
    if line is None:
        return "A line that could not be read in full"
    words = line.request.partition("?")[0].split(" ")
    path = words[1] if len(words) > 1 and "@" not in decoded(words[1]) else ""
    title = f"{words[0]} {path}".strip()
    return title[:80] if title and title.isprintable() and words[0].isalpha() else "A request"


def _fields(one: Seen) -> tuple[Field, ...]:
    return fields(one.raw, KNOWN, SKIPPED)


def _people(proof: Proof | None, line: Line | None, news: News) -> tuple[Person, ...]:
    """Who logged in is known at that moment by the address too."""
    if not (line and line.at and isinstance(proof, Match) and proof.path == "/user" and news(line.address, line.at)):
        return ()
    address = Identifier("ip", line.address, confidence="strong", seen=line.at)
    return (Person("subject", "", (address,)),)
