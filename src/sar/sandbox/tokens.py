"""An imitation of a token endpoint for service accounts (RFC 7523): it looks at the signature as the real one does."""

import json
import time
from base64 import urlsafe_b64decode
from collections.abc import Iterable
from functools import cache
from typing import Any

from sar.sandbox.kit import Answer, Api, Ask, answer

ACCOUNT = "sar-reader@example-firm.iam.example.org"
GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
TOKEN = "sandbox-bearer-token"  # noqa: S105 - opens nothing


def service_account() -> str:
    """The JSON key file of an invented service account; its private key is made anew in every process."""
    pem = _keys()[0]
    return json.dumps({
        "type": "service_account", "project_id": "example-firm", "private_key_id": "sandbox-key", "private_key": pem,
        "client_email": ACCOUNT, "client_id": "100000000000000000001",
    })  # fmt: skip


def issue_tokens(api: Api, path: str, address: str, scopes: Iterable[str]) -> None:
    """Register a token endpoint that gives `TOKEN` for a statement signed for `address` and one of these scopes."""
    known = set(scopes)

    @api.on("POST", path)
    def token(ask: Ask) -> Answer:
        refused = _refusal(ask.form.get("grant_type", ""), ask.form.get("assertion", ""), address, known)
        if refused:
            return answer({"error": refused[0], "error_description": refused[1]}, 400)
        return answer({"access_token": TOKEN, "expires_in": 3599, "token_type": "Bearer"})


def _refusal(grant: str, statement: str, address: str, scopes: set[str]) -> tuple[str, str] | None:
    if grant != GRANT:
        return "unsupported_grant_type", "Invalid grant_type"
    said = _verified(statement)
    if said is None:
        return "invalid_grant", "Invalid JWT Signature."
    now = time.time()
    if not (said["iat"] - 60 <= now <= said["exp"] <= said["iat"] + 3600) or said["aud"] != address:
        return "invalid_grant", "Invalid JWT: check iat, exp and aud."
    if said["iss"] != ACCOUNT:
        return "invalid_grant", "Invalid grant: account not found"
    if not set(said["scope"].split()) <= scopes:
        return "invalid_scope", "Invalid OAuth scope or ID token audience provided."
    return None


def _verified(statement: str) -> dict[str, Any] | None:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
    from cryptography.hazmat.primitives.hashes import SHA256

    signed, _, signature = statement.rpartition(".")
    try:
        _keys()[1].verify(_decoded(signature), signed.encode(), PKCS1v15(), SHA256())
        said: dict[str, Any] = json.loads(_decoded(signed.partition(".")[2]))
    except (InvalidSignature, ValueError):
        return None
    return said


def _decoded(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


@cache
def _keys() -> tuple[str, Any]:
    from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    private = generate_private_key(public_exponent=65537, key_size=2048)
    pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return pem.decode(), private.public_key()
