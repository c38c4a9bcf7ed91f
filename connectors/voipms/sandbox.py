"""An imitation of VoIP.ms: one address, errors as a status, windows, today as the default, and hidden limits."""

import base64
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

from sar.sandbox import Answer, Api, Ask, Imitation, World, answer

USERNAME, PASSWORD = "owner@example.com", "sandbox-voipms-password"
WINDOW = timedelta(92)
ZONE = "-5"
"""The offset of the account, where a method takes none."""
DISPOSITIONS = {"answered": "ANSWERED", "noanswer": "NO ANSWER", "busy": "BUSY", "failed": "FAILED"}
RECORDINGS = 50
"""Recordings that are given at most, whatever is asked for."""

Row = dict[str, Any]
Asked = dict[str, str]


class Refused(Exception):
    """A status that is not `success`."""


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
    def media(ask: Ask) -> Answer:
        number, _, place = ask.args["map"].partition("-")
        files: list[str] = next((row["files"] for row in state["mms"] if row["id"] == number), [])
        if not place.isdigit() or int(place) >= len(files):
            return Answer("no such medium", status=404)
        return Answer(files[int(place)].encode(), content_type="image/jpeg")

    settings = {"url": "https://voip.ms/api/v1/", "username": USERNAME, "password": PASSWORD, "since": "2025-06-01"}
    return Imitation(api, settings, state, path="/api/v1/")


def _fill(state: Row) -> None:
    """More calls and recordings of others than one page, and more messages than the default limit."""
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


def _some(rows: list[Row], key: str, nothing: str) -> Row:
    if not rows:
        raise Refused(nothing)
    return {key: rows}


def _days(asked: Asked, first: str, last: str, *, needed: bool = True) -> tuple[date, date]:
    """The days asked for; where they are not needed, today is meant."""
    if needed and (first not in asked or last not in asked):
        raise Refused("invalid_daterange")
    today = datetime.now(UTC).date().isoformat()
    try:
        days = date.fromisoformat(asked.get(first, today)), date.fromisoformat(asked.get(last, today))
    except ValueError:
        raise Refused("invalid_date") from None
    if days[1] < days[0] or days[1] - days[0] >= WINDOW:
        raise Refused("invalid_daterange")
    return days


def _zone(asked: Asked) -> str:
    try:
        hours = float(asked.get("timezone", ZONE))
    except ValueError:
        raise Refused("invalid_timezone") from None
    if not -12 <= hours <= 13:
        raise Refused("invalid_timezone")
    return asked.get("timezone", ZONE)


def _local(row: Row, zone: str = ZONE) -> str:
    return f"{datetime.fromisoformat(row['at']).astimezone(timezone(timedelta(hours=float(zone)))):%Y-%m-%d %H:%M:%S}"


def _within(rows: list[Row], days: tuple[date, date], zone: str = ZONE) -> list[Row]:
    return [row for row in rows if days[0].isoformat() <= _local(row, zone)[:10] <= days[1].isoformat()]


def _cdr(state: Row, asked: Asked) -> Row:
    rows = state["client_cdr"].get(asked["client"], []) if "client" in asked else state["cdr"]
    days = _days(asked, "date_from", "date_to")
    wanted = [said for key, said in DISPOSITIONS.items() if asked.get(key) == "1"]
    if "timezone" not in asked:
        raise Refused("missing_timezone")
    if not wanted:
        raise Refused("no_callstatus")
    found = [row for row in _within(rows, days, _zone(asked)) if row["disposition"] in wanted]
    return _some([_call(row, asked) for row in found], "cdr", "no_cdr")


def _call(row: Row, asked: Asked) -> Row:
    shown = {key: value for key, value in row.items() if key != "at"}
    money = {"total": "0.00900000"} if "client" in asked else {"rate": "0.00900000", "total": "0.00900000"}
    logs = f"Call logs for UniqueID: {row['uniqueid']}"
    lasted = str(timedelta(seconds=row["seconds"]))
    return {
        "date": _local(row, asked["timezone"]), **shown, "seconds": str(row["seconds"]), "duration": f"0{lasted}",
        **money, "destination_type": "IN:CANADA", "call_logs": logs,
    }  # fmt: skip


def _accounts(state: Row, asked: Asked) -> Row:
    rows = [{"value": "all", "description": "All Accounts"}]
    return {"accounts": rows + [{"value": one, "description": one} for one in state["accounts"]]}


def _recording_id(row: Row) -> str:
    if "id" in row:
        return str(row["id"])
    seconds = int(datetime.fromisoformat(row["at"]).timestamp())
    text = f"{row['subaccount']}-{row['from']}-{row['to']}-{row['direction']}-{seconds}"
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _recording(row: Row) -> Row:
    kept = {key: row[key] for key in ("destination", "type", "subaccount", "duration")}
    return {"callrecording": _recording_id(row), "datetime": _local(row), **kept}


def _recordings(state: Row, asked: Asked) -> Row:
    if "account" not in asked:
        raise Refused("missing_account")
    days = _days(asked, "date_from", "date_to")
    rows = [row for row in _within(state["recordings"], days) if asked["account"] in {"all", row["subaccount"]}]
    rows.sort(key=lambda row: row["at"], reverse=True)
    start, length = int(asked.get("start", 0)), min(int(asked.get("length", RECORDINGS)), RECORDINGS)
    return _some([_recording(row) for row in rows[start : start + length]], "recordings", "no_recording")


def _recording_file(state: Row, asked: Asked) -> Row:
    for row in state["recordings"]:
        if _recording_id(row) == asked.get("callrecording") and asked.get("account") == row["subaccount"]:
            return {**_recording(row), "base64file": _broken(_base64(b"ID3" + row["audio"].encode()))}
    raise Refused("invalid_callrecording")


def _transcriptions(state: Row, asked: Asked) -> Row:
    days = _days(asked, "date_from", "date_to")
    rows = [row for row in _within(state["transcriptions"], days) if row["account"] == asked.get("account")]
    return {"transcriptions": [_transcription(row) for row in rows]}


def _transcription(row: Row) -> Row:
    phrases = [
        {"time": _local(row), "duration": "2.84", "speaker": place, "phrase": phrase}
        for place, phrase in enumerate(row["phrases"], 1)
    ]
    told = {"date": _local(row), "duration": row["duration"], "speakers": row["speakers"]}
    return {**told, "locale": "fr-CA", "confidence": "94.18%", "recognized_phrases": phrases}


def _messages(kind: str) -> Callable[[Row, Asked], Row]:
    def view(state: Row, asked: Asked) -> Row:
        rows = state["client_sms"].get(asked["client"], []) if "client" in asked else state[kind]
        rows = _within(rows, _days(asked, "from", "to", needed=False), _zone(asked))
        rows = [row for row in rows if all(asked.get(key, row[key]) == row[key] for key in ("contact", "did", "type"))]
        rows = sorted(rows, key=lambda row: str(row["at"]), reverse=True)[: int(asked.get("limit", 50))]
        return _some([_message(kind, row, asked) for row in rows], "sms", "no_sms")

    return view


def _message(kind: str, row: Row, asked: Asked) -> Row:
    shown = {
        "date": _local(row, _zone(asked)),
        **{key: row[key] for key in ("id", "type", "did", "contact", "message")},
    }
    if "client" in asked:
        return shown
    shown["carrier_status"] = "Information not available"
    if kind == "sms":
        return shown
    media = _media_of(row, asked) if row["inline"] else []
    columns = {f"col_media{place}": (media[place - 1] if place <= len(media) else "") for place in range(1, 4)}
    return {**shown, **columns, "media": media}


def _media_of(row: Row, asked: Asked) -> list[str]:
    return [f"{asked['root']}media.php?map={row['id']}-{place}" for place in range(len(row["files"]))]


def _media(state: Row, asked: Asked) -> Row:
    for row in state["mms"]:
        if row["id"] == asked.get("id"):
            media = _media_of(row, asked)
            places = {str(place): (media[place] if place < len(media) else "") for place in range(3)}
            return {"id": row["id"], "date": _local(row), "media": media, **places}
    raise Refused("invalid_sms")


def _voicemail_messages(state: Row, asked: Asked) -> Row:
    return _some(
        [_voicemail(row, place) for place, row in enumerate(_in_folder(state, asked))], "messages", "no_messages"
    )


def _in_folder(state: Row, asked: Asked) -> list[Row]:
    if "mailbox" not in asked:
        raise Refused("missing_mailbox")
    wanted = (asked["mailbox"], asked.get("folder", "INBOX"))
    return [row for row in state["voicemail_messages"] if (row["mailbox"], row["folder"]) == wanted]


def _voicemail(row: Row, place: int) -> Row:
    kept = {key: row[key] for key in ("mailbox", "folder", "callerid", "duration")}
    return {**kept, "message_num": str(place), "date": _local(row), "urgent": "no", "listened": "no"}


def _voicemail_file(state: Row, asked: Asked) -> Row:
    rows = _in_folder(state, asked)
    number = int(asked.get("message_num", -1))
    if not 0 <= number < len(rows):
        raise Refused("invalid_message_num")
    where = {"mailbox": asked["mailbox"], "folder": asked["folder"], "message_num": str(number)}
    return {"message": [{**where, "data": _base64(b"RIFF" + rows[number]["audio"].encode())}]}


def _voicemail_transcripts(state: Row, asked: Asked) -> Row:
    rows = [row for row in _within(_in_folder(state, asked), _days(asked, "date_from", "date_to")) if "heard" in row]
    told = [{"date": _local(row), **{key: row[key] for key in ("callerid", "duration", "folder")}} for row in rows]
    return _some(
        [{**one, "result": row["heard"]} for one, row in zip(told, rows, strict=True)], "messages", "no_messages"
    )


def _faxes(state: Row, asked: Asked) -> Row:
    rows = _within(state["faxes"], _days(asked, "from", "to", needed=False))
    rows = [row for row in rows if asked.get("folder", "ALL") in {"ALL", row["folder"]}]
    hidden = {"at", "pdf"}
    shown = [{**{key: row[key] for key in row if key not in hidden}, "date": _local(row)} for row in rows]
    return _some([{**state["templates"]["faxes"], **row} for row in shown], "faxes", "no_message")


def _fax_pages(state: Row, asked: Asked) -> Row:
    for row in state["faxes"]:
        if row["id"] == asked.get("id"):
            return {"message_base64": _base64(b"%PDF-1.4 " + row["pdf"].encode())}
    raise Refused("invalid_id")


def _listed(kind: str, key: str, nothing: str) -> Callable[[Row, Asked], Row]:
    def view(state: Row, asked: Asked) -> Row:
        template = state["templates"].get(kind, {})
        return _some([{**template, **row} for row in state[kind]], key, nothing)

    return view


def _phonebook(state: Row, asked: Asked) -> Row:
    wanted = asked.get("name", "").casefold()
    rows = [{**state["templates"]["phonebook"], **row} for row in state["phonebook"]]
    return _some([row for row in rows if wanted in row["name"].casefold()], "phonebooks", "no_phonebook")


def _folders(state: Row, asked: Asked) -> Row:
    return {"folders": [{"value": one, "description": one} for one in state["folders"]]}


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _broken(text: str) -> str:
    """As the vendor shows it: with quotes and blanks in between."""
    return '"' + " ".join(text[place : place + 40] for place in range(0, len(text), 40)) + '"'


METHODS: dict[str, Callable[[Row, Asked], Row]] = {
    "getCDR": _cdr,
    "getResellerCDR": _cdr,
    "getCallAccounts": _accounts,
    "getCallRecordings": _recordings,
    "getCallRecording": _recording_file,
    "getCallTranscriptions": _transcriptions,
    "getSMS": _messages("sms"),
    "getMMS": _messages("mms"),
    "getResellerSMS": _messages("sms"),
    "getResellerMMS": _messages("mms"),
    "getMediaMMS": _media,
    "getVoicemails": _listed("voicemails", "voicemails", "no_mailbox"),
    "getVoicemailFolders": _folders,
    "getVoicemailMessages": _voicemail_messages,
    "getVoicemailMessageFile": _voicemail_file,
    "getVoicemailTranscriptions": _voicemail_transcripts,
    "getFaxMessages": _faxes,
    "getFaxMessagePDF": _fax_pages,
    "getPhonebook": _phonebook,
    "getCallerIDFiltering": _listed("filters", "filtering", "no_filter"),
    "getForwardings": _listed("forwardings", "forwardings", "no_forwarding"),
    "getSubAccounts": _listed("sub_accounts", "accounts", "no_account"),
    "getDIDsInfo": _listed("dids", "dids", "no_did"),
    "getClients": _listed("clients", "clients", "no_client"),
}
