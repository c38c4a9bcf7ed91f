"""What stays in QuickBooks when something is corrected, and a person is told: others' entries, transactions, notes."""

from typing import Any

from tests.connectors.quickbooks_correct_shared import NEW, company, corrected, row, said

from sar.correct.model import Plan
from sar.testing.mending import differences


def changed(plan: Plan) -> set[tuple[str, str]]:
    return {(one.type, one.source_id) for one in plan.changes}


def test_below_the_persons_entry_only_what_is_the_same_is_changed() -> None:
    """A job keeps its own name; a sub-customer who is somebody else is left to a person."""
    with company() as mends:
        before = mends.state()
        new = {"given_name": "Anne", "phone": "+15145550123", "address.street": "1 Example Square"}
        plan = corrected(mends, new)
        after = differences(before, mends.state())
        assert row(mends, "Customer", "10")["GivenName"] == "Kitchen"
        assert row(mends, "Customer", "10")["BillAddr"]["Line1"] == "1 Example Square"
        assert {path for path in after if path.startswith("/Customer/11/")} == {"/Customer/11/FullyQualifiedName"}
        assert any(one.startswith("Tim Archer: it stands below") for one in said(plan))


def test_an_entry_that_several_share_keeps_what_may_be_somebody_elses() -> None:
    with company() as mends:
        new = {"family_name": "Roy", "phone": "+15145550123", "email": "ann.roy@example.org"}
        plan = corrected(mends, new, {"email": "ann.archer@example.org"})
        household = row(mends, "Customer", "9")
        assert household["PrimaryEmailAddr"] == {"Address": "desk@example.net, ann.roy@example.org"}
        assert (household["FamilyName"], household["PrimaryPhone"]) == ("Account", {"FreeFormNumber": "514-555-0199"})
        assert any("e-mail addresses of several people" in one for one in said(plan))


def test_issued_transactions_stay_and_what_is_still_to_come_is_told() -> None:
    with company() as mends:
        before = {key: value for key, value in mends.state().items() if key.startswith(("/Invoice", "/Recurring"))}
        plan = corrected(mends, {"email": NEW})
        assert {key: value for key, value in mends.state().items() if key in before} == before
        assert sum("stay as they were recorded" in one for one in said(plan)) == 1
        (recorded,) = (one for one in plan.by_hand if "stay as they were recorded" in one.why.text)
        assert (recorded.records, recorded.task) == (22, None)
        assert any(one.startswith("Invoice D106: it is not sent yet") for one in said(plan))
        assert any(one.startswith("Recurring transaction 261:") for one in said(plan))
        assert ("Invoice", "106") not in changed(plan)


def test_transactions_are_not_told_when_they_do_not_name_what_is_wrong() -> None:
    with company() as mends:
        plan = mends.plan({"birthday": "1980-06-05"})
        assert not any("transactions name" in one or "not sent yet" in one for one in said(plan))


def test_notes_with_an_old_value_are_for_a_person() -> None:
    def noted(state: dict[str, Any]) -> None:
        state["Customer"][1]["Notes"] = "Reach her at 514 555-0102"

    with company(noted) as mends:
        plan = corrected(mends, {"phone": "+15145550124"}, None, "joann")
        assert "Joann Baker: its notes hold the old value of phone." in said(plan)
        assert row(mends, "Customer", "2")["Notes"] == "Reach her at 514 555-0102"


def test_masked_numbers_are_for_a_person() -> None:
    with company() as mends:
        plan = mends.plan({"custom:quickbooks:TaxIdentifier": "999"})
        assert plan.changes == ()
        assert any("TaxIdentifier is shown in part only" in one for one in said(plan))
