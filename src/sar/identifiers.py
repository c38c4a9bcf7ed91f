"""Identifiers by which a data subject can be found, and what counts as the same one."""

import ipaddress
import re
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Literal

import msgspec

from sar.errors import CallError

Kind = Literal["email", "phone", "ip", "user_id", "visitor_id", "username", "name", "external_id", "room"]
How = Literal["exact", "normalised", "mention"]
Confidence = Literal["given", "strong", "weak"]

KINDS: tuple[Kind, ...] = Kind.__args__  # type: ignore[attr-defined]
MENTIONABLE: frozenset[Kind] = frozenset({"email", "phone", "ip"})
"""Kinds that are distinctive enough to be recognised inside free text."""

WINDOW = timedelta(hours=12)
"""How long before and after the moment at which it was seen an address or a room is taken to be the subject's."""

CORRECTED = "correction"
"""Source of an identifier that an earlier correction put in place of another, or that it replaced."""

EXAMPLE = "sar export someone@example.com --also phone:+15145550101"

_ADDRESS = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")
_SCOPED: frozenset[Kind] = frozenset({"user_id", "visitor_id", "external_id", "username"})


class Identifier(msgspec.Struct, frozen=True, omit_defaults=True):
    """A kind and a value by which a subject can be found, with where it came from."""

    kind: Kind
    value: str
    source: str = "request"
    """`request`, `correction`, or the id of the proven record it was learnt from."""
    processor: str = ""
    """For ids that only mean something inside one processor: its name; else empty."""
    confidence: Confidence = "given"
    seen: datetime | None = None
    """When the subject used it, for what belongs to many people in turn (an IP address, a meeting room)."""

    @property
    def canonical(self) -> str:
        """The form in which two spellings of one identifier are equal."""
        return canonical(self.kind, self.value)

    @property
    def key(self) -> str:
        """What makes two identifiers one: kind, scope, canonical value and, where it counts, the moment."""
        moment = f"@{self.seen.isoformat()}" if self.seen else ""
        return f"{self.kind}:{self.processor}:{self.canonical}{moment}"

    def same_as(self, other: str) -> bool:
        """Whether a value found in a payload is this identifier."""
        return bool(other) and canonical(self.kind, other) == self.canonical

    @property
    def plausible(self) -> bool:
        """Whether the value can be what its kind says: records hold all sorts of things in fields of that name."""
        if self.kind == "email":
            return bool(_ADDRESS.fullmatch(self.canonical))
        if self.kind == "phone":
            return bool(re.fullmatch(r"\+\d{8,15}", self.canonical))
        return bool(self.value.strip())

    def covers(self, moment: datetime | None) -> bool:
        """Whether it was the subject's at that moment: always, unless it is tied to a moment of its own."""
        return self.seen is None or (moment is not None and abs(moment - self.seen) <= WINDOW)


def parse(text: str, region: str | None = None) -> Identifier:
    """Read `KIND:VALUE`, or a bare e-mail address, as an officer types it; CallError says what is wrong."""
    kind, colon, value = text.partition(":")
    if not colon or kind not in KINDS:
        if colon and "@" not in kind:
            known = ", ".join(KINDS)
            raise CallError("unknown kind of identifier {kind}", "Known: {known}.", kind=repr(kind[:20]), known=known)
        kind, value = "email", text
    value, seen = _moment(kind, value.strip())
    if kind in {"user_id", "visitor_id", "external_id"}:
        processor, _, scoped = value.partition(":")
        if not processor or not scoped:
            raise CallError("{kind} needs a processor", "Write it as {kind}:PROCESSOR:VALUE.", kind=kind)
        return Identifier(kind, scoped, processor=processor)  # type: ignore[arg-type]
    return Identifier(kind, _validated(kind, value, region), seen=seen)  # type: ignore[arg-type]


def canonical(kind: Kind, value: str) -> str:
    """The normal form of one kind: what differs here is another identifier.

    Plus-tags and the dots of Gmail are kept: whether two such mailboxes belong to one person
    is for people to say (see `suggestions`).
    """
    text = unicodedata.normalize("NFC", value).strip()
    if kind == "email":
        return _email(text)
    if kind == "phone":
        return _phone(text)
    if kind == "ip":
        return _ip(text)
    if kind in {"name", "username", "room"}:
        return " ".join(text.casefold().split())
    return text


def suggestions(email: str) -> list[str]:
    """Other spellings that may reach the same mailbox: offered to the officer, never followed by themselves."""
    local, _, domain = canonical("email", email).rpartition("@")
    bare = local.partition("+")[0]
    if domain in {"gmail.com", "googlemail.com"}:
        bare = bare.replace(".", "")
    return [f"{bare}@{domain}"] if bare and bare != local else []


def mentions(kind: Kind, value: str, text: str) -> Iterator[tuple[int, int]]:
    """Where the whole identifier stands in free text, as (start, end); `ann@` inside `joann@` is not a place."""
    if kind not in MENTIONABLE or not value:
        return
    if kind == "phone":
        yield from _phones_in(value, text)
        return
    folded, needle = _fold(text), _fold(unicodedata.normalize("NFC", value).strip())
    start = folded.find(needle)
    while start >= 0:
        end = start + len(needle)
        if _stands_alone(folded, start, end):
            yield start, end
        start = folded.find(needle, start + 1)


class Matcher:
    """All identifiers of one subject, asked whether a value or a text is theirs."""

    def __init__(self, identifiers: Iterable[Identifier], processor: str = "") -> None:
        self.processor = processor
        self.identifiers = tuple(one for one in identifiers if one.processor in {"", processor})

    def of(self, *kinds: Kind) -> tuple[Identifier, ...]:
        """The subject's identifiers of these kinds."""
        return tuple(one for one in self.identifiers if one.kind in kinds)

    def match(self, kind: Kind, value: object, moment: datetime | None = None) -> Identifier | None:
        """The subject's identifier that equals the value, and was theirs at that moment, or None."""
        if not isinstance(value, str | int) or isinstance(value, bool) or value == "":
            return None
        return next((one for one in self.of(kind) if one.same_as(str(value)) and one.covers(moment)), None)

    def mentioned(self, text: object) -> Identifier | None:
        """The first of the subject's identifiers that stands whole in the text, or None."""
        if not isinstance(text, str):
            return None
        for one in self.identifiers:
            if one.seen is None and next(mentions(one.kind, one.value, text), None):
                return one
        return None


def how(identifier: Identifier, value: str) -> How:
    """`exact` when the spelling is the same, `normalised` when only the normal forms are."""
    return "exact" if value == identifier.value else "normalised"


def _moment(kind: str, value: str) -> tuple[str, datetime | None]:
    """`192.0.2.10@2026-11-03T14:00Z`, as typed for an address or room that many people use in turn."""
    if kind not in {"ip", "room"} or "@" not in value:
        return value, None
    value, _, text = value.partition("@")
    try:
        seen = datetime.fromisoformat(text)
    except ValueError:
        said = "{kind}: the moment after @ is written like 2026-11-03T14:00Z"
        raise CallError(said, EXAMPLE, kind=kind) from None
    return value, seen if seen.tzinfo else seen.replace(tzinfo=UTC)


@lru_cache(maxsize=4096)
def _email(text: str) -> str:
    local, at, domain = text.rpartition("@")
    if not at:
        return text.casefold()
    return f"{unicodedata.normalize('NFC', local.casefold())}@{_domain(domain)}"


def _domain(domain: str) -> str:
    folded = domain.casefold().rstrip(".")
    if folded.isascii() and "xn--" not in folded:
        return folded
    import idna

    try:
        return idna.encode(folded, uts46=True).decode("ascii")
    except idna.IDNAError:
        return folded


@lru_cache(maxsize=4096)
def _phone(text: str) -> str:
    import phonenumbers

    # what most of the world dials for "+" begins no number of North America
    text = f"+{text[2:]}" if text.startswith("00") else text
    try:
        number = phonenumbers.parse(text, None if text.startswith("+") else "CA")
    except phonenumbers.NumberParseException:
        return re.sub(r"\D", "", text)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _ip(text: str) -> str:
    try:
        address = ipaddress.ip_address(text.strip("[]").partition("%")[0])
    except ValueError:
        return text.casefold()
    mapped = getattr(address, "ipv4_mapped", None)
    return str(mapped or address)


def _validated(kind: str, value: str, region: str | None) -> str:
    if kind == "email":
        from email_validator import EmailNotValidError, validate_email

        try:
            # test domains are what fixtures and first trials use; deliverability is not our question
            return validate_email(value, check_deliverability=False, test_environment=True).normalized
        except EmailNotValidError:
            raise CallError("that is no e-mail address", EXAMPLE) from None
    if kind == "phone":
        import phonenumbers

        try:
            number = phonenumbers.parse(value, region or "CA")
        except phonenumbers.NumberParseException:
            raise CallError("that is no phone number", EXAMPLE) from None
        if not phonenumbers.is_possible_number(number):
            raise CallError("that is no phone number: it is too short or too long", EXAMPLE)
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    if kind == "ip":
        try:
            return str(ipaddress.ip_address(value))
        except ValueError:
            raise CallError("that is no IP address, such as 192.0.2.10 or 2001:db8::1", EXAMPLE) from None
    if not value:
        raise CallError("{kind} needs a value", EXAMPLE, kind=kind)
    return value


def _fold(text: str) -> str:
    """Casefold without changing the length, so that positions hold in the original."""
    return "".join(low if len(low := char.casefold()) == 1 else char for char in text)


def _stands_alone(text: str, start: int, end: int) -> bool:
    before, earlier = text[max(start - 1, 0) : start], text[max(start - 2, 0) : max(start - 1, 0)]
    if before and (before.isalnum() or before in "+-%"):
        return False
    if before in {".", "'", "_"} and earlier.isalnum():
        return False
    after, later = text[end : end + 1], text[end + 1 : end + 2]
    if after and (after.isalnum() or after in "@+"):
        return False
    # a full stop or dash ends a sentence, unless a label of a longer domain follows
    return not (after in {".", "-", "_"} and later.isalnum())


_DIGITS = re.compile(r"\+?\d[\d\s().\-/]{5,}\d")


def _phones_in(value: str, text: str) -> Iterator[tuple[int, int]]:
    wanted = _phone(value)
    for found in _DIGITS.finditer(text):
        if _phone(found.group()) == wanted:
            yield found.start(), found.end()
