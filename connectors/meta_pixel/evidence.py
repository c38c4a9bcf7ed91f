"""What is told of one pixel and of the ad accounts that use it, sentence by sentence."""

from collections.abc import Iterator
from typing import Any

from sar.sdk import Gap, Said, guarded, some_rows, text_of

from .api import Api

Row = dict[str, Any]
Told = Iterator[Said | Gap]
PIXEL = (
    "id,name,creation_time,last_fired_time,is_unavailable,enable_automatic_matching,automatic_matching_fields,"
    "first_party_cookie_status,data_use_setting,owner_business,owner_ad_account"
)
CALLED = "Pixel {pixel} is called {name} and exists since {date}."
FIRED = "Pixel {pixel} last received an event on {date}."
NEVER = "Pixel {pixel} has received no event so far."
UNAVAILABLE = "Pixel {pixel} is switched off by Meta."
MATCHING = "Pixel {pixel} looks for data of visitors in the website's forms by itself and takes them hashed: {fields}."
NO_MATCHING = "Pixel {pixel} does not look for data of visitors in the website's forms."
COOKIES = {
    "FIRST_PARTY_COOKIE_ENABLED": "Pixel {pixel} sets cookies in the website's own name.",
    "FIRST_PARTY_COOKIE_DISABLED": "Pixel {pixel} sets no cookies in the website's own name.",
}
USES = {
    "ADVERTISING_AND_ANALYTICS": "What pixel {pixel} receives is used for advertising and for counting.",
    "ANALYTICS_ONLY": "What pixel {pixel} receives is used for counting only.",
}
SOURCES = "Pixel {pixel} lately received events in these ways, as Meta names them: {sources}."
SHARED = "Pixel {pixel} is shared with these ad accounts: {accounts}."
UNSHARED = "Pixel {pixel} is shared with no ad account."
OWNERLESS = "Which ad accounts use pixel {pixel} does not show, since the business that owns it is not shown."
NAME_THEM = "Name the firm's ad accounts with ad_accounts in credentials.toml, then --resume."
AUDIENCES = "Ad account {account} holds custom audiences: {number}, of which from lists of customers: {lists}."
WAYS = "The ways by which events reach pixel {pixel}"
SHARERS = "The ad accounts that share pixel {pixel}"
THEIRS = "The custom audiences of ad account {account}"
NO_AUDIENCES = "Ad account {account} holds no custom audience."


class Pixel:
    """One pixel; `accounts` are the ad accounts that were met."""

    def __init__(self, api: Api, number: str, named: list[str]) -> None:
        self._api, self._number, self._named = api, number, named
        self.accounts: dict[str, None] = {}

    def tell(self) -> Told:
        """How it is set up, from where it gets events, and who shares it."""
        yield from guarded("Pixel {pixel}", self._setup(), pixel=self._number)
        yield from guarded(WAYS, self._sources(), pixel=self._number)

    def _said(self, sentence: str, **values: str) -> Said:
        return Said(sentence, {"pixel": self._number, **values})

    def _setup(self) -> Told:
        row = self._api.one(self._number, PIXEL)
        yield self._said(CALLED, name=text_of(row, "name") or "–", date=text_of(row, "creation_time")[:10] or "–")
        fired = text_of(row, "last_fired_time")[:10]
        yield self._said(FIRED, date=fired) if fired else self._said(NEVER)
        if row.get("is_unavailable") is True:
            yield self._said(UNAVAILABLE)
        yield self._matching(row)
        for sentences, key in ((COOKIES, "first_party_cookie_status"), (USES, "data_use_setting")):
            if sentence := sentences.get(text_of(row, key)):
                yield self._said(sentence)
        yield from guarded(SHARERS, self._shared(row), pixel=self._number)

    def _matching(self, row: Row) -> Said:
        listed = row.get("automatic_matching_fields")
        fields = [str(one) for one in listed] if isinstance(listed, list) else []
        if row.get("enable_automatic_matching") is not True:
            return self._said(NO_MATCHING)
        return self._said(MATCHING, fields=", ".join(fields) or "–")

    def _shared(self, row: Row) -> Told:
        own = text_of(row, "owner_ad_account", "id")
        if own:
            self.accounts[own] = None
        business = text_of(row, "owner_business", "id")
        if business:
            yield self._sharers(business)
        elif not own and not self._named:
            yield Gap(OWNERLESS, NAME_THEM, {"pixel": self._number})

    def _sharers(self, business: str) -> Said:
        rows = list(self._api.rows(f"{self._number}/shared_accounts", business=business, fields="id,name"))
        self.accounts.update(dict.fromkeys(text_of(one, "id") for one in rows if text_of(one, "id")))
        names = [f"{text_of(one, 'id')} ({text_of(one, 'name') or '–'})" for one in rows]
        return self._said(SHARED, accounts=", ".join(names)) if names else self._said(UNSHARED)

    def _sources(self) -> Told:
        found: dict[str, None] = {}
        for hour in self._api.rows(f"{self._number}/stats", aggregation="event_source"):
            for one in some_rows(hour, "data"):
                found[text_of(one, "value")] = None
        if names := sorted(name for name in found if name):
            yield self._said(SOURCES, sources=", ".join(names))


def audiences(api: Api, account: str) -> Told:
    """How many custom audiences an ad account holds, and how many come from lists of the firm's customers."""
    rows = list(api.rows(f"{account}/customaudiences", fields="id,subtype,customer_file_source"))
    lists = sum(bool(text_of(row, "customer_file_source")) or row.get("subtype") == "CUSTOM" for row in rows)
    values = {"account": account, "number": str(len(rows)), "lists": str(lists)}
    yield Said(AUDIENCES, values) if rows else Said(NO_AUDIENCES, {"account": account})


def parts(api: Api, pixels: list[str], named: list[str]) -> Told:
    """All pixels, then the ad accounts that were met or named, each once."""
    accounts = dict.fromkeys(named)
    for number in pixels:
        pixel = Pixel(api, number, named)
        yield from pixel.tell()
        accounts.update(pixel.accounts)
    for account in accounts:
        yield from guarded(THEIRS, audiences(api, account), account=account)
