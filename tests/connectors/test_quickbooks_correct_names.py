"""Names in QuickBooks when they are corrected: taken ones, firms', parts of them, and payroll's."""

from typing import Any

import pytest
from tests.connectors.quickbooks_correct_shared import company, corrected, one_state, row, said


@pytest.mark.parametrize("entity", ["Customer", "Vendor", "Employee"])
def test_a_name_that_is_taken_is_left_out_and_told(entity: str) -> None:
    """A display name is unique over all three lists, whatever its case; the rest of the entry is corrected."""

    def taken(state: dict[str, Any]) -> None:
        state[entity].append({"Id": "900", "SyncToken": "0", "DisplayName": "JOANN ROY", "Active": False})

    with company(taken) as mends:
        plan = corrected(mends, {"family_name": "Roy"}, None, "joann")
        customer = row(mends, "Customer", "2")
        assert (customer["FamilyName"], customer["DisplayName"]) == ("Roy", "Joann Baker")
        assert any("new display name belongs to another" in one for one in said(plan))
        assert row(mends, entity, "900")["SyncToken"] == "0"


def test_two_entries_of_one_person_do_not_get_one_name() -> None:
    def named(state: dict[str, Any]) -> None:
        state["Vendor"][1]["DisplayName"] = "Baker, Joann"

    with company(named) as mends:
        plan = corrected(mends, {"full_name": "Joann Roy", "given_name": "Joann", "family_name": "Roy"}, None, "joann")
        names = [row(mends, "Customer", "2")["DisplayName"], row(mends, "Vendor", "52")["DisplayName"]]
        assert sorted(names) == ["Baker, Joann", "Joann Roy"]
        assert any("belongs to another" in one for one in said(plan))


def test_a_name_taken_meanwhile_is_a_failure_with_its_remedy() -> None:
    with company() as mends:
        plan = mends.plan({"family_name": "Roy"}, None, "joann")
        mends.imitation.state["Vendor"].append({"Id": "900", "SyncToken": "0", "DisplayName": "Joann Roy"})
        before = row(mends, "Customer", "2").copy()
        receipts = mends.apply(plan.request)
        assert one_state(receipts, "Customer", "2") == "failed"
        failed = next(one for one in receipts if one.state == "failed")
        assert failed.why and "has this name already" in failed.why.text
        assert failed.remedy and "Plan again" in failed.remedy.text
        assert row(mends, "Customer", "2") == before


def test_a_firms_name_is_not_taken_for_the_persons() -> None:
    with company() as mends:
        plan = corrected(mends, {"full_name": "Joann Roy", "given_name": "Joann", "family_name": "Roy"}, None, "joann")
        assert row(mends, "Vendor", "52")["DisplayName"] == "Baker Ltd"
        assert any(one.startswith("Baker Ltd: DisplayName may hold") for one in said(plan))


def test_a_middle_name_and_a_title_stay_within_the_name() -> None:
    def named(state: dict[str, Any]) -> None:
        state["Customer"][1].update(
            Title="Mrs.", MiddleName="B.", Suffix="Jr", DisplayName="Mrs. Joann B. Baker Jr - 2"
        )

    with company(named) as mends:
        corrected(mends, {"family_name": "Roy"}, None, "joann")
        assert row(mends, "Customer", "2")["DisplayName"] == "Mrs. Joann B. Roy Jr - 2"


def test_a_full_name_alone_asks_for_its_parts() -> None:
    with company() as mends:
        plan = corrected(mends, {"full_name": "Joann Roy"}, None, "joann")
        assert row(mends, "Customer", "2")["FamilyName"] == "Baker"
        assert any("were not said" in one for one in said(plan))


def test_names_are_never_emptied() -> None:
    with company() as mends:
        before = mends.state()
        plan = mends.plan({"birthday": ""})
        assert plan.changes == ()
        assert any("does not let BirthDate be emptied" in one for one in said(plan))
        assert mends.state() == before


@pytest.mark.parametrize(("field", "value"), [("family_name", "Roy: the second"), ("given_name", "x" * 101)])
def test_what_quickbooks_does_not_take_is_told_before(field: str, value: str) -> None:
    with company() as mends:
        plan = mends.plan({field: value}, None, "joann")
        assert plan.changes == ()
        assert any("does not take the new value" in one for one in said(plan))


def test_payroll_keeps_the_names_of_employees() -> None:
    def paid(state: dict[str, Any]) -> None:
        state["CompanyInfo"][0]["NameValue"] = [{"Name": "PayrollFeature", "Value": "true"}]
        state["Employee"][1].update(PrintOnCheckName="Ann Archer", MiddleName="B.", DisplayName="Ann B. Archer")

    with company(paid) as mends:
        plan = corrected(mends, {"family_name": "Archer-Roy"})
        employee = row(mends, "Employee", "62")
        assert (employee["DisplayName"], employee["PrintOnCheckName"]) == ("Ann B. Archer-Roy", "Ann Archer")
        assert any("PrintOnCheckName is kept by QuickBooks Payroll" in one for one in said(plan))
        assert row(mends, "Customer", "1")["PrintOnCheckName"] == "Ann Archer-Roy"
