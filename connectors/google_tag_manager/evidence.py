"""What is told of one container, sentence by sentence."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from sar.sdk import Gap, Said, some_rows, text_of

from .api import Api
from .tags import UNNAMED, Tag, pairs, tags
from .vendors import LOCAL

Row = dict[str, Any]
Told = Iterator[Said | Gap]

PUBLISHED = "Container {container} ({name}) loads its programs by version {version}."
UNPUBLISHED = "Container {container} ({name}) was never published: it loads nothing."
EMPTY = "Container {container} has no tag that is in use."
LOADS = "Container {container} loads programs of {vendor}; tags in use: {number}."
PAUSED = "Tags that are switched off in container {container}: {number}."
USER_ID = "Container {container} passes an id of people who are logged in (user_id) to {vendor}."
NO_USER_ID = "Container {container} has no tag that is seen to pass an id of people who are logged in (user_id)."
PERSONAL = "Container {container} passes data of people, such as e-mail addresses, hashed or not, to {vendor}."
NO_PERSONAL = "Container {container} has no tag that is seen to pass e-mail addresses or telephone numbers."
MATCHING = "Container {container} lets Meta match visitors by {fields} (advanced matching)."
MATCHING_UNNAMED = "Container {container} lets Meta match visitors by what a variable holds (advanced matching)."
CONSENT = "In container {container}, tags in use that wait for a consent ({consents}): {number} of {all}."
NO_CONSENT = "In container {container}, no tag in use waits for a consent by a setting of its own."
UNKNOWN = "The receiver of these programs in container {container} was not recognised: {names}."
SERVER = {
    "open": "Container {container} runs on a server of the firm, {server}, whose logs were not searched.",
    "elsewhere": "Container {container} runs on a server of the firm, {server}, whose logs are searched outside of "
    "this search.",
    "none": "Container {container} runs on a server of the firm, {server}, which keeps no logs.",
}
REMEDY = (
    "Search that server's logs as access logs; or say with server_logs in credentials.toml that this is done elsewhere "
    "or that there are none."
)
NO_NAME = "a program without a name"


class Container:
    """One container, as visitors get it."""

    def __init__(self, api: Api, public_id: str, server_logs: str) -> None:
        self._api, self._id, self._logs = api, public_id, server_logs

    def tell(self) -> Told:
        """Its live version; one that was never published has none."""
        row = self._api.container(self._id)
        version = self._api.live(text_of(row, "path"))
        if version is None:
            yield self._said(UNPUBLISHED, name=text_of(row, "name"))
            return
        yield self._said(PUBLISHED, name=text_of(row, "name"), version=text_of(version, "containerVersionId") or "–")
        yield from self._tags(version)
        yield from self._server(row, version)

    def _said(self, sentence: str, **values: str) -> Said:
        return Said(sentence, {"container": self._id, **values})

    def _tags(self, version: Row) -> Told:
        listed = tags(version)
        used = [tag for tag in listed if not tag.paused]
        yield from self._makers(used)
        if len(used) < len(listed):
            yield self._said(PAUSED, number=str(len(listed) - len(used)))
        if used:
            yield from self._passed(used)
            yield self._consent(used)
        yield from self._unknown(version, used)

    def _makers(self, used: list[Tag]) -> Told:
        for name, number in sorted(Counter(tag.vendor for tag in used if tag.vendor).items()):
            yield self._said(LOADS, vendor=name, number=str(number))
        if not used:
            yield self._said(EMPTY)

    def _passed(self, used: list[Tag]) -> Told:
        """What is passed on, to whom."""
        for told, nothing, found in (
            (USER_ID, NO_USER_ID, [tag for tag in used if tag.user_id]),
            (PERSONAL, NO_PERSONAL, [tag for tag in used if tag.personal]),
        ):
            for name in sorted({tag.vendor or tag.name or NO_NAME for tag in found}):
                yield self._said(told, vendor=name)
            if not found:
                yield self._said(nothing)
        fields = sorted({field for tag in used for field in tag.matching})
        if named := [field for field in fields if field != UNNAMED]:
            yield self._said(MATCHING, fields=", ".join(named))
        if UNNAMED in fields:
            yield self._said(MATCHING_UNNAMED)

    def _consent(self, used: list[Tag]) -> Said:
        waiting = [tag for tag in used if tag.consent == "needed"]
        kinds = sorted({kind for tag in waiting for kind in tag.consents if kind})
        if not waiting:
            return self._said(NO_CONSENT)
        return self._said(CONSENT, number=str(len(waiting)), all=str(len(used)), consents=", ".join(kinds) or "–")

    def _unknown(self, version: Row, used: list[Tag]) -> Told:
        local = {text_of(row, "name") for row in some_rows(version, "tag") if text_of(row, "type") in LOCAL}
        names = sorted(tag.name or NO_NAME for tag in used if not tag.vendor and tag.name not in local)
        if names:
            yield Gap(UNKNOWN, values={"container": self._id, "names": ", ".join(names)})

    def _server(self, row: Row, version: Row) -> Told:
        """A container on a server sees every request of a visitor, and such servers keep logs."""
        kinds = row.get("usageContext")
        listed = [str(one).casefold() for one in kinds] if isinstance(kinds, list) else []
        urls = row.get("taggingServerUrls")
        servers = [str(one) for one in urls] if isinstance(urls, list) else []
        servers += _first_party(version)
        if "server" in listed or servers:
            values = {"container": self._id, "server": ", ".join(dict.fromkeys(servers)) or "–"}
            sentence = SERVER.get(self._logs, SERVER["open"])
            yield Gap(sentence, REMEDY if sentence == SERVER["open"] else "", values)


def _first_party(version: Row) -> list[str]:
    """Servers of the firm to which a website's Google tags send in place of Google's."""
    rows = [*some_rows(version, "tag"), *some_rows(version, "variable")]
    found = [value for row in rows for key, value in pairs(row) if key == "server_container_url"]
    return sorted(set(found))
