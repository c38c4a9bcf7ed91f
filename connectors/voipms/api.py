"""VoIP.ms's REST API by POST: what a status means, and files that come as base64."""

import base64
import binascii
import json
import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from sar.sdk import (
    Changed,
    Context,
    Download,
    Missing,
    ProcessorError,
    Response,
    as_object,
    as_rows,
    decoded,
)

from .refusals import Status, refusal

Row = dict[str, Any]
EMPTY = frozenset({
    "no_account", "no_cdr", "no_client", "no_conference", "no_did", "no_filter", "no_folder", "no_forwarding",
    "no_mailbox", "no_message", "no_messages", "no_numbers", "no_phonebook", "no_recording", "no_sms",
    "no_transactions",
})  # fmt: skip
"""Statuses that mean an empty list; every other one but `success` is an error."""
BACK_OFF = 60.0
"""Seconds until the limit per minute is new."""


class Api:
    """One account; the credentials go in the body, never in an address."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self.root = str(context.setting("url"))
        self._client = context.http(self.root, explain=_explain)

    def call(self, method: str, **params: object) -> Row:
        """The answer of a method that only reads; empty where VoIP.ms says that there is nothing."""
        answer = self._answer(method, params, safe=True)
        if answer.get("status") in EMPTY:
            return {}
        if answer.get("status") != "success":
            raise Changed("an answer has no status")
        return answer

    def write(self, method: str, **params: str) -> None:
        """Have something written, once; here the statuses of empty lists are refusals too."""
        answer = self._answer(method, params, safe=False)
        if answer.get("status") != "success":
            code = answer.get("status")
            raise Status(known(code) if isinstance(code, str) else "an unknown status", b"")

    def _answer(self, method: str, params: Mapping[str, object], *, safe: bool) -> Row:
        data = {key: str(value) for key, value in params.items()}
        data |= {"method": method, "content_type": "json", "api_username": str(self._context.setting("username"))}
        data["api_password"] = self._context.secret("password")
        return as_object(decoded(self._client.request("POST", "rest.php", data=data, safe=safe)), method)

    def rows(self, method: str, key: str, **params: object) -> list[Row]:
        """The rows of a list, the same whoever is searched for; none where VoIP.ms says that there is nothing."""

        def asked() -> list[Row]:
            answer = self.call(method, **params)
            return as_rows(answer.get(key), method) if answer else []

        return list(self._context.once(f"{method} {key} {sorted(map(str, params.items()))}", asked))

    def file(self, method: str, key: str, **params: object) -> Callable[[int], Download]:
        """How to fetch a file that comes as base64 under a key, or under `data` of the first row there."""

        def fetch(cap: int) -> Download:
            held = self.call(method, **params).get(key)
            if isinstance(held, list) and held:
                held = held[0]
            if isinstance(held, dict):
                held = held.get("data")
            return decoded_file(held, cap)

        return fetch

    def media(self, place: str) -> Callable[[int], Download]:
        """How to fetch a medium: an address at VoIP.ms itself, or the file as base64."""
        if not place.startswith(("http://", "https://")):
            return lambda cap: decoded_file(place, cap)

        def fetch(cap: int) -> Download:
            asked, home = urlsplit(place), urlsplit(self.root)
            if (asked.scheme, asked.netloc) != (home.scheme, home.netloc):
                raise Changed("the address of a file leads to another host")
            return self._client.download(place, cap)

        return fetch


def decoded_file(text: object, cap: int) -> Download:
    """The bytes of a base64 text; blanks, quotes and escapes in it are VoIP.ms's."""
    bare = re.sub(r"[\s\\\"']", "", text) if isinstance(text, str) else ""
    if not bare:
        raise Missing("the file is not there")
    try:
        content = base64.b64decode(bare.rstrip("=") + "=" * (-len(bare.rstrip("=")) % 4), validate=True)
    except (binascii.Error, ValueError):
        raise Changed("a file is not base64") from None
    return Download(content[:cap], media_type(content), len(content) > cap)


def media_type(content: bytes) -> str:
    """What a file is by its first bytes: VoIP.ms does not say."""
    if content.startswith(b"RIFF"):
        return "audio/wav"
    if content.startswith(b"%PDF"):
        return "application/pdf"
    return "audio/mpeg" if content.startswith((b"ID3", b"\xff")) else "application/octet-stream"


def _explain(response: Response) -> ProcessorError | None:
    """Every answer has status 200; what it really is stands in its body."""
    if response.status_code != 200 or response.content[:1] != b"{":
        return None
    try:
        said = json.loads(response.content)
    except ValueError:
        return None
    code = said.get("status")
    if not isinstance(code, str) or code == "success" or code in EMPTY:
        return None
    return refusal(known(code), response.content, BACK_OFF)


def known(code: str) -> str:
    """A status that may be repeated to people: one that is a word."""
    return code if re.fullmatch(r"[a-z0-9_]{1,60}", code) else "an unknown status"
