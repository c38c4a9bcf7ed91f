"""Nextcloud's unified search: where a part has no list of its own, and for apps that this connector does not read."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from sar.sdk import Gap, Record, Said, Search, as_object, as_rows, content_id, pages, text_of

from .account import Account, told
from .ocs import Ocs

Row = dict[str, Any]
LIMIT = 25
"""The server gives no more at once, whatever is asked."""
OTHER_APPS = frozenset(
    {"mail", "deck", "notes", "collectives", "fulltextsearch", "bookmarks", "polls", "contacts_menu"}
)
"""Apps that keep their data on the server and that no other part reads."""
READ_ELSEWHERE = frozenset({
    "files", "comments", "contacts", "calendar", "dav", "tasks", "spreed", "forms", "tables", "settings", "users",
    "systemtags", "core", "provisioning_api", "appstore",
})  # fmt: skip
NOT_ASKED = "These searches of the server were not used, since they may ask other services: {names}."


def hits(ocs: Ocs, provider: str, term: str) -> Iterator[Row]:
    """All entries of one provider; it finds parts of words, and shows a few words of each."""

    def page(cursor: str) -> tuple[list[Row], str | None]:
        params = {"cursor": cursor} if cursor else {}
        found = as_object(ocs.data(f"search/providers/{provider}/search", term=term, limit=LIMIT, **params), "hits")
        entries = as_rows(found.get("entries") or [], "hits")
        following = text_of(found, "cursor") if found.get("isPaginated") is True and entries else ""
        return entries, following or None

    return pages(page, "")


def providers(ocs: Ocs) -> list[Row]:
    """The searches that the server offers the account."""
    return ocs.rows("search/providers")


class OtherApps:
    """Hits in apps that are not read otherwise; one that shows the whole address is a mention, others are near."""

    def __init__(self, search: Search) -> None:
        self._search = search
        self._seen: set[str] = set()
        self._times = Counter[str]()

    def of(self, account: Account) -> Iterator[Record | Gap]:
        """Every such app in its turn."""
        yield from told(account.id, "The search over all apps", self._all(account))

    def _all(self, account: Account) -> Iterator[Record | Gap]:
        unasked = []
        for provider in providers(account.ocs):
            app, name = text_of(provider, "appId"), text_of(provider, "id")
            if provider.get("isExternalProvider") is True or app not in OTHER_APPS | READ_ELSEWHERE:
                unasked.append(name)
            elif app in OTHER_APPS:
                yield from told(account.id, "The search in {name}", self._provider(account, app, name), name=name)
        fresh = [name for name in unasked if name not in self._seen]
        self._seen.update(fresh)
        if fresh:
            yield Gap(NOT_ASKED, values={"names": ", ".join(fresh)})

    def _provider(self, account: Account, app: str, name: str) -> Iterator[Record]:
        for email in self._search.emails:
            for row in hits(account.ocs, name, email):
                raw = {**row, "app": app}
                said = content_id([app, *(text_of(row, key) for key in ("resourceUrl", "title", "subline"))])
                if said in self._seen:
                    continue
                self._seen.add(said)
                title = text_of(row, "title")
                yield self._search.record(
                    "hit",
                    self._number(app, row),
                    kind="document",
                    title=f"{app}: {title}" if title else Said("Entry of {app}", {"app": app}),
                    proof=self._search.mention(raw, "/title", "/subline"),
                    raw=raw,
                    text=text_of(row, "subline"),
                )

    def _number(self, app: str, row: Row) -> str:
        """The address of what was found; several hits in one thing are counted."""
        number = f"{app}:{text_of(row, 'resourceUrl')}"
        self._times[number] += 1
        return number if self._times[number] == 1 else f"{number}#{self._times[number]}"
