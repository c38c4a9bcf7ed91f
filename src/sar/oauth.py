"""The consent walk of OAuth 2 (RFC 6749, 4.1): an address to open, and the redirected address pasted back."""

import secrets
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from sar.errors import CallError, Changed
from sar.http import Client, Policy, Transport
from sar.registry import OAuth


class Consent:
    """One walk through the vendor's consent page for one set of client credentials."""

    def __init__(self, oauth: OAuth, client_id: str, client_secret: str, redirect_uri: str) -> None:
        self._oauth, self._client_id, self._client_secret = oauth, client_id, client_secret
        self._redirect_uri, self._state = redirect_uri, secrets.token_urlsafe(24)

    @property
    def address(self) -> str:
        """The page where the firm's administrator says yes."""
        query = {
            "client_id": self._client_id,
            "response_type": "code",
            "scope": " ".join(self._oauth.scopes),
            "redirect_uri": self._redirect_uri,
            "state": self._state,
        }
        return f"{self._oauth.authorize}?{urlencode(query)}"

    def settings_from(self, redirected: str, transport: Transport | None = None) -> dict[str, str]:
        """What credentials.toml shall hold, from the address to which the browser was sent.

        CallError when the address is not the answer to this walk; ProcessorError when the vendor refuses the code.
        """
        answer = {name: values[0] for name, values in parse_qs(urlsplit(redirected.strip()).query).items()}
        if "error" in answer:
            raise CallError("the consent was refused on the vendor's page", "Start again, as an administrator.")
        if not secrets.compare_digest(answer.get("state", ""), self._state) or "code" not in answer:
            raise CallError(
                "that address is not the answer to this consent",
                "Paste the whole address of the page on which the browser ended, with its ?code=…&state=…",
            )
        kept = {setting: answer[name] for name, setting in self._oauth.keeps.items() if name in answer}
        return {**kept, "refresh_token": self._refresh_token(answer["code"], transport)}

    def _refresh_token(self, code: str, transport: Transport | None) -> str:
        client = Client(
            "oauth",
            self._oauth.token,
            auth=(self._client_id, self._client_secret),
            transport=transport,
            policy=Policy(attempts=2),
        )
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": self._redirect_uri}
        try:
            return _token(client.json(self._oauth.token, method="POST", data=form))
        finally:
            client.close()


def _token(answer: Any) -> str:
    token = answer.get("refresh_token") if isinstance(answer, Mapping) else None
    if not isinstance(token, str) or not token:
        raise Changed("the vendor's answer holds no refresh token")
    return token
