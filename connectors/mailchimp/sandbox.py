"""An imitation of Mailchimp: members by hash in every state, ten rows a page, a fuzzy search."""

from typing import Any

from sar.sandbox import Answer, Api, Ask, Imitation, World, answer

from .sandbox_writes import member_hash, patched, tagged

KEY = "0123456789abcdef0123456789abcdef-us19"
VIEWER = "fedcba9876543210fedcba9876543210-us19"
"""The key of a user who may look at everything and change nothing."""
CAP = 10
"""Mailchimp's default page; it allows 1000, and its answers give the total."""

Row = dict[str, Any]


def imitate(world: World) -> Imitation:
    """An account over `fixtures/mailchimp/mailchimp.json`."""
    state: dict[str, Any] = world.load("mailchimp.json")
    _fill(state)
    api = Api(_guard)
    _audiences(api, state)
    _campaigns(api, state)
    _shops(api, state)
    _rest(api, state)
    _writes(api, state)
    settings = {"api_key": KEY, "url": "https://us19.api.mailchimp.com/3.0"}
    return Imitation(api, settings, state, path="/3.0", read_only={"api_key": VIEWER})


def _fill(state: dict[str, Any]) -> None:
    """More audiences, notes, events, campaigns and carts than one page holds."""
    for number in range(10):
        state["lists"].append({**state["lists"][0], "id": f"f{number:09d}", "name": f"Old audience {number}"})
    note, event, activity = state["notes"][0], state["events"][0], state["activity"][0]
    for number in range(100, 112):
        state["notes"].append({**note, "id": number, "note": f"Note {number}"})
        state["events"].append({**event, "occurred_at": f"2026-04-02T10:00:{number - 100:02d}+00:00"})
        moment = f"2026-05-02T10:00:{number - 100:02d}+00:00"
        state["activity"].append({**activity, "created_at_timestamp": moment})
        campaign = {**state["campaigns"][0], "id": f"c{number}", "to": ["ann@example.com"]}
        state["campaigns"].append(campaign)
        state["carts"].append({**state["carts"][1], "id": f"filler-{number}"})


def _guard(ask: Ask) -> Answer | None:
    sent = ask.authorization
    if sent is None or sent.password not in {KEY, VIEWER}:
        return _problem(401, "API Key Invalid")
    if sent.password == VIEWER and ask.method != "GET":
        return _problem(403, "Forbidden")
    return None


def _problem(status: int, title: str, errors: list[Row] | None = None) -> Answer:
    said = {"type": "https://mailchimp.com/developer/marketing/docs/errors/", "title": title, "status": status,
            "detail": title, "instance": "0", **({"errors": errors} if errors else {})}  # fmt: skip
    reply = answer(said, status)
    reply.content_type = "application/problem+json; charset=utf-8"
    return reply


def _page(ask: Ask, key: str, rows: list[Row], total: bool = True, **more: Any) -> Answer:
    offset, count = int(ask.args.get("offset", 0)), min(int(ask.args.get("count", 10)), CAP)
    shown = [{name: value for name, value in row.items() if name not in {"of", "to"}} for row in rows]
    said = {key: shown[offset : offset + count], **more, "_links": []}
    return answer({**said, "total_items": len(rows)} if total else said)


def _one(rows: list[Row]) -> Answer:
    if not rows:
        return _problem(404, "Resource Not Found")
    return answer({name: value for name, value in rows[0].items() if name not in {"of", "to"}})


def _audiences(api: Api, state: dict[str, Any]) -> None:
    def found(audience: str, member: str) -> list[Row]:
        rows = [row for row in state["members"] if row["list_id"] == audience]
        return [row for row in rows if member in {row["id"], row["contact_id"], row["email_address"]}]

    @api.on("GET", "/3.0/")
    def root(ask: Ask) -> Answer:
        role = "viewer" if ask.authorization and ask.authorization.password == VIEWER else "owner"
        return answer({"account_id": "a1", "account_name": "Firm", "email": "owner@example.org", "role": role})

    @api.on("GET", "/3.0/lists")
    def lists(ask: Ask) -> Answer:
        return _page(ask, "lists", state["lists"])

    @api.on("GET", "/3.0/lists/<audience>/members/<member>")
    def member(ask: Ask, audience: str, member: str) -> Answer:
        return _one(found(audience, member))

    @api.on("GET", "/3.0/lists/<audience>/members/<member>/<part>")
    def part(ask: Ask, audience: str, member: str, part: str) -> Answer:
        rows = found(audience, member)
        if not rows:
            return _problem(404, "Resource Not Found")
        name = "activity" if part == "activity-feed" else part
        # what was done with campaigns hangs on the address and is lost with it, all else on the contact
        owner = f"{audience}/{rows[0]['id' if name == 'activity' else 'contact_id']}"
        rows = [row for row in state[name] if row["of"] == owner]
        more = {"email_id": member, "list_id": audience}
        return _page(ask, name, rows, total=part != "activity-feed", **more)

    @api.on("GET", "/3.0/lists/<audience>/merge-fields")
    def merge_fields(ask: Ask, audience: str) -> Answer:
        return _page(ask, "merge_fields", state["merge_fields"], list_id=audience)

    @api.on("GET", "/3.0/lists/<audience>/interest-categories")
    def categories(ask: Ask, audience: str) -> Answer:
        return _page(ask, "categories", state["categories"], list_id=audience)

    @api.on("GET", "/3.0/lists/<audience>/interest-categories/<category>/interests")
    def interests(ask: Ask, audience: str, category: str) -> Answer:
        return _page(ask, "interests", state["interests"], list_id=audience)

    @api.on("GET", "/3.0/lists/<audience>/abuse-reports")
    def complaints(ask: Ask, audience: str) -> Answer:
        return _page(ask, "abuse_reports", [row for row in state["abuse"] if row["list_id"] == audience])

    @api.on("GET", "/3.0/lists/<audience>/segments")
    def segments(ask: Ask, audience: str) -> Answer:
        return _page(ask, "segments", [row for row in state["segments"] if row["list_id"] == audience])

    @api.on("GET", "/3.0/lists/<audience>/segments/<int:segment>/members")
    def segment_members(ask: Ask, audience: str, segment: int) -> Answer:
        return _page(ask, "members", [row for row in state["members"] if row["list_id"] == audience])

    @api.on("GET", "/3.0/search-members")
    def search(ask: Ask) -> Answer:
        wanted = ask.args["query"].casefold()
        exact = [row for row in state["members"] if row["email_address"].casefold() == wanted]
        fuzzy = [row for row in state["members"] if wanted in row["email_address"].casefold() and row not in exact]
        parts = {"exact_matches": exact, "full_search": fuzzy}
        return answer({key: {"members": rows, "total_items": len(rows)} for key, rows in parts.items()})


def _writes(api: Api, state: dict[str, Any]) -> None:
    def found(audience: str, member: str) -> Row | None:
        rows = (row for row in state["members"] if row["list_id"] == audience)
        return next((row for row in rows if member in {row["id"], row["contact_id"], row["email_address"]}), None)

    @api.on("PATCH", "/3.0/lists/<audience>/members/<member>")
    def update(ask: Ask, audience: str, member: str) -> Answer:
        row = found(audience, member)
        if row is None:
            return _problem(404, "Resource Not Found")
        title, errors = patched(state, row, ask.get_json(), skip=ask.args.get("skip_merge_validation") == "true")
        return _problem(400, title, errors) if title else _one([row])

    @api.on("POST", "/3.0/lists/<audience>/members/<member>/tags")
    def tags(ask: Ask, audience: str, member: str) -> Answer:
        row = found(audience, member)
        if row is None:
            return _problem(404, "Resource Not Found")
        tagged(state, row, ask.get_json()["tags"])
        return Answer(status=204)


def _campaigns(api: Api, state: dict[str, Any]) -> None:
    def sent(number: str, member: str) -> str | None:
        campaign = next(row for row in state["campaigns"] if row["id"] == number)
        return next((email for email in campaign["to"] if member_hash(email) == member), None)

    @api.on("GET", "/3.0/campaigns")
    def campaigns(ask: Ask) -> Answer:
        wanted = ask.args["member_id"]
        return _page(ask, "campaigns", [row for row in state["campaigns"] if wanted in map(member_hash, row["to"])])

    @api.on("GET", "/3.0/reports/<number>/<report>/<member>")
    def report(ask: Ask, number: str, report: str, member: str) -> Answer:
        email = sent(number, member)
        if email is None or (report == "unsubscribed" and number != "c2"):
            return _problem(404, "Resource Not Found")
        common = {"email_id": member, "email_address": email, "campaign_id": number, "list_id": "a000000001"}
        parts: dict[str, Row] = {
            "sent-to": {"status": "sent", "open_count": 1, "last_open": "2026-04-01T10:00:00+00:00"},
            "email-activity": {"activity": [{"action": "open", "timestamp": "2026-04-01T10:00:00+00:00",
                                             "ip": "192.0.2.10"}]},
            "open-details": {"opens_count": 1, "opens": [{"timestamp": "2026-04-01T10:00:00+00:00"}]},
            "unsubscribed": {"timestamp": "2026-04-02T10:00:00+00:00", "reason": "Too many"},
        }  # fmt: skip
        return answer({**common, **parts[report]})

    @api.on("GET", "/3.0/reports/<number>/abuse-reports")
    def complaints(ask: Ask, number: str) -> Answer:
        return _page(ask, "abuse_reports", [row for row in state["abuse"] if row["campaign_id"] == number])


def _shops(api: Api, state: dict[str, Any]) -> None:
    @api.on("GET", "/3.0/ecommerce/stores")
    def stores(ask: Ask) -> Answer:
        return _page(ask, "stores", state["stores"])

    @api.on("GET", "/3.0/ecommerce/stores/<store>/<part>")
    def part(ask: Ask, store: str, part: str) -> Answer:
        rows = [row for row in state[part] if row["of"] == store]
        wanted, customer = ask.args.get("email_address", "").casefold(), ask.args.get("customer_id")
        if wanted:
            rows = [row for row in rows if wanted in row["email_address"].casefold()]
        if customer:
            rows = [row for row in rows if row["customer"]["id"] == customer]
        return _page(ask, part, rows)


def _rest(api: Api, state: dict[str, Any]) -> None:
    @api.on("GET", "/3.0/automations")
    def automations(ask: Ask) -> Answer:
        return _page(ask, "automations", state["automations"])

    @api.on("GET", "/3.0/automations/<workflow>/emails")
    def emails(ask: Ask, workflow: str) -> Answer:
        return _page(ask, "emails", [{"id": "e1", "workflow_id": workflow}])

    @api.on("GET", "/3.0/automations/<workflow>/emails/<email>/queue/<member>")
    def queued(ask: Ask, workflow: str, email: str, member: str) -> Answer:
        return _one([row for row in state["queue"] if row["id"] == member])

    @api.on("GET", "/3.0/automations/<workflow>/removed-subscribers/<member>")
    def removed(ask: Ask, workflow: str, member: str) -> Answer:
        return _one([row for row in state["removed"] if row["id"] == member])

    @api.on("GET", "/3.0/reporting/surveys")
    def surveys(ask: Ask) -> Answer:
        return _page(ask, "surveys", state["surveys"])

    @api.on("GET", "/3.0/reporting/surveys/<survey>/responses")
    def responses(ask: Ask, survey: str) -> Answer:
        rows = [{key: value for key, value in row.items() if key != "results"} for row in state["responses"]]
        return _page(ask, "responses", rows)

    @api.on("GET", "/3.0/reporting/surveys/<survey>/responses/<number>")
    def response(ask: Ask, survey: str, number: str) -> Answer:
        return _one([row for row in state["responses"] if row["response_id"] == number])

    @api.on("GET", "/3.0/conversations")
    def conversations(ask: Ask) -> Answer:
        wanted = ask.args.get("list_id")
        return _page(ask, "conversations", [row for row in state["conversations"] if row["list_id"] == wanted])

    @api.on("GET", "/3.0/conversations/<number>/messages")
    def messages(ask: Ask, number: str) -> Answer:
        rows = [row for row in state["messages"] if row["conversation_id"] == number]
        return _page(ask, "conversation_messages", rows)
