"""What a fault of QuickBooks means, by its status and code; the first error of an answer is the one that counts."""

import json
from typing import Any

from sar.sdk import Denied, Missing, ProcessorError, Rejected, Response, Throttled

STALE = (
    "it was changed by somebody else in this moment",
    "Plan again with `sar correct`, and look at what it holds now.",
)
REFUSED = {
    "5010": STALE,
    "6240": (
        "another customer, vendor or employee has this name already",
        "Plan again: the name that is taken is then left out, and you are told.",
    ),
    "6190": (
        "the company's subscription has ended, and QuickBooks lets nothing be changed",
        "Renew the subscription, then go on with --resume.",
    ),
    "2210": ("QuickBooks takes the new e-mail address for none", "Change it by hand in QuickBooks."),
}
"""Code → what it means, and what to do."""
INACTIVE = (
    "QuickBooks does not find it, or does not let it be changed while it is inactive",
    "Make it active in QuickBooks, go on with --resume, and make it inactive again.",
)


def explained(response: Response) -> ProcessorError | None:
    """A fault by status and code; authentication faults are spelled in lower case and may come with any status."""
    if response.status_code == 429 or b'ault"' not in response.content[:400]:
        return None
    try:
        said = json.loads(response.content)
    except ValueError:
        return None
    fault = said.get("Fault") or said.get("fault") if isinstance(said, dict) else None
    return _fault(fault, response) if isinstance(fault, dict) else None


def _fault(fault: dict[str, Any], response: Response) -> ProcessorError:
    code, status = _code(fault), response.status_code
    if code == "3001":
        return Throttled("too many requests", status=status)
    if status in {401, 403} or str(fault.get("type", "")).upper().startswith("AUTH"):
        return Denied("the key was not accepted", status=403 if status == 403 else 401)
    if code == "610" and response.request.method == "POST":
        return Rejected(*INACTIVE, status=status)
    if code == "610":
        return Missing("not found", status=status)
    if code in REFUSED:
        return Rejected(*REFUSED[code], status=status)
    return Rejected("QuickBooks refused the request (code {code})", status=status, code=code[:6] or "?")


def _code(fault: dict[str, Any]) -> str:
    errors = fault.get("Error") or fault.get("error") or [{}]
    first = errors[0] if isinstance(errors, list) else None
    return str(first.get("code", "")).lstrip("0") if isinstance(first, dict) else ""
