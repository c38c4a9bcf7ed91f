"""`messages.mbox`: messages that the person wrote (RFC 4155, quoted as `mboxrd`), for mail programs."""

import quopri
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from email.header import Header
from email.utils import format_datetime, formataddr, parsedate_to_datetime
from typing import Any, NamedTuple

from sar.dossier.portable.contentlines import one_text
from sar.dossier.portable.rows import FileRow
from sar.records import Record

KINDS = frozenset({"message"})
PEOPLE = ("from", "to", "cc", "bcc", "reply-to")
THREAD = ("in-reply-to", "references")
KEPT = (*PEOPLE, *THREAD, "date", "message-id")
"""Headers that go along besides the title; those that tell how a message travelled do not."""
NOWHERE = "masked.invalid"
"""The domain of those who are masked: the standard keeps it free for what must never be reached."""
LONGEST = 998
"""Octets that a line of a message may have."""
_QUOTED = re.compile(rb"^(>*From )", re.MULTILINE)
_ADDRESS = re.compile(r"[!#-'*+./0-9=?A-Z^-~-]+@[A-Za-z0-9][A-Za-z0-9.-]*")
_ID = re.compile(r"<[!-;=?-Z^-~]{1,400}@[!-;=?-Z^-~]{1,400}>")
_MASK = re.compile(r"\[[^\[\]]*?(\d+)\]")
Headers = dict[str, list[str]]


class Mailbox(NamedTuple):
    """Somebody in a header."""

    name: str
    address: str


def message(record: Record, original: Record, mine: str, made_at: datetime, files: Iterable[FileRow] = ()) -> bytes:
    """One message with its `From ` line; `original` gives its headers, `mine` is the person's address."""
    given = _headers(original.raw)
    encoding, body = _body(record.text)
    lines = [
        *_people(given, mine),
        f"Date: {format_datetime(_date(given) or record.occurred_at or made_at)}",
        f"Subject: {_encoded(record.title, 'Subject')}",
        *_ids(given, record),
        *(f"X-Sar-File: {file.path}" for file in files),
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8",
        f"Content-Transfer-Encoding: {encoding}",
    ]
    head = "\n".join(lines).encode("ascii", "replace")
    return _envelope(record, mine, made_at) + head + b"\n\n" + _QUOTED.sub(rb">\1", body).rstrip(b"\n") + b"\n\n"


def _envelope(record: Record, mine: str, made_at: datetime) -> bytes:
    """The line by which the next message is told from the text of this one; its time is in UTC."""
    at = (record.occurred_at or made_at).astimezone(UTC)
    sender = mine if _ADDRESS.fullmatch(mine) else "MAILER-DAEMON"
    return f"From {sender} {at.ctime()}\n".encode()


def _body(text: str) -> tuple[str, bytes]:
    body = one_text(text).encode() + b"\n"
    if max(map(len, body.split(b"\n"))) > LONGEST:
        return "quoted-printable", quopri.encodestring(body)
    return "8bit", body


def _date(given: Headers) -> datetime | None:
    try:
        return parsedate_to_datetime(given["date"][0])
    except (LookupError, ValueError, TypeError, OverflowError, AttributeError):
        return None


def _ids(given: Headers, record: Record) -> Iterator[str]:
    """By which messages hang together, as far as masking left them whole."""
    own = _ID.findall(" ".join(given.get("message-id", ())))
    yield f"Message-Id: {own[0] if own else f'<{record.id}@{NOWHERE}>'}"
    for name in THREAD:
        if ids := _ID.findall(" ".join(given.get(name, ()))):
            yield f"{name.title()}: " + "\n ".join(ids)


def _people(given: Headers, mine: str) -> Iterator[str]:
    """Who wrote to whom; that the person wrote it is known, whatever the payload says."""
    for name in PEOPLE:
        boxes = [box for value in given.get(name, ()) for box in _mailboxes(value)]
        if name == "from" and not boxes:
            boxes = [*_mailboxes(mine)] or [Mailbox(_token(mine), f"sender@{NOWHERE}")]
        if boxes:
            yield f"{name.title()}: " + ",\n ".join(formataddr((box.name, box.address)) for box in boxes)


def _mailboxes(value: str) -> Iterator[Mailbox]:
    """Everybody in a header; who is masked gets an address that leads nowhere."""
    for part in re.split(r",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)", _token(value)):
        found, mask = _ADDRESS.search(part), _MASK.search(part)
        name = re.sub(r"[\"<>]", " ", _ADDRESS.sub("", part) if found else part)
        name = " ".join(name.split())
        if found:
            yield Mailbox(name, found.group())
        elif mask:
            yield Mailbox(mask.group(), f"person-{mask.group(1)}@{NOWHERE}")


def _encoded(text: str, name: str) -> str:
    token = _token(text)
    return token if token.isascii() and len(token) < LONGEST // 2 else Header(token, "utf-8", 76, name).encode()


def _token(text: str) -> str:
    """A header's value on one line."""
    return " ".join(one_text(text).split())


def _headers(raw: Any) -> Headers:
    """The headers that a payload holds: as lines, or under their own keys, on top or one level below."""
    found: Headers = {}
    rows = raw.get("headers") if isinstance(raw, dict) else None
    for line in rows if isinstance(rows, list) else ():
        if isinstance(line, dict) and isinstance(line.get("name"), str) and isinstance(line.get("value"), str):
            found.setdefault(line["name"].casefold(), []).append(line["value"])
    return {**_keyed(raw), **found, **_parsed(raw)}


def _parsed(raw: Any) -> Headers:
    """Addresses as the connector has read them, which is surer than to read their lines again."""
    rows = raw.get("addresses") if isinstance(raw, dict) else None
    named = rows.items() if isinstance(rows, dict) else ()
    return {name: texts for name, value in named if name in PEOPLE and (texts := list(_texts(value)))}


def _keyed(raw: Any) -> Headers:
    found: Headers = {}
    levels = [raw, *raw.values()] if isinstance(raw, dict) else []
    for level in levels:
        for key, value in level.items() if isinstance(level, dict) else ():
            name = str(key).casefold().replace("_", "-")
            if name in KEPT and name not in found and (texts := list(_texts(value))):
                found[name] = texts
    return found


def _texts(value: Any) -> Iterator[str]:
    """A header's value from a payload: a text, or one who is named by several."""
    if isinstance(value, str) and value.strip():
        yield value
    elif isinstance(value, dict):
        texts = [one for one in value.values() if isinstance(one, str) and one.strip()]
        address = next((one for one in texts if "@" in one or _MASK.fullmatch(one)), "")
        name = next((one for key, one in value.items() if "name" in str(key) and isinstance(one, str)), "")
        if address:
            yield address if name == address else f'"{name.replace(chr(34), "")}" <{address}>'
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)
