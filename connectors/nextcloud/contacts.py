"""Contacts of the address books: a card with the subject's address or number is theirs, one that names it a mention."""

from collections.abc import Iterator
from typing import Any, Literal

from sar.sdk import Attachment, Download, Field, Gap, Identifier, Known, Match, Person, Record, Said, Search, moment

from .account import Account, told
from .homes import ADDRESS_BOOK, ALL_ACCOUNTS, Collection, collections
from .lines import Component, embedded, first, leaves, places, values
from .objects import Objects, Payload
from .sieve import similar

KNOWN = {
    "FN": Known("full_name", "Name", "Name"),
    "N": Known("name_parts", "Name (parts)", "Name"),
    "NICKNAME": Known("nickname", "Nickname", "Name"),
    "EMAIL": Known("email", "E-mail", "EmailAddress"),
    "TEL": Known("phone", "Phone", "TelephoneNumber"),
    "ADR": Known("address.full", "Address", "PhysicalAddress"),
    "BDAY": Known("birthday", "Birthday", "BirthDate"),
    "GENDER": Known("gender", "Gender", "Gender"),
    "ORG": Known("organisation", "Organization", "CurrentEmployment"),
    "TITLE": Known("job_title", "Job title", "CurrentEmployment"),
    "ROLE": Known("role", "Role", "Professional"),
    "CATEGORIES": Known("groups", "Groups"),
    "NOTE": Known("note", "Note"),
    "URL": Known("website", "Website", "Contact"),
    "IMPP": Known("im", "Messenger", "Contact"),
    "REV": Known("updated", "Last changed"),
}
FAMILY, GIVEN = Known("family_name", "Last name", "Name"), Known("given_name", "First name", "Name")
ORDER = {name: place for place, name in enumerate(KNOWN)}
SKIPPED = {"VERSION", "PRODID", "UID"}
PICTURES = ("PHOTO", "LOGO", "SOUND", "KEY")
SHARED_KINDS = {"group", "org", "location"}


class Contacts:
    """All address books of all accounts, each read once; `owners` are the principals of the accounts searched."""

    def __init__(self, search: Search, owners: set[str], profiles_read: bool) -> None:
        self._search, self._owners, self._profiles_read = search, owners, profiles_read
        self._read: set[str] = set()

    def of(self, account: Account) -> Iterator[Record | Gap]:
        """The contacts of the account's own books, and of those shared by somebody who is not searched."""
        for book in collections(account, ADDRESS_BOOK):
            if not self._wanted(account, book):
                continue
            self._read.add(book.key)
            objects = Objects(account.dav, self._search, account.id)
            yield from told(account.id, "The address book {title}", self._book(objects, book), title=book.title)

    def _wanted(self, account: Account, book: Collection) -> bool:
        if book.name == ALL_ACCOUNTS:
            return not self._profiles_read and ALL_ACCOUNTS not in {key.rpartition("/")[2] for key in self._read}
        elsewhere = book.owner != account.principal and book.owner in self._owners
        return not elsewhere and book.key not in self._read

    def _book(self, objects: Objects, book: Collection) -> Iterator[Record | Gap]:
        for found in objects.of(book):
            if isinstance(found, Gap):
                yield found
            else:
                yield from _contact(self._search, found.payload)


def _contact(search: Search, raw: Payload) -> Iterator[Record | Gap]:
    pictures, proof = list(_pictures(raw)), _proof(search, raw)
    if proof is None and not similar(search, raw["components"]):
        return
    files: list[Attachment] = []
    for picture in pictures if proof and proof.how != "mention" else ():
        attached = _attached(search, *picture)
        if isinstance(attached, Gap):
            yield attached
        else:
            files.append(attached)
    card = raw["components"][0]
    yield search.record(
        "contact",
        raw["id"],
        kind="contact",
        title=_name(card) or first(card, "ORG", "EMAIL") or Said("Contact"),
        proof=proof,
        raw=raw,
        occurred_at=moment(first(card, "REV")),
        text=first(card, "NOTE"),
        fields=tuple(_fields(_everything(raw))),
        people=_people(card, proof),
        attachments=tuple(files),
    )


def _proof(search: Search, raw: Payload) -> Match | None:
    cards = list(enumerate(raw["components"]))
    emails = [path for place, card in cards for path in places(card, f"/components/{place}", "EMAIL")]
    emails += [
        f"{path}/*" for place, card in cards for path in places(card, f"/components/{place}", "EMAIL", key="addresses")
    ]
    phones = [path for place, card in cards for path in places(card, f"/components/{place}", "TEL")]
    found = search.prove(raw, "email", *emails) or search.prove(raw, "phone", *phones)
    texts = [path for place, card in cards for path in leaves(card, f"/components/{place}")]
    return found or search.mention(raw, *texts)


def _everything(raw: Payload) -> list[dict[str, Any]]:
    return [one for card in raw["components"] for one in card["properties"]]


def _fields(properties: list[dict[str, Any]]) -> Iterator[Field]:
    """Every property of the card, the known ones first; what its owner called it stands behind it."""
    own = {one.get("group"): one["value"].strip("_$!<>") for one in properties if one["name"] == "X-ABLABEL"}
    hidden = {*SKIPPED, *PICTURES, "X-ABLABEL"}
    shown = [one for one in properties if one["name"] not in hidden and one["value"].strip("; ")]
    for one in sorted(shown, key=lambda one: ORDER.get(one["name"], len(ORDER))):
        if one["name"] == "N":
            yield from _name_parts(str(one["value"]))
            continue
        known = KNOWN.get(one["name"], Known(one["name"].lower(), one["name"]))
        kinds = [kind.lower() for kind in one.get("params", {}).get("TYPE", ())]
        kinds = [own[one["group"]]] if one.get("group") in own else kinds
        yield Field(known.name, known.label, _readable(one), known.category)
        if kinds:
            yield Field(f"{known.name}_kind", "Kind", ", ".join(kinds))


def _name_parts(value: str) -> Iterator[Field]:
    """Family and given name by themselves: by them full names elsewhere are taken apart."""
    family, given, rest = (*(part.strip() for part in value.split(";", 2)), "", "")[:3]
    more = ", ".join(part.strip() for part in rest.split(";") if part.strip())
    for known, text in ((FAMILY, family), (GIVEN, given), (KNOWN["N"], more)):
        if text:
            yield Field(known.name, known.label, text, known.category)


def _readable(one: dict[str, Any]) -> str:
    value = str(one["value"])
    if one["name"] in {"ADR", "ORG"}:
        return ", ".join(part.strip() for part in value.split(";") if part.strip())
    return value.removeprefix("tel:") if one["name"] == "TEL" else value


def _people(card: Component, proof: Match | None) -> tuple[Person, ...]:
    """The subject with all that the card gives; of a card that only shares a number or a firm, less surely."""
    if proof is None or proof.how == "mention":
        return (Person("contact", _name(card), _identifiers(card, sure=True)),)
    kind = first(card, "KIND", "X-ADDRESSBOOKSERVER-KIND").casefold() or first(card, "X-ABSHOWAS").casefold()
    sure = proof.identifier.kind == "email" and kind not in {*SHARED_KINDS, "company"}
    related = [Person("related", "", _emails(values(card, "RELATED")))] if values(card, "RELATED") else []
    return (Person("subject", _name(card), _identifiers(card, sure=sure)), *related)


def _name(card: Component) -> str:
    """The name as it is shown; old cards have only its parts, the family name first."""
    family, _, rest = first(card, "N").partition(";")
    return first(card, "FN") or " ".join(filter(None, (rest.partition(";")[0].strip(), family.strip())))


def _identifiers(card: Component, sure: bool) -> tuple[Identifier, ...]:
    confidence: Literal["strong", "weak"] = "strong" if sure else "weak"
    emails = [address for one in card["properties"] if one["name"] == "EMAIL" for address in one.get("addresses", ())]
    phones = [value.removeprefix("tel:") for value in values(card, "TEL") if value]
    return (
        *(Identifier("email", one, confidence=confidence) for one in dict.fromkeys(emails)),
        *(Identifier("phone", one, confidence=confidence) for one in dict.fromkeys(phones)),
    )


def _emails(listed: list[str]) -> tuple[Identifier, ...]:
    return tuple(Identifier("email", one[7:], confidence="strong") for one in listed if one[:7].casefold() == "mailto:")


Picture = tuple[str, bytes, str]


def _pictures(raw: Payload) -> Iterator[Picture]:
    """Pictures and keys inside the card, taken out of the payload: their bytes are files of the record."""
    for number, one in enumerate(_everything(raw)):
        found = embedded(one) if one["name"] in PICTURES else None
        if found:
            content, media = found
            name = f"{one['name'].lower()}-{number}.{media.rpartition('/')[2] or 'bin'}"
            one["value"] = f"({name})"
            yield name, content, media


def _attached(search: Search, name: str, content: bytes, media: str) -> Attachment | Gap:
    return search.attach(name, lambda cap: Download(content, media, len(content) > cap))
