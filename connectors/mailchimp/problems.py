"""What a refusal of Mailchimp really says."""

import json
import re

from sar.sdk import ProcessorError, Rejected, Response, Throttled, text_of

FORGOTTEN = "the new address was deleted for good in this audience, and only its owner can bring it back by signing up"
REFUSED = "Mailchimp refuses the new value of {fields}"
OTHERWISE = "Plan again with another value, or without it."
WITHOUT_IT = "Plan again without the e-mail address."


def explained(response: Response) -> ProcessorError | None:
    """What an answer really says.

    At very high volume the vendor's gate answers 403 without JSON: that is no matter of rights. An address that was
    deleted for good is only known by the refusal.
    """
    if response.status_code == 403 and "json" not in response.headers.get("content-type", ""):
        return Throttled("the vendor's gate refuses more requests for now", status=403)
    if response.status_code == 400 and b"Forgotten Email" in response.content[:4096]:
        return Rejected(FORGOTTEN, WITHOUT_IT, status=400)
    refused = _fields(response) if response.status_code == 400 and response.request.method == "PATCH" else []
    return Rejected(REFUSED, OTHERWISE, status=400, fields=", ".join(refused)) if refused else None


def _fields(response: Response) -> list[str]:
    """The names of what was refused, but for names that no field has."""
    try:
        said = json.loads(response.content)
    except ValueError:
        return []
    errors = said.get("errors") if isinstance(said, dict) else None
    names = [text_of(one, "field") for one in errors if isinstance(one, dict)] if isinstance(errors, list) else []
    return [name for name in dict.fromkeys(names) if re.fullmatch(r"[A-Za-z0-9_.]{1,40}", name)]
