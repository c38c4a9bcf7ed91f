"""From a message to its records; pure but for the files, which are stored as they are met."""

from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, NamedTuple

from sar.sdk import Attachment, Download, Field, Gap, Known, Match, Person, Proof, Record, Search, utc
from sar.sdk import Identifier as Id

from .message import ADDRESSED, Mail, attached, texts
from .parts import File

Row = dict[str, Any]
KNOWN = {
    "from": Known("from", "From", "EmailAddress"),
    "to": Known("to", "To", "EmailAddress"),
    "cc": Known("cc", "Copy to", "EmailAddress"),
    "bcc": Known("bcc", "Blind copy to", "EmailAddress"),
    "reply-to": Known("reply-to", "Answer to", "EmailAddress"),
    "subject": Known("subject", "Subject"),
    "date": Known("date", "Date"),
    "sender": Known("sender", "Sent by", "EmailAddress"),
    "delivered-to": Known("delivered-to", "Delivered to", "EmailAddress"),
}
"""How well-known headers are labelled; others keep their own names."""
TECHNICAL = (
    "received", "dkim-", "arc-", "authentication-results", "mime-version", "content-", "domainkey-", "x-google-",
    "x-ms-", "x-microsoft-", "subject",
)  # fmt: skip
"""How headers begin that only programs read; they stay in `raw`."""
ROLES = {"from": "author", "sender": "sender", "resent-from": "sender", "return-path": "sender", "reply-to": "answers"}
"""Of the headers that do not name recipients."""
UNTITLED = "Message without a subject"


class Whole(NamedTuple):
    """A message with all that is known of it: what it says, whose it is, when it came."""

    source_id: str
    raw: Row
    proof: Proof | None
    received: datetime | None = None


def proof_of(search: Search, raw: Row) -> Match | None:
    """Whether the subject is among those who wrote or got the message, or else named in its texts."""
    exact = search.prove(raw, "email", *(f"/addresses/{header}/*/address" for header in ADDRESSED))
    if exact:
        return exact
    spoken = search.mention(raw, *(path for path, said in texts(raw) if "@" in said or any(map(str.isdigit, said))))
    return spoken or _carried(search, raw)


def _carried(search: Search, raw: Row) -> Match | None:
    """A message of the subject's that is attached is a mention in the message that carries it."""
    for path, inner in attached(raw):
        found = search.prove(inner, "email", *(f"/addresses/{header}/*/address" for header in ADDRESSED))
        if found:
            return Match(found.identifier, path + found.path, "mention")
    return None


def records(search: Search, whole: Whole, mail: Mail) -> Iterator[Record | Gap]:
    """The messages of the subject's that are attached, where the one around them is not, then the message itself."""
    if whole.proof and whole.proof.how == "mention":  # type: ignore[union-attr]
        for number, (_, inner) in enumerate(attached(mail.raw), 1):
            proof = search.prove(inner, "email", *(f"/addresses/{header}/*/address" for header in ADDRESSED))
            if proof:
                kept = Whole(f"{whole.source_id}/{number}", {**inner, "attached_to": whole.source_id}, proof)
                yield _record(search, "attached_message", kept, ())
    files: list[Attachment] = []
    for number, file in enumerate(mail.files if whole.proof else (), 1):
        kept_file = _stored(search, file, number)
        if isinstance(kept_file, Gap):
            yield kept_file
        else:
            files.append(kept_file)
    yield _record(search, "message", whole, tuple(files))


def _stored(search: Search, file: File, number: int) -> Attachment | Gap:
    def fetch(cap: int) -> Download:
        content = file.content
        return Download(content[:cap], file.media_type, len(content) > cap)

    return search.attach(file.name or f"part-{number}", fetch, file.media_type)


def _record(search: Search, type_: str, whole: Whole, files: tuple[Attachment, ...]) -> Record:
    raw = whole.raw
    return search.record(
        type_,
        whole.source_id,
        kind="message",
        title=raw.get("subject", "").strip() or UNTITLED,
        proof=whole.proof,
        raw=raw,
        occurred_at=sent(raw.get("date", "")) or (utc(whole.received) if whole.received else None),
        text=shown(raw),
        fields=tuple(_fields(raw)),
        people=tuple(_people(search, raw)),
        attachments=files,
    )


def sent(date: str) -> datetime | None:
    """A Date header in UTC; None for what is none."""
    try:
        read = parsedate_to_datetime(date)
        return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError, AttributeError):
        return None


def shown(raw: Row) -> str:
    """The message's text, then that of the messages attached to it."""
    said = [part["text"] for part in _read(raw.get("parts", ())) if part.get("text")]
    said += [f"[{inner.get('subject', '')}]\n{shown(inner)}" for inner in _attached_here(raw)]
    return "\n\n".join(one.strip() for one in said if one.strip())


def _attached_here(raw: Row) -> list[Row]:
    return [part["message"] for part in raw.get("parts", ()) if "message" in part]


def _read(parts: Any) -> list[Row]:
    """The texts that a reader is shown: of two forms of one text that follow each other, the one that says more."""
    read: list[Row] = []
    for part in parts:
        if part.get("name") or part["type"] not in {"text/plain", "text/html"}:
            continue
        if read and read[-1]["type"] == "text/plain" and part["type"] == "text/html":
            read[-1] = max(read[-1], part, key=lambda one: len(one.get("text", "")))
        else:
            read.append(part)
    return read


def _fields(raw: Row) -> Iterator[Field]:
    """Headers in their order, then where the copies lie."""
    for line in raw.get("headers", ()):
        name = line["name"].casefold()
        if line["value"] and not name.startswith(TECHNICAL):
            known = KNOWN.get(name, Known(name, line["name"]))
            yield Field(name, known.label, line["value"], known.category)
    for copy in raw.get("copies", ()):
        place = [copy.get(key, "") for key in ("account", "archive", "folder")]
        yield Field("folder", "Kept in", ", ".join(one for one in place if one), "", "observed")
        if copy.get("flags"):
            yield Field("flags", "Marked", ", ".join(copy["flags"]), "", "observed")


def _people(search: Search, raw: Row) -> Iterator[Person]:
    """Everybody in the headers, each once a role; the subject by the name that the message gives."""
    met: set[tuple[str, str]] = set()
    for header, rows in raw.get("addresses", {}).items():
        for one in rows:
            mine = search.matcher.match("email", one["address"]) is not None
            role = "subject" if mine else ROLES.get(header, "recipient")
            if (role, one["address"].casefold()) not in met:
                met.add((role, one["address"].casefold()))
                yield Person(role, one.get("name", ""), (Id("email", one["address"]),))
    yield from _answering(search, raw)


def _answering(search: Search, raw: Row) -> Iterator[Person]:
    """Where the subject wants answers sent is perhaps an address of theirs, unless a mailing list said so."""
    rows = raw.get("addresses", {})
    authors, answers = rows.get("from", ()), rows.get("reply-to", ())
    listed = any(line["name"].casefold().startswith("list-") for line in raw.get("headers", ()))
    if len(authors) == len(answers) == 1 and not listed:
        mine = [search.matcher.match("email", one["address"]) for one in (authors[0], answers[0])]
        if mine[0] and not mine[1]:
            theirs = Id("email", answers[0]["address"], confidence="weak")
            yield Person("subject", authors[0].get("name", ""), (theirs,))


def copy_row(where: Row, lines: tuple[tuple[str, str], ...] = ()) -> Row:
    """Where a copy lies, and what its headers say beyond the first one's."""
    return where | ({"headers": [{"name": name, "value": value} for name, value in lines]} if lines else {})
