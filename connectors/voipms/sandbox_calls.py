"""The imitation's calls, recordings and transcripts."""

import base64
from datetime import datetime, timedelta

from .sandbox_base import Asked, Refused, Row, as_base64, broken, days, local, some, within, zone

DISPOSITIONS = {"answered": "ANSWERED", "noanswer": "NO ANSWER", "busy": "BUSY", "failed": "FAILED"}
RECORDINGS = 50
"""Recordings that are given at most, whatever is asked for."""


def cdr(state: Row, asked: Asked) -> Row:
    """Calls of the account, or of a client."""
    rows = state["client_cdr"].get(asked["client"], []) if "client" in asked else state["cdr"]
    span = days(asked, "date_from", "date_to")
    wanted = [said for key, said in DISPOSITIONS.items() if asked.get(key) == "1"]
    if "timezone" not in asked:
        raise Refused("missing_timezone")
    if not wanted:
        raise Refused("no_callstatus")
    found = [row for row in within(rows, span, zone(asked)) if row["disposition"] in wanted]
    return some([_call(row, asked) for row in found], "cdr", "no_cdr")


def _call(row: Row, asked: Asked) -> Row:
    shown = {key: value for key, value in row.items() if key != "at"}
    money = {"total": "0.00900000"} if "client" in asked else {"rate": "0.00900000", "total": "0.00900000"}
    logs = f"Call logs for UniqueID: {row['uniqueid']}"
    lasted = str(timedelta(seconds=row["seconds"]))
    return {
        "date": local(row, asked["timezone"]), **shown, "seconds": str(row["seconds"]), "duration": f"0{lasted}",
        **money, "destination_type": "IN:CANADA", "call_logs": logs,
    }  # fmt: skip


def accounts(state: Row, asked: Asked) -> Row:
    """The accounts, and the word for all of them."""
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
    return {"callrecording": _recording_id(row), "datetime": local(row), **kept}


def recordings(state: Row, asked: Asked) -> Row:
    """One page of recordings; their callers are named in their ids only."""
    if "account" not in asked:
        raise Refused("missing_account")
    span = days(asked, "date_from", "date_to")
    rows = [row for row in within(state["recordings"], span) if asked["account"] in {"all", row["subaccount"]}]
    rows.sort(key=lambda row: row["at"], reverse=True)
    start, length = int(asked.get("start", 0)), min(int(asked.get("length", RECORDINGS)), RECORDINGS)
    return some([_recording(row) for row in rows[start : start + length]], "recordings", "no_recording")


def recording_file(state: Row, asked: Asked) -> Row:
    """The sound of a recording."""
    for row in state["recordings"]:
        if _recording_id(row) == asked.get("callrecording") and asked.get("account") == row["subaccount"]:
            return {**_recording(row), "base64file": broken(as_base64(b"ID3" + row["audio"].encode()))}
    raise Refused("invalid_callrecording")


def transcriptions(state: Row, asked: Asked) -> Row:
    """What was said in calls of one account."""
    span = days(asked, "date_from", "date_to")
    rows = [row for row in within(state["transcriptions"], span) if row["account"] == asked.get("account")]
    return {"transcriptions": [_transcription(row) for row in rows]}


def _transcription(row: Row) -> Row:
    phrases = [
        {"time": local(row), "duration": "2.84", "speaker": place, "phrase": phrase}
        for place, phrase in enumerate(row["phrases"], 1)
    ]
    told = {"date": local(row), "duration": row["duration"], "speakers": row["speakers"]}
    return {**told, "locale": "fr-CA", "confidence": "94.18%", "recognized_phrases": phrases}
