"""Google's APIs: log-in by a service account or a ready token, and what their refusals mean."""

import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from sar.assertion import bearer
from sar.errors import Denied, MissingCredential, ProcessorError, Throttled
from sar.http import Client, Response
from sar.shapes import inner

if TYPE_CHECKING:
    from sar.sdk import Context

LIMITS = {"rateLimitExceeded", "userRateLimitExceeded", "RATE_LIMIT_EXCEEDED", "RESOURCE_EXHAUSTED"}
DAILY = {"dailyLimitExceeded", "quotaExceeded"}
DISABLED = {"SERVICE_DISABLED", "accessNotConfigured"}
SCOPE = {"ACCESS_TOKEN_SCOPE_INSUFFICIENT", "insufficientPermissions"}
DAY = 86_400.0


def google(context: "Context", scopes: Sequence[str]) -> Client:
    """A client for the API at the setting `url`.

    It is logged in by the secret `key`, a service account's JSON shown to `token_url`, or by the secret `token`.
    """
    root, address = str(context.setting("url")), str(context.setting("token_url"))

    def fresh() -> dict[str, str]:
        return bearer(context.http(address), address, context.secret("key"), scopes)

    if context.has("key"):
        return context.http(root, headers=fresh(), renew=fresh, explain=refusal)
    if context.has("token"):
        return context.http(root, headers={"authorization": f"Bearer {context.secret('token')}"}, explain=refusal)
    said, remedy = "{name} has neither key nor token", "Set key to the JSON key of a service account (file:…)."
    raise MissingCredential(said, remedy, name=context.processor)


def refusal(response: Response) -> ProcessorError | None:
    """What a 403 really is: too many requests, an API that is switched off, a scope too narrow, or a missing role."""
    if response.status_code != 403:
        return None
    reasons = set(_reasons(response.content))
    if reasons & (LIMITS | DAILY):
        return Throttled("too many requests", status=403, after=DAY if reasons & DAILY else None)
    if reasons & DISABLED:
        remedy = "Enable it in the Google Cloud console, APIs & Services, then --resume."
        return Denied("the API is not enabled in the key's Cloud project", remedy, status=403)
    if reasons & SCOPE:
        return Denied("the token's scopes do not reach this", "Use a token with the scope named in README.", status=403)
    return None


def _reasons(content: bytes) -> Iterator[str]:
    """The machine-readable causes, in the newer shape (`details`) and the older one (`errors`)."""
    try:
        error = json.loads(content)["error"]
    except (ValueError, KeyError, TypeError):
        return
    for key in ("details", "errors"):
        listed: Any = inner({"error": error}, "error", key)
        for one in listed if isinstance(listed, list) else ():
            if isinstance(one, dict) and isinstance(one.get("reason"), str):
                yield one["reason"]
    status = inner({"error": error}, "error", "status")
    if isinstance(status, str):
        yield status
