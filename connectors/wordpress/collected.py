"""Collects exports: from the exporters run inside the site, and from zips that the site made before."""

import io
import json
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime

from sar.sdk import Changed, Entry, Gap, Search, as_object, as_rows, content_id, guarded, some_rows, text_of

from .exports import Exports, Row
from .site import Site

LARGEST = 64 << 20
"""Bytes of a zip, and of the JSON in it."""
FAILED = "The exporter {exporter} of the site did not give all: {error}."
OLD = "An export file of the site was made before WordPress 5.4, says nowhere whose it is, and was not read."


def from_answer(search: Search, exports: Exports, answer: Row) -> Iterator[Gap]:
    """The exporters' answers, one list for each address that was asked."""
    emails = [one.value for one in search.matcher.of("email")]
    given = answer.get("exports") or []
    if not isinstance(given, list) or len(given) != len(emails):
        raise Changed("the exporters' answers have another shape than expected")
    for email, answers in zip(emails, given, strict=True):
        exporters = as_rows(answers, "the exporters' answers")
        items = [{**item, "exporter": text_of(one, "key")} for one in exporters for item in some_rows(one, "items")]
        if items:
            row = {
                "id": content_id(email.casefold()),
                "exporters": [_summary(one) for one in exporters],
                "held": _holding(search, items),
            }
            exports.add(row, items, email)
        for one in exporters:
            if text_of(one, "failed"):
                values = {"exporter": text_of(one, "name"), "error": text_of(one, "failed")}
                yield Gap(FAILED, "Mend or update that plug-in, then --resume.", values)


def from_zips(search: Search, exports: Exports, site: Site, folder: str) -> Iterator[Gap]:
    """Finished exports in a folder; one that is not the subject's is put aside unread."""
    for entry in site.place.files(folder):
        if entry.path.endswith(".zip"):
            for gap in guarded("A finished export of the site", _zip(search, exports, site, entry)):
                assert isinstance(gap, Gap)
                yield gap


def _summary(one: Row) -> Row:
    return {"key": text_of(one, "key"), "name": text_of(one, "name"), "items": len(some_rows(one, "items"))}


def _holding(search: Search, items: list[Row]) -> list[Row]:
    """The values that show whose export it is: those that are the address."""
    pairs = [pair for item in items for pair in some_rows(item, "data")]
    return [pair for pair in pairs if search.prove(pair, "email", "/value")][:3]


def _zip(search: Search, exports: Exports, site: Site, entry: Entry) -> Iterator[Gap]:
    with site.place.open(entry.path) as file:
        content = file.read(LARGEST + 1)
    text = _json_in(content)
    if text is None:
        if entry.path.rpartition("/")[2].startswith("wp-personal-data"):
            yield Gap(OLD, "Delete it, or let the site make the export again.")
        return
    groups = _groups(text)
    about = [pair for one in _items({"about": groups.pop("about", {})}) for pair in some_rows(one, "data")]
    row = {
        "id": content_id(text.decode("utf-8", "replace")),
        "about": about,
        "made": datetime.fromtimestamp(entry.modified, UTC).isoformat(),
    }
    proof = search.prove(row, "email", "/about/*/value")
    if proof:
        exports.add(row, list(_items(groups)), proof.identifier.value)


def _json_in(content: bytes) -> bytes | None:
    """The zip's export.json, or None where it has none."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as opened:
            if "export.json" not in opened.namelist():
                return None
            with opened.open("export.json") as inside:
                text = inside.read(LARGEST + 1)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        name = type(error).__name__
        raise Changed("it is no whole zip file ({error})", "Let the site make it again.", error=name) from None
    if len(text) > LARGEST or len(content) > LARGEST:
        raise Changed("it is larger than any export should be", "Look into it by hand.")
    return text


def _groups(text: bytes) -> Row:
    """The groups below the only title, `Personal Data Export for …`."""
    try:
        whole = as_object(json.loads(text), "an export")
    except ValueError:
        raise Changed("an export is not JSON", "Let the site make it again.") from None
    if len(whole) != 1:
        raise Changed("an export has another shape than expected")
    return dict(as_object(next(iter(whole.values())), "an export"))


def _items(groups: Row) -> Iterator[Row]:
    for name, group in groups.items():
        label = text_of(as_object(group, "a group of an export"), "group_label")
        # PHP writes an empty table as an empty list
        for item, data in as_object(group.get("items") or {}, "the items of an export").items():
            yield {"group_id": name, "group_label": label, "item_id": item, "data": as_rows(data, "an export's item")}
