"""What an answer of the Graph API really is: most errors come as 400, and some as 200."""

import json
from typing import Any

from sar.sdk import Changed, Denied, Missing, ProcessorError, Response, Throttled, Unavailable

Row = dict[str, Any]
INVALID = {102, 190}
THROTTLED = {4, 17, 32, 613}
USE_CASES = range(80_000, 80_015)
"""Limits by use case (ads, lead ads, audiences …)."""
PERMISSION = {3, 10, *range(200, 300)}
PASSING = {1, 2}
LONGEST = 10_080
"""Minutes of a week: a longer wait is none that Meta names."""
RENEW = "Make a new token of the system user, put it into credentials.toml, then --resume."
PROOF = "Switch off 'Require app secret' in the app's advanced settings, then --resume."
ASSIGN = "Assign the pixel, ad account or page to the token's system user, with the permissions named in README."

CHECK = (
    "Check the id. Assign the pixel, ad account or page to the token's system user, with the permissions named in "
    "README."
)


def explain(response: Response) -> ProcessorError | None:
    """The error that an answer is, whatever its status says."""
    error = _error(response.content)
    if error is None:
        return None
    code = error.get("code")
    found = _meaning(error, code if isinstance(code, int) else 0, response)
    if found is None and response.is_success:
        return Changed("the answer says that it failed", status=response.status_code)
    return found


def _meaning(error: Row, code: int, response: Response) -> ProcessorError | None:
    if code in THROTTLED or code in USE_CASES:
        return Throttled("too many requests", status=429, after=_wait(response))
    if code in PASSING or error.get("is_transient") is True:
        return Unavailable("a fault on Meta's side", status=response.status_code)
    return _refusal(error, code)


def _refusal(error: Row, code: int) -> ProcessorError | None:
    if code in INVALID:
        return Denied("the token was not accepted", RENEW, status=401)
    if code in PERMISSION:
        return Denied("the token's rights do not reach this", ASSIGN, status=403)
    if code == 803 or (code == 100 and error.get("error_subcode") == 33):
        return Missing("nothing is there for this token", CHECK, status=404)
    if code == 100 and "appsecret_proof" in str(error.get("message")):
        return Denied("the app demands a proof of its secret", PROOF, status=403)
    return None


def _error(content: bytes) -> Row | None:
    if b'"error"' not in content[:4096]:
        return None
    try:
        said = json.loads(content)
    except ValueError:
        return None
    error = said.get("error") if isinstance(said, dict) else None
    return error if isinstance(error, dict) else None


def _wait(response: Response) -> float | None:
    """The longest of the waits that Meta names, in minutes, for the use cases of a business."""
    try:
        usage = json.loads(response.headers.get("x-business-use-case-usage", "{}"))
        cases = [one for listed in usage.values() for one in listed]
        minutes = [one["estimated_time_to_regain_access"] for one in cases]
    except (ValueError, AttributeError, KeyError, TypeError):
        return None
    known = [one for one in minutes if isinstance(one, int) and 0 < one <= LONGEST]
    return max(known) * 60.0 if known else None
