"""Proof of who asks: a signature for each request, or a token of a service account."""

import hashlib
import time
from urllib.parse import urlsplit

from sar.sdk import (
    Changed,
    Client,
    Context,
    Denied,
    MissingCredential,
    ProcessorError,
    Rejected,
    Request,
    as_object,
    text_of,
)

KEYS = ("application_key", "application_secret", "consumer_key")
ACCOUNT = ("client_id", "client_secret")


class Signature:
    """Signs by the three keys; the moment in it is the server's, since it refuses what is three minutes off."""

    def __init__(self, context: Context) -> None:
        self._application = context.secret("application_key")
        self._secret, self._consumer = context.secret("application_secret"), context.secret("consumer_key")
        self._ahead = 0.0

    def set_clock(self, unsigned: Client) -> None:
        """Learn how far the server's clock is from this machine's."""
        told = unsigned.json("auth/time")
        if not isinstance(told, int) or isinstance(told, bool):
            raise Changed("the server's time has another shape than expected")
        self._ahead = told - time.time()

    def __call__(self, request: Request) -> dict[str, str]:
        """The headers of one request."""
        moment = str(round(time.time() + self._ahead))
        signed = "+".join(
            [self._secret, self._consumer, request.method, str(request.url), request.content.decode(), moment]
        )
        return {
            "X-Ovh-Application": self._application,
            "X-Ovh-Consumer": self._consumer,
            "X-Ovh-Timestamp": moment,
            "X-Ovh-Signature": "$1$" + hashlib.sha1(signed.encode(), usedforsecurity=False).hexdigest(),
        }


class Token:
    """A service account's token, for an hour at a time."""

    def __init__(self, context: Context, url: str) -> None:
        self._form = {
            "grant_type": "client_credentials",
            "client_id": context.secret("client_id"),
            "client_secret": context.secret("client_secret"),
            "scope": "all",
        }
        self._client = context.http(token_root(url))

    def headers(self) -> dict[str, str]:
        """The headers of a new token."""
        try:
            # a token more does no harm: asked again after a fault
            told = as_object(self._client.json("token", method="POST", data=self._form, safe=True), "a token")
        except (Rejected, Denied) as error:
            raise Denied(
                "the service account was not accepted", "Check client_id and client_secret.", status=401
            ) from error
        token = text_of(told, "access_token")
        if not token:
            raise Changed("the answer to the service account has no token")
        return {"Authorization": f"Bearer {token}"}


def token_root(url: str) -> str:
    """Where a region gives tokens: not where its API is."""
    host = urlsplit(url).hostname or ""
    if host.endswith(".ovhcloud.com"):
        return "https://us.ovhcloud.com/auth/oauth2"
    if host.startswith("ca."):
        return "https://ca.ovh.com/auth/oauth2"
    return "https://www.ovh.com/auth/oauth2" if host.endswith(".ovh.com") else url.partition("/1.0")[0] + "/auth/oauth2"


def by_account(context: Context) -> bool:
    """Whether a service account is set rather than keys; MissingCredential when neither is whole."""
    if all(context.has(name) for name in ACCOUNT):
        return True
    lacking = [name for name in KEYS if not context.has(name)]
    if lacking:
        raise MissingCredential(
            "{processor} lacks {names}",
            "Set the three keys, or client_id and client_secret.",
            processor=context.processor,
            names=", ".join(lacking),
        )
    return False


def refusal(error_code: str, status: int) -> ProcessorError | None:
    """The error that OVHcloud means: a wrong key or signature has many statuses, and is no narrow right."""
    if error_code in {"INVALID_KEY", "INVALID_CREDENTIAL", "NOT_CREDENTIAL", "INVALID_SIGNATURE"}:
        remedy = "Keys are of one region: check `url`; else make new ones, then --resume."
        return Denied("the keys were not accepted, or have expired", remedy, status=401)
    if error_code == "QUERY_TIME_OUT":
        return Denied("the signature's time was not accepted", "Set this machine's clock, then --resume.", status=401)
    if error_code == "NOT_GRANTED_CALL":
        remedy = "Make keys with the right GET on /*, then --resume."
        return Denied("the keys have no right to read this", remedy, status=403)
    if status == 460:
        return Rejected("the service has expired", "Renew it, or ask OVHcloud what is left of it.", status=460)
    return None
