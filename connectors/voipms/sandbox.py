"""An imitation of VoIP.ms: one address, errors as a status, windows, today as the default, and hidden limits."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from sar.sandbox import Answer, Api, Ask, Imitation, World, answer

from . import sandbox_book as book
from . import sandbox_calls as calls
from . import sandbox_messages as messages
from .sandbox_base import Asked, Refused, Row, some

USERNAME, PASSWORD = "owner@example.com", "sandbox-voipms-password"


def imitate(world: World) -> Imitation:
    """An account over `fixtures/voipms/voipms.json`."""
    state: Row = {**world.load("voipms.json"), "api": True, "ip": True, "maintenance": [], "budget": -1, "asked": []}
    _fill(state)
    api = Api()

    @api.on("POST", "/api/v1/rest.php")
    def rest(ask: Ask) -> Answer:
        asked = ask.form.to_dict()
        try:
            return answer({"status": "success", **_answer(state, asked, ask.url_root)})
        except Refused as refused:
            return answer({"status": str(refused)})

    @api.on("GET", "/media.php")
    def medium(ask: Ask) -> Answer:
        number, _, place = ask.args["map"].partition("-")
        files: list[str] = next((row["files"] for row in state["mms"] if row["id"] == number), [])
        if not place.isdigit() or int(place) >= len(files):
            return Answer("no such medium", status=404)
        return Answer(files[int(place)].encode(), content_type="image/jpeg")

    settings = {"url": "https://voip.ms/api/v1/", "username": USERNAME, "password": PASSWORD, "since": "2025-06-01"}
    return Imitation(api, settings, state, path="/api/v1/")


def _fill(state: Row) -> None:
    """More calls and recordings of others than one page, and more messages than the default limit."""
    for kind in ("phonebook", "filters"):
        book.merge(state, kind)
    for number in range(120):
        at = datetime(2025, 7, 1, tzinfo=UTC) + timedelta(hours=7 * number)
        moment, caller = at.isoformat(), f"5145550{150 + number % 10}"
        state["cdr"].append({
            "uniqueid": str(10_000 + number), "at": moment, "callerid": f'"Caller" <{caller}>', "seconds": 5,
            "destination": "5145550100", "description": "Inbound DID", "account": "100000_reception",
            "disposition": "ANSWERED",
        })  # fmt: skip
        state["recordings"].append({
            "from": caller, "to": "5145550100", "direction": "IN", "at": moment, "destination": "5145550100",
            "type": "Incoming", "subaccount": "100000_reception", "duration": "00:05", "audio": f"voice {number}",
        })  # fmt: skip
    for number in range(1001, 1061):
        moment = (datetime(2025, 8, 1, tzinfo=UTC) + timedelta(minutes=9 * number)).isoformat()
        state["sms"].append({
            "id": str(number), "at": moment, "type": str(number % 2), "did": "5145550100", "contact": "5145550101",
            "message": f"Message {number}",
        })  # fmt: skip


def _answer(state: Row, asked: Asked, root: str) -> Row:
    if not asked.get("api_username") or not asked.get("api_password"):
        raise Refused("missing_credentials")
    if (asked["api_username"], asked["api_password"]) != (USERNAME, PASSWORD):
        raise Refused("invalid_credentials")
    if not state["api"] or not state["ip"]:
        raise Refused("api_not_enabled" if not state["api"] else "ip_not_enabled")
    if state["budget"] == 0:
        raise Refused("api_limit_exceeded")
    state["budget"] -= 1
    method = asked.get("method", "")
    if method in state["maintenance"]:
        raise Refused("method_maintenance")
    if method not in METHODS:
        raise Refused("invalid_method" if method else "missing_method")
    return METHODS[method](state, {**asked, "root": root})


def _listed(kind: str, key: str, nothing: str) -> Callable[[Row, Asked], Row]:
    def view(state: Row, asked: Asked) -> Row:
        template = state["templates"].get(kind, {})
        return some([{**template, **row} for row in state[kind]], key, nothing)

    return view


def _folders(state: Row, asked: Asked) -> Row:
    return {"folders": [{"value": one, "description": one} for one in state["folders"]]}


METHODS: dict[str, Callable[[Row, Asked], Row]] = {
    "getCDR": calls.cdr,
    "getResellerCDR": calls.cdr,
    "getCallAccounts": calls.accounts,
    "getCallRecordings": calls.recordings,
    "getCallRecording": calls.recording_file,
    "getCallTranscriptions": calls.transcriptions,
    "getSMS": messages.messages("sms"),
    "getMMS": messages.messages("mms"),
    "getResellerSMS": messages.messages("sms"),
    "getResellerMMS": messages.messages("mms"),
    "getMediaMMS": messages.media,
    "getVoicemails": _listed("voicemails", "voicemails", "no_mailbox"),
    "getVoicemailFolders": _folders,
    "getVoicemailMessages": messages.voicemail_messages,
    "getVoicemailMessageFile": messages.voicemail_file,
    "getVoicemailTranscriptions": messages.voicemail_transcripts,
    "getFaxMessages": messages.faxes,
    "getFaxMessagePDF": messages.fax_pages,
    "getPhonebook": book.phonebook,
    "setPhonebook": book.set_phonebook,
    "getCallerIDFiltering": book.filters,
    "setCallerIDFiltering": book.set_filter,
    "getForwardings": _listed("forwardings", "forwardings", "no_forwarding"),
    "getSubAccounts": _listed("sub_accounts", "accounts", "no_account"),
    "getDIDsInfo": _listed("dids", "dids", "no_did"),
    "getClients": _listed("clients", "clients", "no_client"),
}
