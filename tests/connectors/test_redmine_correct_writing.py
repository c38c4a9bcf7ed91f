"""Redmine: what is written to accounts, and the faults and rights for which nothing is."""

from collections.abc import Iterator

import pytest
from tests.connectors.redmine_correct_shared import ANN, OHARA, PHONE, account, sent, the_only

from sar.http import Request, Response, Transport
from sar.testing import rig
from sar.testing.faults import Faulty
from sar.testing.mending import Mending, differences, mending


@pytest.fixture
def mends() -> Iterator[Mending]:
    with mending("redmine") as made:
        yield made


# what is sent


def test_only_what_changes_is_sent(mends: Mending) -> None:
    plan = mends.plan({"family_name": "Archer-Roy", "phone": "+15145550123"}, {"family_name": "Archer", **PHONE})
    assert sent(mends, plan) == [
        ("PUT", "/users/5.json", {"user": {
            "lastname": "Archer-Roy", "custom_fields": [{"id": 10, "value": "+15145550123"}]}}),
        ("PUT", "/users/12.json", {"user": {"lastname": "Archer-Roy"}}),
    ]  # fmt: skip


def test_another_spelling_of_the_same_number_is_no_change(mends: Mending) -> None:
    assert mends.plan({"phone": "+15145550101"}, PHONE).changes == ()


def test_the_accounts_own_key_is_in_no_receipt(mends: Mending) -> None:
    plan = mends.plan({"given_name": "Anne"})
    receipts = mends.apply(plan.request)
    assert receipts
    assert "key-of-" not in repr((plan, receipts))


def test_a_field_that_came_to_stand_elsewhere_is_found_by_its_number(mends: Mending) -> None:
    plan = mends.plan({"custom:redmine:cf_13": "2020-03-02"})
    account(mends, ANN)["custom_fields"].reverse()
    before = mends.state()
    assert the_only(mends.apply(plan.request)).state == "verified"
    assert set(differences(before, mends.state())) == {
        f"/users/{ANN}/custom_fields/0/value",
        f"/users/{ANN}/updated_on",
    }


def test_an_optional_field_is_emptied(mends: Mending) -> None:
    plan = mends.plan({"custom:redmine:cf_13": ""})
    assert the_only(mends.apply(plan.request)).state == "verified"
    assert account(mends, ANN)["custom_fields"][3]["value"] == ""


# faults and rights


def test_an_answer_about_another_account_writes_nothing(mends: Mending) -> None:
    plan = mends.plan({"email": "maeve@example.org"}, who="ohara")
    before = mends.state()

    def other(request: Request, _: int) -> Response | None:
        if request.method == "GET" and request.url.path == "/users/13.json":
            return Response(200, json={"user": {"id": 14, "mail": "o'hara@example.org"}}, request=request)
        return None

    receipt = the_only(mends.apply(plan.request, lambda inner: Faulty(inner, other)))
    assert receipt.state == "failed"
    assert mends.state() == before


def test_an_account_that_is_gone_is_told(mends: Mending) -> None:
    plan = mends.plan({"email": "maeve@example.org"}, who="ohara")
    del mends.imitation.state["users"][OHARA]
    assert the_only(mends.apply(plan.request)).state == "failed"


def test_without_the_list_of_custom_fields_nothing_is_planned(mends: Mending) -> None:
    class Failing(Transport):
        def __init__(self, inner: Transport) -> None:
            self.inner = inner

        def handle_request(self, request: Request) -> Response:
            if request.url.path == "/custom_fields.json" and asked["plan"]:
                return Response(403, request=request)
            return self.inner.handle_request(request)

    asked = {"plan": True}
    connected = rig("redmine", through=Failing)
    asked["plan"] = False
    record = next(one for one in connected.find("o'hara@example.org").disclosed if one.type == "user")
    asked["plan"] = True
    from sar.correct.model import Correction
    from sar.errors import Denied

    with pytest.raises(Denied):
        list(connected.connector.plan(Correction({"given_name": "Mab"}), [record]))  # type: ignore[attr-defined]


def test_a_withdrawn_key_writes_nothing(mends: Mending) -> None:
    """The public view of an account has no address: it is not taken for an empty one."""
    plan = mends.plan({"email": "maeve@example.org"}, who="ohara")
    before = mends.state()
    receipt = the_only(mends.apply(plan.request, settings={"api_key": "withdrawn"}))
    assert (receipt.state, receipt.written) == ("failed", False)
    assert mends.state() == before


def test_a_good_key_may_write() -> None:
    assert list(rig("redmine").connector.may_write()) == []  # type: ignore[attr-defined]
