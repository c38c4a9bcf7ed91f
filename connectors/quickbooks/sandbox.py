"""An imitation of QuickBooks Online: its query language, inactive rows hidden, a refresh token that rotates."""

import re
from typing import Any

from sar.sandbox import Answer, Api, Ask, Imitation, World, answer, elsewhere

from .sandbox_writes import TIME, fault, writes

REALM = "4620816365000000000"
SECRETS = {"client_secret": "sandbox-client-secret", "refresh_token": "sandbox-refresh-0"}
LISTS = {"Customer", "Vendor", "Employee"}
FILTERABLE = {
    "Customer": {"PrimaryEmailAddr", "DisplayName", "Active", "Id"}, "Vendor": {"DisplayName", "Active", "Id"},
    "Employee": {"DisplayName", "Active", "Id"},
    "Bill": {"VendorRef"}, "BillPayment": {"VendorRef"},
    "Invoice": {"CustomerRef"}, "Estimate": {"CustomerRef"}, "SalesReceipt": {"CustomerRef"},
    "CreditMemo": {"CustomerRef"}, "RefundReceipt": {"CustomerRef"}, "Payment": {"CustomerRef"},
    "ReimburseCharge": {"CustomerRef"},
}  # fmt: skip

Row = dict[str, Any]


def imitate(world: World) -> Imitation:
    """A company over `fixtures/quickbooks/quickbooks.json`, with more than a thousand customers, vendors, invoices."""
    state: dict[str, Any] = world.load("quickbooks.json")
    state["tokens"] = {"refresh": SECRETS["refresh_token"], "access": "", "count": 0}
    _fill(state)
    api = Api(lambda ask: _guard(ask, state))
    _tokens(api, state)
    _queries(api, state)
    _files(api, state)
    writes(api, state)
    settings = {"client_id": "sandbox-client", **SECRETS, "company_id": REALM,
                "url": "https://quickbooks.api.intuit.com",
                "token_url": "https://oauth.platform.intuit.com/oauth2/v1/tokens/bearer"}  # fmt: skip
    return Imitation(api, settings, state)


def _fill(state: dict[str, Any]) -> None:
    """A page holds a thousand rows."""
    for number in range(2000, 3001):
        name = {"Id": str(number), "SyncToken": "0", "DisplayName": f"Filler {number}", "Active": True}
        state["Customer"].append({**name, "PrimaryEmailAddr": {"Address": f"filler{number}@example.net"}})
        state["Vendor"].append({**name, "Id": str(number + 2000)})
        party = {"value": str(number), "name": f"Filler {number}"}
        state["Invoice"].append({"Id": str(number + 5000), "SyncToken": "0", "CustomerRef": party, "TotalAmt": 1.0})
    model = next(row for row in state["Invoice"] if row["Id"] == "101")
    state["Invoice"] += [{**model, "Id": str(number), "DocNumber": f"A{number}"} for number in range(300, 320)]


def _guard(ask: Ask, state: dict[str, Any]) -> Answer | None:
    if ask.path.startswith("/signed/"):
        return Answer("a token came to the storage", status=400) if ask.headers.get("authorization") else None
    if ask.path.endswith("/tokens/bearer"):
        return None
    if ask.headers.get("authorization") != f"Bearer {state['tokens']['access']}" or not state["tokens"]["access"]:
        said = {"message": "message=AuthenticationFailed", "detail": "Token expired", "code": "3200"}
        return answer({"fault": {"error": [said], "type": "AUTHENTICATION"}, "time": TIME}, 401)
    return None


def _tokens(api: Api, state: dict[str, Any]) -> None:
    @api.on("POST", "/oauth2/v1/tokens/bearer")
    def token(ask: Ask) -> Answer:
        tokens, sent = state["tokens"], ask.authorization
        if sent is None or sent.password != SECRETS["client_secret"]:
            return answer({"error": "invalid_client"}, 401)
        by_consent = ask.form.get("grant_type") == "authorization_code" and ask.form.get("code") == "sandbox-code"
        if not by_consent and ask.form.get("refresh_token") != tokens["refresh"]:
            return answer({"error": "invalid_grant"}, 400)
        tokens["count"] += 1
        tokens.update(refresh=f"sandbox-refresh-{tokens['count']}", access=f"sandbox-access-{tokens['count']}")
        return answer({
            "token_type": "bearer", "access_token": tokens["access"], "refresh_token": tokens["refresh"],
            "expires_in": 3600, "x_refresh_token_expires_in": 8726400,
        })  # fmt: skip


def _queries(api: Api, state: dict[str, Any]) -> None:
    @api.on("GET", "/v3/company/<realm>/query")
    def query(ask: Ask, realm: str) -> Answer:
        return _query(ask.args["query"], state)

    @api.on("GET", "/v3/company/<realm>/reports/TransactionList")
    def report(ask: Ask, realm: str) -> Answer:
        if "start_date" not in ask.args:
            return answer({"Header": {}, "Columns": {}, "Rows": {}})  # the default period is short
        number = ask.args.get("customer") or ask.args.get("vendor")
        listed = state["reports"].get(number, [])
        cells = [{"ColData": [{"value": "2026-02-01"}, {"value": kind, "id": one}]} for kind, one in listed]
        return answer({"Header": {"ReportName": "TransactionList"}, "Columns": {}, "Rows": {"Row": cells}})

    @api.on("GET", "/v3/company/<realm>/<entity>/<number>")
    def read(ask: Ask, realm: str, entity: str, number: str) -> Answer:
        name = next((name for name in state if name.lower() == entity), "")
        found = next((row for row in state.get(name, []) if row["Id"] == number), None)
        return answer({name: found, "time": TIME}) if found else fault("610", "Object Not Found")


def _query(text: str, state: dict[str, Any]) -> Answer:
    if "’" in text:
        return fault("4000", "Error parsing query")
    asked = re.fullmatch(
        r"select \* from (\w+)(?: where (.*?))?(?: STARTPOSITION (\d+))?(?: MAXRESULTS (\d+))?", text, re.I
    )
    if asked is None:
        return fault("4000", "Error parsing query")
    entity, where, start, most = asked.groups()
    rows = state.get(entity, [])
    conditions = _conditions(where or "")
    if not {field for field, _, _ in conditions} <= FILTERABLE.get(entity, set()):
        return fault("4001", "property is not queryable")
    if entity in LISTS and "Active" not in {field for field, _, _ in conditions}:
        rows = [row for row in rows if row.get("Active", True)]
    for field, operator, value in conditions:
        rows = [row for row in rows if _matches(row, field, operator, value)]
    first, size = int(start or 1) - 1, min(int(most or 100), 1000)
    page = rows[first : first + size]
    found = {entity: page, "startPosition": first + 1, "maxResults": len(page)} if page else {}
    return answer({"QueryResponse": found, "time": TIME})


def _conditions(where: str) -> list[tuple[str, str, str]]:
    found = re.findall(r"(\w+) (LIKE|=|IN) ('(?:[^'\\]|\\.)*'|\([^)]*\))", where)
    return [(field, operator, re.sub(r"\\(.)", r"\1", value[1:-1])) for field, operator, value in found]


def _matches(row: Row, field: str, operator: str, value: str) -> bool:
    held = row.get(field, True if field == "Active" else "")
    text = str(held.get("Address") or held.get("value")) if isinstance(held, dict) else str(held)
    if operator == "IN":
        return text.casefold() in value.casefold().split(",")
    if operator == "LIKE":
        return value.strip("%").casefold() in text.casefold()
    return text.casefold() == value.casefold()


def _files(api: Api, state: dict[str, Any]) -> None:
    @api.on("GET", "/v3/company/<realm>/download/<number>")
    def address(ask: Ask, realm: str, number: str) -> Answer:
        return Answer(elsewhere(ask, f"/signed/{number}?signature=s3cret"), content_type="text/plain")

    @api.on("GET", "/signed/<number>")
    def signed(ask: Ask, number: str) -> Answer:
        return Answer(f"file {number}\n" * 30, content_type="text/plain")

    @api.on("GET", "/v3/company/<realm>/<entity>/<number>/pdf")
    def copy(ask: Ask, realm: str, entity: str, number: str) -> Answer:
        return Answer(b"%PDF-1.4 copy", content_type="application/pdf")
