"""E-mail addresses, telephone numbers and postal addresses in QuickBooks when they are corrected."""

from typing import Any

from tests.connectors.quickbooks_correct_shared import NEW, company, corrected, row, said

OLD_STREET = "12 Example Street"


# e-mail addresses


def test_of_several_addresses_in_one_field_one_is_replaced() -> None:
    def joined(state: dict[str, Any]) -> None:
        listed = "desk@example.net; Joann Baker <JOANN@example.com>,x@example.org"
        state["Customer"][1]["PrimaryEmailAddr"]["Address"] = listed

    with company(joined) as mends:
        corrected(mends, {"email": NEW}, None, "joann")
        assert row(mends, "Customer", "2")["PrimaryEmailAddr"] == {
            "Address": f"desk@example.net; Joann Baker <{NEW}>,x@example.org"
        }
        back = mends.undo("r1")
        assert {one.state for one in mends.apply(back.request)} == {"verified"}
        held = row(mends, "Customer", "2")["PrimaryEmailAddr"]["Address"]
        assert held == "desk@example.net; Joann Baker <JOANN@example.com>,x@example.org"


def test_an_address_that_is_there_already_is_not_written_twice() -> None:
    def joined(state: dict[str, Any]) -> None:
        state["Customer"][1]["PrimaryEmailAddr"]["Address"] = f"joann@example.com, {NEW}, x@example.org"

    with company(joined) as mends:
        corrected(mends, {"email": NEW}, None, "joann")
        assert row(mends, "Customer", "2")["PrimaryEmailAddr"]["Address"] == f"{NEW}, x@example.org"


def test_the_only_address_can_be_deleted_and_put_back() -> None:
    with company() as mends:
        corrected(mends, {"email": ""}, None, "joann")
        assert "PrimaryEmailAddr" not in row(mends, "Customer", "2")
        assert {one.state for one in mends.apply(mends.undo("r1").request)} == {"verified"}
        assert row(mends, "Customer", "2")["PrimaryEmailAddr"] == {"Address": "joann@example.com"}


# telephone numbers


def test_a_number_in_two_spellings_is_one() -> None:
    with company() as mends:
        corrected(mends, {"phone": "+15145550123"})
        customer = row(mends, "Customer", "1")
        assert customer["PrimaryPhone"] == customer["Mobile"] == {"FreeFormNumber": "+15145550123"}


def test_a_fax_follows_only_where_it_is_the_same_number() -> None:
    def faxed(state: dict[str, Any]) -> None:
        state["Customer"][1]["Fax"] = {"FreeFormNumber": "514 555 0102"}
        state["Customer"][4]["Fax"] = {"FreeFormNumber": "514 555 0177"}

    with company(faxed) as mends:
        corrected(mends, {"phone": "+15145550124"}, None, "joann")
        corrected(mends, {"phone": "+15145550125"}, None, "namesake")
        assert row(mends, "Customer", "2")["Fax"] == {"FreeFormNumber": "+15145550124"}
        assert row(mends, "Customer", "5")["Fax"] == {"FreeFormNumber": "514 555 0177"}


# postal addresses


def test_two_different_addresses_are_told_apart_by_the_street_only() -> None:
    def moved(state: dict[str, Any]) -> None:
        state["Customer"][1]["ShipAddr"] = {"Id": "77", "Line1": "9 Example Lane", "City": "Montréal"}

    with company(moved) as mends:
        plan = mends.plan({"address.city": "Laval"}, None, "joann")
        assert plan.changes == ()
        assert any("several addresses" in one for one in said(plan))
        new, was = {"address.street": "5 Example Road", "address.city": "Laval"}, {"address.street": OLD_STREET}
        corrected(mends, new, was, "joann")
        customer = row(mends, "Customer", "2")
        assert (customer["BillAddr"]["Line1"], customer["BillAddr"]["City"]) == ("5 Example Road", "Laval")
        assert customer["ShipAddr"] == {"Id": "77", "Line1": "9 Example Lane", "City": "Montréal"}


def test_the_persons_name_above_a_street_is_no_street() -> None:
    with company() as mends:
        corrected(mends, {"address.street": "1 Example Square"})
        lines = row(mends, "Customer", "1")["ShipAddr"]
        assert (lines["Line1"], lines["Line2"]) == ("Ann Archer", "1 Example Square")


def test_a_name_above_a_street_follows_the_name() -> None:
    def firm(state: dict[str, Any]) -> None:
        vendor = {"CompanyName": "Baker Ltd", "BillAddr": {"Line1": "Baker Ltd", "Line2": "9 Example Lane"}}
        state["Vendor"][1].update(vendor)

    with company(firm) as mends:
        corrected(mends, {"family_name": "Archer-Roy"})
        lines = row(mends, "Customer", "1")["ShipAddr"]
        assert (lines["Line1"], lines["Line2"], lines["City"]) == ("Ann Archer-Roy", OLD_STREET, "Montréal")
        corrected(mends, {"organisation": "Roy Ltd"}, None, "joann")
        vendor = row(mends, "Vendor", "52")
        assert (vendor["DisplayName"], vendor["CompanyName"]) == ("Roy Ltd", "Roy Ltd")
        assert (vendor["BillAddr"]["Line1"], vendor["BillAddr"]["Line2"]) == ("Roy Ltd", "9 Example Lane")


def test_a_country_of_three_letters_is_the_same_one() -> None:
    with company() as mends:
        plan = mends.plan({"address.country": "CA"})
        assert plan.changes == ()
        corrected(mends, {"address.country": "FR"})
        assert row(mends, "Employee", "62")["PrimaryAddr"]["Country"] == "France"
