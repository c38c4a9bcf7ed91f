"""An imitation of Whereby Embedded: lists by cursor, filters by room, links to files on another host."""

from typing import Any
from urllib.parse import parse_qs

from sar.sandbox import Answer, Api, Ask, Imitation, World, answer, elsewhere

KEY = "sandbox-whereby-key"
CAP = 4
"""Rows a page here; the vendor allows 100."""

Row = dict[str, Any]


def imitate(world: World) -> Imitation:
    """An account over `fixtures/whereby/whereby.json`."""
    state: dict[str, Any] = world.load("whereby.json")
    api = Api(_guard)
    _insights(api, state)
    _kept(api, state)
    settings = {"product": "embedded", "api_key": KEY, "url": "https://api.whereby.dev/v1"}
    # what Whereby would answer to the letter, where product is meetings
    said = {"conclusion": "data", "by": "Sam Steward", "note": "One meeting.", "files": ["meetings-answer.csv"]}
    return Imitation(api, settings, state, path="/v1", free=("product",), answers=said)


def _guard(ask: Ask) -> Answer | None:
    if ask.path.startswith("/stored/"):
        return Answer("a key came to the storage", status=400) if "authorization" in ask.headers else None
    if ask.headers.get("authorization") != f"Bearer {KEY}":
        return answer({"error": "Unauthorized"}, 401)
    limit = ask.args.get("limit", "1")
    if not limit.isdigit() or not 1 <= int(limit) <= 100:
        return answer({"error": "limit must be between 1 and 100"}, 400)
    return None


def _page(ask: Ask, rows: list[Row], default: int = 50) -> Answer:
    """A page and the cursor of the next, null at the end; ten rows where /insights is not told how many."""
    start = int(ask.args.get("cursor", "0").removeprefix("c"))
    end = start + min(int(ask.args.get("limit", default)), CAP)
    return answer({"results": rows[start:end], "cursor": f"c{end}" if end < len(rows) else None})


def _insights(api: Api, state: dict[str, Any]) -> None:
    @api.on("GET", "/v1/insights/rooms")
    def rooms(ask: Ask) -> Answer:
        # the query as the vendor writes it: roomName[exact]=/room
        asked = {key: values[0] for key, values in parse_qs(ask.query_string.decode()).items()}
        names = dict.fromkeys(row["roomName"] for row in state["sessions"])
        return _page(ask, [_room(name, state) for name in names if _matches(name, asked)], 10)

    @api.on("GET", "/v1/insights/room-sessions")
    def sessions(ask: Ask) -> Answer:
        if "roomName" not in ask.args:
            return answer({"error": "roomName is required"}, 400)
        number = ask.args.get("roomSessionId")
        rows = [row for row in state["sessions"] if row["roomName"] == ask.args["roomName"]]
        return _page(ask, [row for row in rows if number in {None, row["roomSessionId"]}], 10)

    @api.on("GET", "/v1/insights/participants")
    def participants(ask: Ask) -> Answer:
        session, external = ask.args.get("roomSessionId"), ask.args.get("externalId")
        if not session and not external:
            return answer({"error": "roomSessionId or externalId is required"}, 400)
        rows = [row for row in state["participants"] if session in {None, row["roomSessionId"]}]
        return _page(ask, [row for row in rows if external in {None, row["externalId"]}], 10)

    @api.on("GET", "/v1/insights/participant")
    def participant(ask: Ask) -> Answer:
        return answer(state["details"].get(f"{ask.args['roomSessionId']}/{ask.args['participantId']}", []))


def _matches(name: str, asked: dict[str, str]) -> bool:
    return (
        asked.get("roomName[exact]", name) == name
        and name.startswith(asked.get("roomName[startsWith]", ""))
        and asked.get("roomName[contains]", "") in name
    )


def _room(name: str, state: dict[str, Any]) -> Row:
    rows = [row for row in state["sessions"] if row["roomName"] == name]
    totals = {
        key: sum(row[key] for row in rows) for key in rows[0] if key.startswith("total") and key != "totalRatings"
    }
    return {
        "roomName": name, "createdAt": min(row["startedAt"] for row in rows), "endAt": "2027-01-01T00:00:00.000Z",
        "firstSessionStartedAt": min(row["startedAt"] for row in rows),
        "lastSessionStartedAt": max(row["startedAt"] for row in rows),
        **totals, "totalSessions": len(rows), "rating": 4.5, "totalRatings": 2,
    }  # fmt: skip


def _kept(api: Api, state: dict[str, Any]) -> None:
    @api.on("GET", "/v1/meetings")
    def meetings(ask: Ask) -> Answer:
        return _page(ask, state["meetings"])

    @api.on("GET", "/v1/recordings")
    def recordings(ask: Ask) -> Answer:
        room = ask.args.get("roomName")
        rows = [row for row in state["recordings"] if room in {None, row["in"]}]
        return _page(ask, [{key: value for key, value in row.items() if key != "in"} for row in rows])

    @api.on("GET", "/v1/transcriptions")
    def transcriptions(ask: Ask) -> Answer:
        room = ask.args.get("roomName")
        return _page(ask, [row for row in state["transcriptions"] if room in {None, row["roomName"]}])

    @api.on("GET", "/v1/summaries")
    def summaries(ask: Ask) -> Answer:
        return _page(ask, state["summaries"])

    @api.on("GET", "/v1/<any(recordings, transcriptions):kind>/<number>/access-link")
    def link(ask: Ask, kind: str, number: str) -> Answer:
        (row,) = (row for row in state[kind] if row[f"{kind[:-1]}Id"] == number)
        if row.get("storageType") == "SELF_HOSTED":
            return answer({"error": "Forbidden"}, 403)
        address = elsewhere(ask, f"/stored/{number}?signature=sandbox-signature")
        return answer({"accessLink": address, "expires": 1790000000000})

    @api.on("GET", "/stored/<number>")
    def stored(ask: Ask, number: str) -> Answer:
        if ask.args.get("signature") != "sandbox-signature":
            return Answer("AccessDenied", status=403)
        return Answer(state["files"][number], content_type="video/mp4" if number.startswith("r") else "text/markdown")
