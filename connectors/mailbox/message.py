"""One message read from its bytes: headers, addresses and parts as plain data; what is malformed never stops it."""

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from email.header import Header
from email.message import Message
from email.parser import BytesFeedParser
from typing import Any

from sar.sdk import pointer

from .addresses import mailboxes
from .needles import Needles
from .parts import File, as_read, content_of, described, is_file, name_of
from .words import decoded, header, text

Row = dict[str, Any]
ADDRESSED = (
    "from", "to", "cc", "bcc", "reply-to", "sender", "resent-from", "resent-to", "resent-cc", "resent-bcc",
    "resent-sender", "resent-reply-to", "delivered-to", "x-delivered-to", "envelope-to", "x-envelope-to",
    "x-original-to", "apparently-to", "return-path",
)  # fmt: skip
"""Headers whose addresses make a message the subject's, in the order in which a proof is looked for."""
PARTS, DEPTH = 500, 5
"""Parts of one message that are read, and messages attached within each other."""
CHUNK = 1 << 16
UNREADABLE = (RecursionError, ValueError, LookupError, TypeError, AttributeError, AssertionError)
"""What the library raises where a message is too strange for it."""
HEAD = 1 << 20
FIELD = re.compile(rb"[!-9;-~]+[ \t]*:|[ \t\r]|From |>From |--|$")
"""What a line among the headers begins with; `--` is a body's, which an empty line should have gone before."""
BRACKETED = re.compile(r"<([^<>]+)>")


@dataclass
class Mail:
    """A message as it was read."""

    raw: Row
    """`headers`, `addresses` by header, `subject`, `parts`; a part that is a message holds the same again."""
    files: list[File] = field(default_factory=list)
    shut: int = 0
    """Files that could not be searched whole: encrypted, damaged, too large, PDF."""
    whole: bool = True
    """Whether its structure could be read."""
    digest: bytes = b""
    """Of the body, the same for copies in several folders."""

    @property
    def message_id(self) -> str:
        """What its sender named it, without brackets; empty when it has no name."""
        return str(self.raw.get("message_id", ""))


def read(content: bytes, needles: Needles, *, body: bool = True) -> Mail:
    """Read a message; without `body`, its headers alone."""
    parsed, whole = _parsed(content)
    mail = Mail(_headers(parsed), whole=whole)
    if body:
        mail.raw["parts"] = _all_parts(parsed, mail, needles, content)
        mail.digest = _digest(content)
    return mail


def _all_parts(parsed: "Message[str, str]", mail: Mail, needles: Needles, content: bytes) -> list[Row]:
    try:
        if mail.whole:
            return list(_parts(parsed, mail, needles, 0))
    except UNREADABLE:
        mail.whole, mail.files = False, []
    return [_bare(content, needles)]


def texts(raw: Row, base: str = "") -> Iterator[tuple[str, str]]:
    """Pointer and text of everything in which an address would be a mention: all but who wrote to whom."""
    for place, part in enumerate(raw.get("parts", ())):
        here = f"{base}/parts/{place}"
        yield from ((here + pointer(key), part[key]) for key in ("text", "html", "name") if key in part)
        for key in ("links", "mentions"):
            for number, one in enumerate(part.get(key, ())):
                yield (f"{here}/links/{number}", one) if key == "links" else (
                    f"{here}/mentions/{number}/text", one["text"]
                )  # fmt: skip
        if "message" in part:
            yield from texts(part["message"], here + "/message")
    yield base + "/subject", raw.get("subject", "")
    for place, one in enumerate(raw.get("headers", ())):
        if one["name"].casefold() not in {*ADDRESSED, "subject"}:
            yield f"{base}/headers/{place}/value", one["value"]


def attached(raw: Row, base: str = "") -> Iterator[tuple[str, Row]]:
    """Pointer and content of every message that is attached, at any depth."""
    for place, part in enumerate(raw.get("parts", ())):
        if "message" in part:
            here = f"{base}/parts/{place}/message"
            yield here, part["message"]
            yield from attached(part["message"], here)


def addresses(raw: Row) -> Iterator[str]:
    """Every address of the message's own headers."""
    return (one["address"] for rows in raw.get("addresses", {}).values() for one in rows)


def concerns(raw: Row, needles: Needles) -> bool:
    """Whether one of the addresses stands anywhere, be it as a part of a longer one or in a display name."""
    return (
        needles.among(addresses(raw))
        or any(needles.within(one["value"]) for one in raw.get("headers", ()))
        or any(needles.within(said) for _, said in texts(raw))
        or any(needles.within(one) for one in addresses(raw))
        or any(concerns(inner, needles) for _, inner in attached(raw))
    )


def address_lines(raw: Row) -> tuple[tuple[str, str], ...]:
    """The headers that name people, as a further copy may have others (Bcc, Delivered-To)."""
    return tuple((one["name"], one["value"]) for one in raw["headers"] if one["name"].casefold() in ADDRESSED)


def addressed(lines: Iterable[tuple[str, str]]) -> dict[str, list[Row]]:
    """The addresses of header lines by header, each once."""
    found: dict[str, dict[tuple[str, str], None]] = {}
    for name, value in lines:
        if name.casefold() in ADDRESSED:
            rows = found.setdefault(name.casefold(), {})
            rows |= dict.fromkeys((one.name, one.address) for one in mailboxes(value))
    return {
        name: [{"name": who, "address": address} if who else {"address": address} for who, address in found[name]]
        for name in ADDRESSED
        if found.get(name)
    }


def _parsed(content: bytes) -> tuple["Message[str, str]", bool]:
    parser = BytesFeedParser()
    content = _mended(content)
    try:
        for start in range(0, len(content), CHUNK):
            parser.feed(content[start : start + CHUNK])
        return parser.close(), True
    except UNREADABLE:
        headers_only = BytesFeedParser()
        headers_only.feed(content.partition(b"\r\n\r\n")[0].partition(b"\n\n")[0][:CHUNK] + b"\n\n")
        return headers_only.close(), False


def _mended(content: bytes) -> bytes:
    """The message with every line among its headers made one: the parser takes all after a bad line for the body."""
    end = re.search(rb"\r?\n\r?\n", content)
    length = end.start() if end else len(content)
    if length > HEAD or not FIELD.match(content):
        return content
    lines = content[:length].split(b"\n")
    if all(map(FIELD.match, lines)):
        return content
    mended = [line if FIELD.match(line) else b"X-Unreadable: " + line for line in lines]
    return b"\n".join(mended) + content[length:]


def _headers(parsed: "Message[str, str]") -> Row:
    lines = [(name, header(_unfolded(value))) for name, value in parsed.raw_items()]
    rows = [{"name": header(name), "value": decoded(value)} for name, value in lines]
    first: dict[str, str] = {}
    for row in rows:
        first.setdefault(row["name"].casefold(), row["value"])
    raw = {
        "message_id": _name(first.get("message-id", "")),
        "subject": first.get("subject", ""),
        "date": first.get("date", ""),
        "conversation": _conversation(first),
        "headers": rows,
        "addresses": addressed(lines),
    }
    return {key: value for key, value in raw.items() if value or key == "headers"}


def _unfolded(value: object) -> str:
    return str(value) if not isinstance(value, Header) else value.encode()


def _conversation(first: dict[str, str]) -> str:
    """The id of the message that began the conversation, as far as this one says."""
    named = first.get("references", "").split() or first.get("in-reply-to", "").split()
    return _name(named[0]) if named else ""


def _name(value: str) -> str:
    found = BRACKETED.search(value)
    return (found[1] if found else value).strip()[:500]


def _parts(parsed: "Message[str, str]", mail: Mail, needles: Needles, depth: int) -> Iterator[Row]:
    for number, part in enumerate(_leaves(parsed)):
        if number >= PARTS:
            mail.whole = False
            return
        inner = _inner(part)
        if inner is not None and depth < DEPTH:
            row: Row = {"type": part.get_content_type(), "name": name_of(part)}
            row["message"] = _headers(inner) | {"parts": list(_parts(inner, mail, needles, depth + 1))}
            yield {key: value for key, value in row.items() if value}
            continue
        row, whole = described(part, needles)
        mail.shut += not whole
        if is_file(part) and inner is None:
            mail.files.append(File(row.get("name", ""), row["type"], part))
        yield row


def _leaves(parsed: "Message[str, str]") -> Iterator["Message[str, str]"]:
    """The parts in their order; what hangs within an attached message is left to that message."""
    waiting = [parsed]
    while waiting:
        part = waiting.pop()
        if part.get_content_maintype() == "multipart" and part.is_multipart():
            waiting.extend(reversed([one for one in part.get_payload() if isinstance(one, Message)]))
        else:
            yield part


def _inner(part: "Message[str, str]") -> "Message[str, str] | None":
    """The message that a part holds, be it encoded, which the standard forbids, or a file that is named so."""
    if part.get_content_type() not in {"message/rfc822", "message/global"}:
        named = name_of(part).casefold().endswith(".eml") and not part.is_multipart()
        return _whole(content_of(part)) if named else None
    held = part.get_payload() if part.is_multipart() else None
    inner = held[0] if isinstance(held, list) and held and isinstance(held[0], Message) else None
    if inner is not None and not inner.keys() and "base64" in str(part.get("content-transfer-encoding", "")).casefold():
        inner["content-transfer-encoding"] = "base64"
        return _whole(content_of(inner))
    return inner


def _whole(content: bytes) -> "Message[str, str] | None":
    parsed, whole = _parsed(content)
    return parsed if whole else None


def _bare(content: bytes, needles: Needles) -> Row:
    """The whole as one text, where the structure cannot be read."""
    return {"type": "text/plain", **as_read("text/plain", text(content), needles)}


def _digest(content: bytes) -> bytes:
    """Of the body without what differs between mail stores: line ends, and empty lines at its end."""
    begin = re.search(rb"\A\r?\n|\n\r?\n", content)
    end = len(content)
    while end and content[end - 1 : end].isspace():
        end -= 1
    digest = hashlib.blake2b(digest_size=8)
    for start in range(begin.end() if begin else end, end, CHUNK):
        digest.update(content[start : min(start + CHUNK, end)].replace(b"\r", b""))
    return digest.digest()
