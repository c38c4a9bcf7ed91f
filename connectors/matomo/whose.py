"""Whose a visit is: by user id first, then by what hangs on the browser or the moment."""

import hashlib
import html
import re
from datetime import datetime
from typing import Any
from urllib.parse import unquote

from sar.sdk import Match, Search, inner, moment, some_rows, text_of

from .sites import is_masked

Row = dict[str, Any]
PSEUDONYM = re.compile(r"[0-9a-f]{40}")
"""What Matomo stores where user ids are replaced: a SHA-1."""
TEXTS = (
    "/visit/userId", "/visit/actionDetails/*/*", "/visit/actionDetails/*/*/*", "/visit/actionDetails/*/*/*/*",
    "/visit/referrerUrl", "/visit/referrerKeyword", "/visit/referrerName", "/visit/campaignContent",
    "/visit/campaignKeyword", "/visit/campaignName", "/visit/customVariables/*/*", "/readable/*",
)  # fmt: skip
"""Where an address may stand in words; never the IP address, which many share."""


class Whose:
    """Judges visits for one search."""

    def __init__(self, search: Search, salt: str) -> None:
        self._search = search
        self._pseudonyms = {pseudonym: value for value in _user_ids(search) for pseudonym in hashes(value, salt)}

    def judged(self, visit: Row, dimensions: list[Row]) -> tuple[Row, Match | None]:
        """The payload with what makes it readable beside it, and the proof if there is one."""
        raw = self._readable({"visit": visit})
        return raw, self._by_user(raw) or self._otherwise(raw, dimensions) or self._mentioned(raw, dimensions)

    def is_anothers(self, visit: Row) -> bool:
        """Whether somebody else was logged in, or under a pseudonym that nobody can open here."""
        return bool(text_of(visit, "userId")) and not self._by_user(self._readable({"visit": visit}))

    def _readable(self, raw: Row) -> Row:
        """Beside the payload: the user id behind a pseudonym, and texts with the address in clear."""
        visit = raw["visit"]
        clear = self._pseudonyms.get(text_of(visit, "userId").casefold())
        if clear:
            raw = {**raw, "user_id_in_clear": clear}
        texts = [clear for text in _encoded(visit) if (clear := self._clear(text))]
        return {**raw, "readable": texts} if texts else raw

    def _clear(self, text: str) -> str:
        """The text decoded, where only that shows the subject; a `+` is left, since it may belong to an address."""
        clear, mentioned = unquote(html.unescape(text)), self._search.matcher.mentioned
        return clear if clear != text and mentioned(clear) and not mentioned(text) else ""

    def _by_user(self, raw: Row) -> Match | None:
        prove, places = self._search.prove, ("/visit/userId", "/user_id_in_clear")
        return prove(raw, "email", *places) or prove(raw, "user_id", *places)

    def _otherwise(self, raw: Row, dimensions: list[Row]) -> Match | None:
        """By the browser, a property of the visit or the address of the moment, unless another was logged in."""
        visit = raw["visit"]
        if text_of(visit, "userId"):
            return None
        prove, properties = self._search.prove, [_place(row) for row in dimensions if row.get("scope") == "visit"]
        proofs = [
            prove(raw, "visitor_id", "/visit/visitorId"),
            prove(raw, "email", *properties, "/visit/customVariables/*/*"),
        ]
        if not is_masked(text_of(visit, "visitIp")):
            proofs.append(prove(raw, "ip", "/visit/visitIp", moment=when(visit)))
        # one that is only perhaps the subject's is for the officer to confirm
        return next((proof for proof in proofs if proof and proof.identifier.confidence != "weak"), None)

    def _mentioned(self, raw: Row, dimensions: list[Row]) -> Match | None:
        return self._search.mention(raw, *TEXTS, *map(_place, dimensions))


def hashes(value: str, salt: str) -> list[str]:
    """The pseudonyms that Matomo may have made of a user id, as it is written and in small letters."""
    spellings = {value, value.casefold()} if salt else set()
    return [hashlib.sha1(f"{one}{salt}".encode()).hexdigest() for one in sorted(spellings)]  # noqa: S324 - Matomo's own


def when(visit: Row) -> datetime | None:
    """The moment of a visit's first action."""
    for key in ("firstActionTimestamp", "serverTimestamp", "lastActionTimestamp"):
        value = text_of(visit, key)
        if value.isdigit():
            return moment(int(value))
    return None


def is_pseudonym(user_id: str) -> bool:
    """Whether a stored user id is a pseudonym."""
    return bool(PSEUDONYM.fullmatch(user_id.casefold()))


def _user_ids(search: Search) -> list[str]:
    return [one.value for one in search.matcher.of("email", "user_id")]


def _place(dimension: Row) -> str:
    return f"/visit/dimension{text_of(dimension, 'idcustomdimension')}"


def _encoded(visit: Row) -> list[str]:
    """Texts of the visit in which signs may be encoded."""
    variables = inner(visit, "customVariables")
    places = [visit, *some_rows(visit, "actionDetails")]
    places += [one for one in variables.values() if isinstance(one, dict)] if isinstance(variables, dict) else []
    texts = (text for place in places for text in place.values() if isinstance(text, str))
    return list(dict.fromkeys(text for text in texts if "%" in text or "&" in text))
