"""What a status that is neither success nor an empty list means, and what an officer can do about it."""

from sar.sdk import Denied, ProcessorError, Rejected, Throttled, Unavailable

FATAL = {
    "invalid_credentials": "Check username and password in credentials.toml; the API has a password of its own.",
    "missing_credentials": "Set username and password in credentials.toml.",
    "api_not_enabled": "Switch the API on: Main Menu > SOAP and REST/JSON API.",
    "ip_not_enabled": "Allow this machine's public IP address: Main Menu > SOAP and REST/JSON API.",
}
"""Statuses after which nothing else is answered either, with what the officer can do."""
LATER = "method_maintenance"
LIMIT = "api_limit_exceeded"
UNKNOWN_IDS = frozenset({"invalid_phonebook", "invalid_filter", "invalid_id"})
"""Statuses that mean that an entry does not exist."""
ANSWERED = "VoIP.ms answered {code}"
REPORT = "Report it: the connector asks in a way that VoIP.ms refuses."
UNFIT = "VoIP.ms does not take this value: write it otherwise, or change it by hand in the portal."
USED = "Another entry has this value already: look at both in VoIP.ms's portal."
REMEDIES = {
    **dict.fromkeys(("invalid_name", "invalid_number", "invalid_callerid"), UNFIT),
    **dict.fromkeys(("invalid_note", "note_toolong"), "VoIP.ms takes notes of at most 50 characters: shorten it."),
    **dict.fromkeys(("invalid_speed_dial", "used_speed_dial"), "Change it by hand in VoIP.ms's portal, and report it."),
    **dict.fromkeys(("used_filter", "used_name", "used_number", "duplicated_name"), USED),
}
"""Statuses that a write may get because of what is in the entry."""


class Status(Rejected):
    """An answer with a status that is neither success nor an empty list."""

    def __init__(self, code: str, body: bytes) -> None:
        super().__init__(ANSWERED, REMEDIES.get(code, REPORT), body=body, code=code)
        self.code = code


def refusal(code: str, body: bytes, back_off: float) -> ProcessorError:
    """The error that a status is."""
    if code in FATAL:
        return Denied(ANSWERED, FATAL[code], status=401, body=body, code=code)
    if code == LIMIT:
        return Throttled("VoIP.ms's limit of requests per minute is reached", body=body, after=back_off)
    if code == LATER:
        return Unavailable(ANSWERED, body=body, code=code)
    return Status(code, body)
