"""Access by a signed statement (RFC 7523): how a service account logs in without anybody's consent."""

import json
import time
from base64 import urlsafe_b64encode
from collections.abc import Iterable
from typing import Any

from sar.errors import Changed, Denied, Rejected, SettingsError
from sar.http import Client
from sar.imports import load
from sar.shapes import as_object, text_of

GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
SECONDS = 3600
"""How long a token may be asked for; the vendors' longest."""


def bearer(client: Client, address: str, key: str, scopes: Iterable[str]) -> dict[str, str]:
    """The headers of an access token from `address` for a service account's JSON key.

    SettingsError when the key is none; Denied (401) when the vendor does not accept it.
    """
    form = {"grant_type": GRANT, "assertion": _statement(address, key, scopes)}
    try:
        # a token more does no harm: asked again after a fault
        answer = as_object(client.json(address, method="POST", data=form, safe=True), "a token")
    except Rejected as error:
        raise Denied("the service account's key was not accepted", _remedy(error.body), status=401) from None
    token = text_of(answer, "access_token")
    if not token:
        raise Changed("the token endpoint gave no access token")
    return {"authorization": f"Bearer {token}"}


def _statement(address: str, key: str, scopes: Iterable[str]) -> str:
    account, now = _account(key), int(time.time())
    head = {"alg": "RS256", "typ": "JWT", "kid": text_of(account, "private_key_id")}
    said = {
        "iss": text_of(account, "client_email"),
        "scope": " ".join(scopes),
        "aud": address,
        "iat": now,
        "exp": now + SECONDS,
    }
    signed = f"{_encoded(head)}.{_encoded(said)}"
    return f"{signed}.{_base64(_signature(text_of(account, 'private_key'), signed))}"


def _account(key: str) -> dict[str, Any]:
    try:
        account = json.loads(key)
    except ValueError:
        account = None
    if not isinstance(account, dict) or not account.get("private_key") or not account.get("client_email"):
        raise SettingsError(
            "the key is not the JSON file of a service account",
            "Download a key of the service account as JSON, and refer to it with file:.",
        )
    return account


def _signature(pem: str, text: str) -> bytes:
    serialization = load("cryptography.hazmat.primitives.serialization")
    hashes = load("cryptography.hazmat.primitives.hashes")
    padding = load("cryptography.hazmat.primitives.asymmetric.padding")
    try:
        private = serialization.load_pem_private_key(pem.encode(), password=None)
        signature: bytes = private.sign(text.encode(), padding.PKCS1v15(), hashes.SHA256())
    except (ValueError, TypeError, AttributeError):
        raise SettingsError(
            "the private key of the service account cannot be read", "Download a new key as JSON."
        ) from None
    return signature


def _remedy(body: bytes) -> str:
    """What RFC 6749 (5.2) names as the reason, in words of ours: theirs may quote the key."""
    if b"invalid_scope" in body:
        return "The vendor does not know the scope: report it."
    return (
        "Is the key deleted, the account disabled, or this machine's clock wrong? Else make a new key, then --resume."
    )


def _encoded(part: dict[str, Any]) -> str:
    return _base64(json.dumps(part, separators=(",", ":")).encode())


def _base64(content: bytes) -> str:
    return urlsafe_b64encode(content).rstrip(b"=").decode()
