"""Updates of QuickBooks' lists as it carries them out: versions, unique names, sub-objects replaced as a whole."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from sar.sandbox import Answer, Api, Ask, answer

Row = dict[str, Any]
LISTS = ("Customer", "Vendor", "Employee")
NAMES = {"DisplayName": 500, "PrintOnCheckName": 110, "GivenName": 100, "MiddleName": 100, "FamilyName": 100,
         "Title": 16, "Suffix": 16}  # fmt: skip
PLAIN = {*NAMES, "CompanyName", "Notes", "Gender", "BirthDate", "HiredDate", "ReleasedDate", "EmployeeNumber",
         "AcctNum", "ResaleNum"}  # fmt: skip
ADDRESS = {"Line1", "Line2", "Line3", "Line4", "Line5", "City", "CountrySubDivisionCode", "PostalCode", "Country"}
PARTS = {
    "PrimaryEmailAddr": {"Address"}, "WebAddr": {"URI"},
    **{key: {"FreeFormNumber"} for key in ("PrimaryPhone", "AlternatePhone", "Mobile", "Fax")},
    **dict.fromkeys(("BillAddr", "ShipAddr", "PrimaryAddr"), ADDRESS),
}  # fmt: skip
GIVEN = {"Id", "SyncToken", "domain", "sparse", "MetaData", "Active", "Balance", "Job", "ParentRef"}
STAY = ("DisplayName", "PrintOnCheckName")
PAYROLL = ("DisplayName", "PrintOnCheckName", "Title", "Suffix")
TIME = "2026-11-24T10:00:00.000-05:00"


def fault(code: str, message: str) -> Answer:
    """A fault as QuickBooks words it."""
    error = {"Message": message, "Detail": message, "code": code}
    return answer({"Fault": {"Error": [error], "type": "ValidationFault"}, "time": TIME}, 400)


def writes(api: Api, state: dict[str, Any]) -> None:
    """Register the updates; what was answered under a request id is answered again, and not done again."""
    done: dict[str, str] = {}

    @api.on("POST", "/v3/company/<realm>/<entity>")
    def update(ask: Ask, realm: str, entity: str) -> Answer:
        name = next((one for one in LISTS if one.lower() == entity), "")
        number = ask.args.get("requestid", "")
        if number in done:
            return answer(json.loads(done[number]))
        body = ask.get_json()
        row = next((one for one in state.get(name, []) if one["Id"] == body.get("Id")), None)
        if row is None:
            return fault("610", "Object Not Found")
        if refused := next(_faults(body, row, state), None):
            return fault(*refused)
        _carry_out(body, row, name, state)
        said = {name: row, "time": TIME}
        if number:
            done[number] = json.dumps(said)
        return answer(said)


def _faults(body: Row, row: Row, state: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Whatever is wrong with an update, in the order in which QuickBooks looks."""
    if "SyncToken" not in body:
        yield "2020", "Required param missing, need to supply the required value for the API"
    if body["SyncToken"] != row["SyncToken"]:
        yield "5010", "Stale Object Error"
    if set(body) - PLAIN - set(PARTS) - GIVEN or any(_unsupported(body[key], key) for key in set(body) & set(PARTS)):
        yield "2010", "Request has invalid or unsupported property"
    for key in set(body) & set(NAMES):
        if any(sign in body[key] for sign in ":\t\n"):
            yield "2040", "Invalid String"
        if len(body[key]) > NAMES[key]:
            yield "2050", "String length is either shorter or longer than supported by specification"
    if not _mail(body.get("PrimaryEmailAddr", {}).get("Address", "")):
        yield "2210", "Invalid Email Address format"
    if "DisplayName" in body and _taken(body["DisplayName"], row, state):
        yield "6240", "Duplicate Name Exists Error"


def _unsupported(value: Any, key: str) -> bool:
    return not isinstance(value, dict) or bool(set(value) - PARTS[key] - {"Id", "Lat", "Long"})


def _mail(text: str) -> bool:
    return len(text) <= 100 and all("@" in one and "." in one for one in text.replace(";", ",").split(",") if text)


def _taken(name: str, own: Row, state: dict[str, Any]) -> bool:
    rows = [row for entity in LISTS for row in state[entity] if row is not own]
    return name.casefold() in {row["DisplayName"].casefold() for row in rows}


def _carry_out(body: Row, row: Row, entity: str, state: dict[str, Any]) -> None:
    company = state["CompanyInfo"][0].get("NameValue", [])
    payroll = entity == "Employee" and {"Name": "PayrollFeature", "Value": "true"} in company
    writable = PLAIN | set(PARTS)
    emptied = set() if body.get("sparse") is True else writable - set(body) - set(STAY)
    for key in emptied:
        row.pop(key, None)
    for key in writable & set(body) - (set(PAYROLL) if payroll else set()):
        _set(row, key, body[key])
    if payroll:
        row["DisplayName"] = " ".join(row[key] for key in ("GivenName", "MiddleName", "FamilyName") if key in row)
    row["SyncToken"] = str(int(row["SyncToken"]) + 1)
    if meta := row.get("MetaData"):
        meta["LastUpdatedTime"] = (datetime.fromisoformat(meta["LastUpdatedTime"]) + timedelta(minutes=1)).isoformat()
    for one in state["Customer"]:
        if "FullyQualifiedName" in one:
            one["FullyQualifiedName"] = _qualified(one, state)


def _set(row: Row, key: str, value: Any) -> None:
    if isinstance(value, dict):
        value = {inner: text for inner, text in value.items() if text and inner in PARTS[key]}
        if value and "Line1" in PARTS[key]:
            # an address gets a new number whenever it changes, and a place on the map if it is a real one
            before = row.get(key, {}).get("Id", "1000")
            value |= {"Id": str(int(before) + 1000), "Lat": "INVALID", "Long": "INVALID"}
    if value:
        row[key] = value
    elif key not in STAY:
        row.pop(key, None)


def _qualified(row: Row, state: dict[str, Any]) -> str:
    parent = row.get("ParentRef", {}).get("value")
    above = next((one for one in state["Customer"] if one["Id"] == parent), None)
    return f"{_qualified(above, state)}:{row['DisplayName']}" if above else str(row["DisplayName"])
