"""What QuickBooks does not take, known before anything is sent: names that are taken, limits, what payroll keeps."""

from collections.abc import Iterator
from typing import Any

from sar.sdk import Alteration, Record, Rejected, id_of, inner, text_of

from .api import Api, quoted

NAMED = {"DisplayName": 500, "PrintOnCheckName": 110, "GivenName": 100, "MiddleName": 100, "FamilyName": 100,
         "Title": 16, "Suffix": 16}  # fmt: skip
LONGEST = {
    **NAMED, "CompanyName": 100, "FreeFormNumber": 30, "Address": 100, "City": 255, "Country": 255,
    "CountrySubDivisionCode": 255, "PostalCode": 30, "EmployeeNumber": 100, "ResaleNum": 16,
}  # fmt: skip
OF_EMPLOYEES = {"FreeFormNumber": 20, "PrintOnCheckName": 100}
NEVER_EMPTY = {"DisplayName", "PrintOnCheckName", "BirthDate", "HiredDate", "ReleasedDate", "Gender"}
NEVER_EMPTY_OF_EMPLOYEES = {"GivenName", "FamilyName"}
BY_PAYROLL = {"DisplayName", "PrintOnCheckName", "Title", "Suffix"}
TAKEN = "{title}: its new display name belongs to another customer, vendor or employee already."
TELL_APART = "Give it a display name in QuickBooks that tells the two apart."
EMPTY = "{title}: QuickBooks does not let {key} be emptied by a program."
UNFIT = "{title}: QuickBooks does not take the new value of {key}: it is too long, or a name with a colon."
PAYROLL = "{title}: {key} is kept by QuickBooks Payroll, and no program may change it."
BY_HAND = "Change it by hand in QuickBooks."


class Fitting:
    """Looks at one alteration after the other; the names of one plan are compared with each other too."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._given: set[str] = set()
        self._payroll: bool | None = None

    def unfit(self, record: Record, one: Alteration) -> tuple[str, str] | None:
        """Why it cannot be written, and what to do; None when it can."""
        first, key = one.path.split("/")[1], _key(one)
        employee = record.type == "Employee"
        if employee and first in BY_PAYROLL and self._has_payroll():
            return PAYROLL, BY_HAND
        if not one.new and (first in NEVER_EMPTY or (employee and first in NEVER_EMPTY_OF_EMPLOYEES)):
            return EMPTY, BY_HAND
        most = OF_EMPLOYEES.get(key, 0) if employee else 0
        if len(one.new) > (most or LONGEST.get(key, 500)) or (first in NAMED and ":" in one.new):
            return UNFIT, BY_HAND
        if first == "DisplayName" and self._taken(record, one.new):
            return TAKEN, TELL_APART
        return None

    def _taken(self, record: Record, name: str) -> bool:
        """Whether another of the three lists' entries has the name, or gets it by this same plan."""
        folded = name.casefold()
        if folded in self._given or any(other != (record.type, record.source_id) for other in self._having(name)):
            return True
        self._given.add(folded)
        return False

    def _having(self, name: str) -> Iterator[tuple[str, str]]:
        for entity in ("Customer", "Vendor", "Employee"):
            try:
                rows = list(self._api.rows(entity, f"DisplayName = {quoted(name)}"))
            except Rejected:
                continue  # some characters are refused in a query; the write is refused too if the name is taken
            yield from ((entity, id_of(row, "Id")) for row in rows if _called(row, name))

    def _has_payroll(self) -> bool:
        if self._payroll is None:
            company = next(self._api.rows("CompanyInfo"), {})
            said = inner(company, "NameValue")
            pairs = [one for one in said if isinstance(one, dict)] if isinstance(said, list) else []
            self._payroll = any(_says(one, "PayrollFeature", "true") for one in pairs)
        return self._payroll


def _key(one: Alteration) -> str:
    return "Address" if one.field == "email" else one.path.rpartition("/")[2]


def _called(row: dict[str, Any], name: str) -> bool:
    return text_of(row, "DisplayName").casefold() == name.casefold()


def _says(pair: dict[str, Any], name: str, value: str) -> bool:
    return text_of(pair, "Name") == name and str(pair.get("Value", "")).casefold() == value
