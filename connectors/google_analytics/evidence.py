"""What is collected in place of a search: how one property is set up, sentence by sentence."""

import re
from collections.abc import Iterator
from typing import Any

from sar.sdk import Changed, Gap, Said, guarded, text_of

from .api import ALPHA, BETA, Api

Row = dict[str, Any]
Told = Iterator[Said | Gap]
MONTHS = {
    "TWO_MONTHS": "2", "FOURTEEN_MONTHS": "14", "TWENTY_SIX_MONTHS": "26", "THIRTY_EIGHT_MONTHS": "38",
    "FIFTY_MONTHS": "50",
}  # fmt: skip
IDS = re.compile(
    r"e-?mail|phone|(user|client|customer|member|crm|login|visitor|contact|account)_?(id|number)|^uid$", re.IGNORECASE
)
"""Names of custom dimensions that may bear an id of a person."""

CALLED = "Property {property} is called {name} and exists since {date}."
TRASHED = "Property {property} lies in the trash since {date} and collects nothing more."
KEPT = "Property {property} keeps single events for {events} months, and what belongs to a visitor for {users} months."
KEPT_OTHERWISE = "Property {property} names {events} and {users} as the times for which it keeps data."
PROLONGED = "In property {property}, each new visit begins that time anew."
NOT_PROLONGED = "In property {property}, a new visit does not prolong that time."
SIGNALS = {
    "GOOGLE_SIGNALS_ENABLED": "Google signals, which join visits of people logged in to Google, are on in property "
    "{property}.",
    "GOOGLE_SIGNALS_DISABLED": "Google signals, which join visits of people logged in to Google, are off in property "
    "{property}.",
}
PROVIDED = "Property {property} accepts e-mail addresses, telephone numbers and the like from the website, hashed."
NOT_PROVIDED = "Property {property} accepts no e-mail addresses or telephone numbers from the website."
DETECTED = "In property {property}, Google's program looks for such data in the website's forms by itself."
STREAM = "Property {property} collects from {source}."
REDACTED = "E-mail addresses are cut out of what {source} sends."
UNREDACTED = "E-mail addresses are not cut out of what {source} sends."
ADS = "Property {property} is linked to {number} Google Ads accounts, {personal} of them for personalised advertising."
UNLINKED = "Property {property} is linked to no account of Google Ads."
EXPORTED = "Property {property} exports its events to BigQuery, to the place {place}."
NOT_EXPORTED = "Property {property} exports no events to BigQuery."
NO_DIMENSION = "Property {property} has no report by an id of a person."

OPEN = {
    "export": "The events that property {property} exports to BigQuery were not searched.",
    "dimension": "Reports of property {property} by {names}, which may be an id of a person, were not made.",
}
CLOSED = {
    "elsewhere": {
        "export": "The events that property {property} exports to BigQuery are searched outside of this search.",
        "dimension": "Reports of property {property} by {names} are made outside of this search.",
    },
    "unattributable": {
        "export": "The events that property {property} exports to BigQuery bear no id by which the firm could tell "
        "whose they are: only the value of the cookie _ga, which the person alone has, leads to them.",
        "dimension": "The firm has no value of {names} in property {property} that leads to a person.",
    },
}
REMEDY = (
    "Search them by user_id or the person's cookie value and add what is found to the answer; or say with "
    "events_by_id in credentials.toml that this is done elsewhere or that the firm has no such id."
)


class Property:
    """One property; what cannot be read of it becomes a gap with a remedy."""

    def __init__(self, api: Api, number: str, events_by_id: str) -> None:
        self._api, self._number, self._by_id = api, number, events_by_id
        self._name = f"properties/{number}"

    def tell(self) -> Told:
        """Every part in its turn."""
        number = self._number
        yield from guarded("Property {property}", self._property(), property=number)
        yield from guarded("The time for which property {property} keeps data", self._retention(), property=number)
        yield from guarded("Google signals of property {property}", self._signals(), property=number)
        yield from guarded(
            "The acceptance of user-provided data by property {property}", self._provided(), property=number
        )
        yield from guarded("The sources of data of property {property}", self._streams(), property=number)
        yield from guarded("Links of property {property} to Google Ads", self._ads(), property=number)
        yield from guarded("Exports of property {property} to BigQuery", self._exports(), property=number)
        yield from guarded("Custom dimensions of property {property}", self._dimensions(), property=number)

    def _said(self, sentence: str, **values: str) -> Said:
        return Said(sentence, {"property": self._number, **values})

    def _property(self) -> Told:
        row = self._api.one(BETA, self._name)
        yield self._said(CALLED, name=text_of(row, "displayName"), date=text_of(row, "createTime")[:10])
        if text_of(row, "deleteTime"):
            yield self._said(TRASHED, date=text_of(row, "deleteTime")[:10])

    def _retention(self) -> Told:
        row = self._api.one(BETA, f"{self._name}/dataRetentionSettings")
        events, users = text_of(row, "eventDataRetention"), text_of(row, "userDataRetention")
        if events in MONTHS and users in MONTHS:
            yield self._said(KEPT, events=MONTHS[events], users=MONTHS[users])
        else:
            yield self._said(KEPT_OTHERWISE, events=events or "–", users=users or "–")
        yield self._said(PROLONGED if row.get("resetUserDataOnNewActivity") is True else NOT_PROLONGED)

    def _signals(self) -> Told:
        row = self._api.one(ALPHA, f"{self._name}/googleSignalsSettings")
        sentence = SIGNALS.get(text_of(row, "state"))
        if sentence is None:
            raise Changed("the state of Google signals is not known")
        yield self._said(sentence)

    def _provided(self) -> Told:
        row = self._api.one(ALPHA, f"{self._name}/userProvidedDataSettings")
        accepted = row.get("userProvidedDataCollectionEnabled") is True
        yield self._said(PROVIDED if accepted else NOT_PROVIDED)
        if accepted and row.get("automaticallyDetectedDataCollectionEnabled") is True:
            yield self._said(DETECTED)

    def _streams(self) -> Told:
        for row in self._api.rows(BETA, f"{self._name}/dataStreams", "dataStreams"):
            source = text_of(row, "webStreamData", "defaultUri") or text_of(row, "displayName") or text_of(row, "name")
            yield self._said(STREAM, source=source)
            if row.get("type") == "WEB_DATA_STREAM":
                yield from guarded("The cutting out of e-mail addresses", self._redaction(row, source))

    def _redaction(self, stream: Row, source: str) -> Told:
        row = self._api.one(ALPHA, f"{text_of(stream, 'name')}/dataRedactionSettings")
        yield Said(REDACTED if row.get("emailRedactionEnabled") is True else UNREDACTED, {"source": source})

    def _ads(self) -> Told:
        links = list(self._api.rows(BETA, f"{self._name}/googleAdsLinks", "googleAdsLinks"))
        # on unless it says no
        personal = sum(row.get("adsPersonalizationEnabled") is not False for row in links)
        if links:
            yield self._said(ADS, number=str(len(links)), personal=str(personal))
        else:
            yield self._said(UNLINKED)

    def _exports(self) -> Told:
        links = list(self._api.rows(ALPHA, f"{self._name}/bigQueryLinks", "bigqueryLinks"))
        for row in links:
            yield self._said(EXPORTED, place=text_of(row, "datasetLocation") or "–")
        if links:
            yield self._by_an_id("export")
        else:
            yield self._said(NOT_EXPORTED)

    def _dimensions(self) -> Told:
        rows = self._api.rows(BETA, f"{self._name}/customDimensions", "customDimensions")
        names = [text_of(row, "parameterName") for row in rows]
        ids = sorted(name for name in names if IDS.search(name))
        yield self._by_an_id("dimension", names=", ".join(ids)) if ids else self._said(NO_DIMENSION)

    def _by_an_id(self, what: str, **values: str) -> Gap:
        """Where a person's events could be found by an id: open until the officer says what is done about it."""
        filled = {"property": self._number, **values}
        if self._by_id in CLOSED:
            return Gap(CLOSED[self._by_id][what], values=filled)
        return Gap(OPEN[what], REMEDY, filled)
