"""The imitation's messages, voicemail and faxes."""

from collections.abc import Callable

from .sandbox_base import Asked, Refused, Row, as_base64, days, local, some, within, zone


def messages(kind: str) -> Callable[[Row, Asked], Row]:
    """Messages of a kind: today's, fifty, unless asked otherwise."""

    def view(state: Row, asked: Asked) -> Row:
        rows = state["client_sms"].get(asked["client"], []) if "client" in asked else state[kind]
        rows = within(rows, days(asked, "from", "to", needed=False), zone(asked))
        rows = [row for row in rows if all(asked.get(key, row[key]) == row[key] for key in ("contact", "did", "type"))]
        rows = sorted(rows, key=lambda row: str(row["at"]), reverse=True)[: int(asked.get("limit", 50))]
        return some([_message(kind, row, asked) for row in rows], "sms", "no_sms")

    return view


def _message(kind: str, row: Row, asked: Asked) -> Row:
    shown = {
        "date": local(row, zone(asked)),
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


def media(state: Row, asked: Asked) -> Row:
    """Where the media of a message are."""
    for row in state["mms"]:
        if row["id"] == asked.get("id"):
            media = _media_of(row, asked)
            places = {str(place): (media[place] if place < len(media) else "") for place in range(3)}
            return {"id": row["id"], "date": local(row), "media": media, **places}
    raise Refused("invalid_sms")


def voicemail_messages(state: Row, asked: Asked) -> Row:
    """One folder, numbered by place."""
    return some(
        [_voicemail(row, place) for place, row in enumerate(_in_folder(state, asked))], "messages", "no_messages"
    )


def _in_folder(state: Row, asked: Asked) -> list[Row]:
    if "mailbox" not in asked:
        raise Refused("missing_mailbox")
    wanted = (asked["mailbox"], asked.get("folder", "INBOX"))
    return [row for row in state["voicemail_messages"] if (row["mailbox"], row["folder"]) == wanted]


def _voicemail(row: Row, place: int) -> Row:
    kept = {key: row[key] for key in ("mailbox", "folder", "callerid", "duration")}
    return {**kept, "message_num": str(place), "date": local(row), "urgent": "no", "listened": "no"}


def voicemail_file(state: Row, asked: Asked) -> Row:
    """The sound of the message that is at this place now."""
    rows = _in_folder(state, asked)
    number = int(asked.get("message_num", -1))
    if not 0 <= number < len(rows):
        raise Refused("invalid_message_num")
    where = {"mailbox": asked["mailbox"], "folder": asked["folder"], "message_num": str(number)}
    return {"message": [{**where, "data": as_base64(b"RIFF" + rows[number]["audio"].encode())}]}


def voicemail_transcripts(state: Row, asked: Asked) -> Row:
    """What was heard in a folder's messages."""
    rows = [row for row in within(_in_folder(state, asked), days(asked, "date_from", "date_to")) if "heard" in row]
    told = [{"date": local(row), **{key: row[key] for key in ("callerid", "duration", "folder")}} for row in rows]
    return some(
        [{**one, "result": row["heard"]} for one, row in zip(told, rows, strict=True)], "messages", "no_messages"
    )


def faxes(state: Row, asked: Asked) -> Row:
    """Faxes of all folders or one."""
    rows = within(state["faxes"], days(asked, "from", "to", needed=False))
    rows = [row for row in rows if asked.get("folder", "ALL") in {"ALL", row["folder"]}]
    hidden = {"at", "pdf"}
    shown = [{**{key: row[key] for key in row if key not in hidden}, "date": local(row)} for row in rows]
    return some([{**state["templates"]["faxes"], **row} for row in shown], "faxes", "no_message")


def fax_pages(state: Row, asked: Asked) -> Row:
    """The pages of a fax."""
    for row in state["faxes"]:
        if row["id"] == asked.get("id"):
            return {"message_base64": as_base64(b"%PDF-1.4 " + row["pdf"].encode())}
    raise Refused("invalid_id")
