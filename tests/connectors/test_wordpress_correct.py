"""What WordPress and WooCommerce do with a change, trap by trap: the site afterwards, and what is told."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from sar.correct.model import Plan, Receipt
from sar.http import Request, Response, Transport
from sar.testing.mending import Mending, mending

Row = dict[str, Any]
NEW = "ann.roy@example.com"


@pytest.fixture
def mends() -> Iterator[Mending]:
    with mending("wordpress") as made:
        state = made.imitation.state
        for name in ("users", "comments", "posts", "entries", "orders"):
            # what only fills pages is of no use here
            state[name] = [one for one in state[name] if int(one["id"]) < (400 if name != "users" else 200)]
        yield made


def row(mends: Mending, rows: str, number: int) -> Row:
    found: Row = next(one for one in mends.imitation.state[rows] if one["id"] == number)
    return found


def altered(plan: Plan, type_: str, number: str) -> dict[str, str]:
    """Path → new value of one object's change; nothing where none is planned."""
    changes = [one for one in plan.changes if (one.type, one.source_id) == (type_, number)]
    return {one.path: one.new for change in changes for one in change.alterations}


def told(plan: Plan) -> str:
    return "\n".join(f"{one.field}: {one.why.text} {one.task.text if one.task else ''}" for one in plan.by_hand)


def states(receipts: list[Receipt]) -> dict[str, str]:
    return {one.change.key.removeprefix("wordpress:"): one.state for one in receipts}


class Seen(Transport):
    """A way that notes what is written."""

    def __init__(self, inner: Transport) -> None:
        self._inner = inner
        self.posts: list[Request] = []

    def handle_request(self, request: Request) -> Response:
        if request.method != "GET":
            self.posts.append(request)
        return self._inner.handle_request(request)


def sent(mends: Mending, plan: Plan) -> list[Request]:
    ways: list[Seen] = []

    def through(inner: Transport) -> Seen:
        ways.append(Seen(inner))
        return ways[-1]

    mends.apply(plan.request, through)
    return [request for way in ways for request in way.posts]


# comments


def test_a_comment_keeps_the_address_and_program_that_it_was_written_with(mends: Mending) -> None:
    """WordPress takes those of the request that changes it, unless they are sent along."""
    before = {number: dict(row(mends, "comments", number)) for number in (31, 32)}
    mends.apply(mends.plan({"email": NEW}).request)
    for number, held in before.items():
        assert row(mends, "comments", number) == {**held, "author_email": NEW}
    assert before[32]["author_user_agent"] == "", "one of the two has none"


def test_a_comment_without_an_ip_address_is_not_given_ours(mends: Mending) -> None:
    assert row(mends, "comments", 36)["author_ip"] == ""
    mends.apply(mends.plan({"email": NEW}).request)
    assert row(mends, "comments", 36)["author_ip"] == "0.0.0.0"


def test_a_name_that_is_not_known_as_the_persons_is_never_made_their_real_one(mends: Mending) -> None:
    row(mends, "comments", 31)["author_name"] = "Rose Thorn"
    plan = mends.plan({"full_name": "Ann Roy", "family_name": "Roy"})
    assert "/author_name" not in altered(plan, "comment", "31")
    assert "a name is shown that no account of the person holds" in told(plan)
    mends.apply(plan.request)
    assert row(mends, "comments", 31)["author_name"] == "Rose Thorn"


def test_a_pseudonym_that_is_said_to_be_wrong_is_changed(mends: Mending) -> None:
    row(mends, "comments", 31)["author_name"] = "Rose Thorn"
    plan = mends.plan({"full_name": "Ann Roy"}, {"full_name": "Rose Thorn"})
    assert altered(plan, "comment", "31") == {"/author_name": "Ann Roy"}


def test_a_comment_under_the_first_name_alone_does_not_get_a_family_name(mends: Mending) -> None:
    assert row(mends, "comments", 32)["author_name"] == "Ann"
    assert altered(mends.plan({"family_name": "Roy"}), "comment", "32") == {}
    assert altered(mends.plan({"given_name": "Anne"}), "comment", "32") == {"/author_name": "Anne"}


def test_a_comment_that_somebody_else_took_over_is_a_conflict(mends: Mending) -> None:
    """The name is as planned, but the address by which it was hers is gone."""
    plan = mends.plan({"family_name": "Roy"})
    row(mends, "comments", 31)["author_email"] = "somebody@example.net"
    assert states(mends.apply(plan.request))["comment:31"] == "conflict"
    assert row(mends, "comments", 31)["author_name"] == "Ann Archer"


def test_a_comment_that_only_an_export_still_tells_is_not_planned(mends: Mending) -> None:
    plan = mends.plan({"email": NEW, "family_name": "Roy"})
    assert plan.complete
    assert altered(plan, "comment", "17") == {}


def test_a_text_that_holds_the_old_address_is_for_a_person_and_stays(mends: Mending) -> None:
    plan = mends.plan({"email": NEW})
    assert "Comment 37" in told(plan), "of somebody else, who mentions it"
    before = dict(row(mends, "comments", 37))
    mends.apply(plan.request)
    assert row(mends, "comments", 37) == before


# accounts


def test_nothing_but_what_changes_is_sent(mends: Mending) -> None:
    import json

    posts = sent(mends, mends.plan({"family_name": "Roy"}))
    account = next(one for one in posts if one.url.path.endswith("/users/7"))
    assert json.loads(account.content) == {"last_name": "Roy", "name": "Ann Roy"}
    customer = next(one for one in posts if one.url.path.endswith("/customers/7"))
    assert json.loads(customer.content) == {"billing": {"last_name": "Roy"}, "shipping": {"last_name": "Roy"}}


def test_that_wordpress_writes_to_the_old_address_is_said_before(mends: Mending) -> None:
    how = {one.source_id: one.how.text for one in mends.plan({"email": NEW}).changes if one.type == "account"}
    assert "writes to the old address" in how["7"]
    silent = [one.how.text for one in mends.plan({"family_name": "Roy"}).changes if one.type == "account"]
    assert not any("writes to the old address" in one for one in silent)


def test_an_address_that_another_account_has_is_not_tried(mends: Mending) -> None:
    plan = mends.plan({"email": "joann@example.com", "family_name": "Roy"})
    assert "another account has the new address" in told(plan)
    assert altered(plan, "account", "7") == {"/last_name": "Roy", "/name": "Ann Roy"}
    assert states(mends.apply(plan.request))["account:7"] == "verified"


def test_an_address_that_contains_another_accounts_is_free(mends: Mending) -> None:
    """WordPress finds accounts by any part of an address."""
    plan = mends.plan({"email": "o.joann@example.com"})
    assert altered(plan, "account", "7") == {"/email": "o.joann@example.com"}


def test_a_log_in_name_that_is_the_old_address_is_told(mends: Mending) -> None:
    row(mends, "users", 7)["username"] = "ann@example.com"
    assert "lets nobody change a log-in name" in told(mends.plan({"email": NEW}))
    row(mends, "users", 7)["username"] = "aarcher"
    assert "log-in name" not in told(mends.plan({"email": NEW}))


def test_what_wordpress_would_fill_with_the_log_in_name_is_not_emptied(mends: Mending) -> None:
    plan = mends.plan({"full_name": "", "email": ""})
    assert altered(plan, "account", "7") == {}
    assert altered(plan, "customer", "7") == {}
    assert told(plan).count("does not let it be empty") == 3, "two of the account, and the billing address's e-mail"
    assert altered(plan, "comment", "31") == {"/author_name": "", "/author_email": ""}


def test_a_nickname_that_is_the_log_in_name_is_no_name(mends: Mending) -> None:
    row(mends, "users", 7).update(username="ann", nickname="ann")
    assert altered(mends.plan({"given_name": "Anne"}), "account", "7") == {
        "/first_name": "Anne",
        "/name": "Anne Archer",
    }


def test_a_biography_is_for_a_person_unless_it_is_said_anew(mends: Mending) -> None:
    row(mends, "users", 7)["description"] = "Write to ann@example.com."
    assert "biography holds the old value of email" in told(mends.plan({"email": NEW}))
    plan = mends.plan({"custom:wordpress:description": "Gone fishing"})
    assert altered(plan, "account", "7") == {"/description": "Gone fishing"}


@pytest.mark.parametrize(
    ("asked", "planned", "written"),
    [("fr-CA", "fr-CA", "fr_CA"), ("fr_CA", "fr_CA", "fr_CA"), ("fr", "fr", "fr_CA"), ("", "", "")],
)
def test_a_language_is_written_as_the_site_knows_it(mends: Mending, asked: str, planned: str, written: str) -> None:
    plan = mends.plan({"language": asked})
    assert altered(plan, "account", "7") == {"/locale": planned}
    assert states(mends.apply(plan.request)) == {"account:7": "verified"}
    assert row(mends, "users", 7)["locale"] == written
    back = mends.undo(plan.request)
    assert states(mends.apply(back.request)) == {"account:7": "verified"}
    assert row(mends, "users", 7)["locale"] == "en_CA"


def test_a_language_that_is_held_already_in_another_spelling_is_none_to_change(mends: Mending) -> None:
    for spelt in ("en", "en-CA", "en_CA"):
        assert mends.plan({"language": spelt}).changes == ()


def test_a_language_that_the_site_has_not_or_has_twice_is_for_a_person(mends: Mending) -> None:
    for spelt in ("de", "de-DE"):
        plan = mends.plan({"language": spelt})
        assert plan.changes == ()
        assert "does not have the new language" in told(plan)
    mends.imitation.state["locales"].append("fr_FR")
    assert "does not have the new language" in told(mends.plan({"language": "fr"}))


def test_a_field_of_a_plug_in_is_changed_by_its_own_key(mends: Mending) -> None:
    plan = mends.plan({"custom:wordpress:member_no": "A-18"})
    assert altered(plan, "account", "7") == {"/meta/member_no": "A-18"}
    assert states(mends.apply(plan.request)) == {"account:7": "verified"}


def test_a_setting_that_no_api_lets_be_written_is_told_by_its_name(mends: Mending) -> None:
    settings = mends.imitation.state["inside"]["settings"]["7"]["meta"]
    settings.update(club_telephone=["514-555-0101"], club_card=[{"mail": "ANN@example.com"}], club_notes=["x"])
    plan = mends.plan({"email": NEW, "phone": "+15145550123"})
    assert "phone, and no API lets it be changed: club_telephone." in told(plan)
    assert "email, and no API lets it be changed: club_card." in told(plan)
    assert "billing_phone" not in told(plan), "the shop's own is changed with the customer"


def test_without_the_shop_its_left_over_settings_are_told(mends: Mending) -> None:
    mends.imitation.state["namespaces"] = ["oembed/1.0", "wp/v2"]
    assert "no API lets it be changed: billing_phone." in told(mends.plan({"phone": "+15145550123"}))


# customers


def test_the_account_moves_the_customers_time_and_that_is_no_conflict(mends: Mending) -> None:
    plan = mends.plan({"family_name": "Roy"})
    assert set(states(mends.apply(plan.request)).values()) == {"verified"}
    assert row(mends, "customers", 7)["date_modified_gmt"] != "2026-09-01T09:00:00"


def test_another_edit_of_the_same_address_is_a_conflict(mends: Mending) -> None:
    """Her city would else come to stand in a street that somebody else wrote meanwhile."""
    plan = mends.plan({"address.city": "Québec"})
    row(mends, "customers", 7)["billing"]["address_1"] = "9 Third Street"
    assert states(mends.apply(plan.request)) == {"customer:7": "conflict"}
    assert row(mends, "customers", 7)["billing"]["city"] == "Montréal"


def test_an_address_in_somebody_elses_name_stays_as_it_is(mends: Mending) -> None:
    shipping = row(mends, "customers", 7)["shipping"]
    shipping.update(first_name="Bob", last_name="Mentor")
    before = dict(shipping)
    plan = mends.plan({"address.city": "Québec", "phone": "+15145550123"})
    assert "shipping address of the customer is in another name" in told(plan)
    mends.apply(plan.request)
    assert row(mends, "customers", 7)["shipping"] == before
    assert row(mends, "customers", 7)["billing"]["city"] == "Québec"


def test_of_two_addresses_the_wrong_one_has_to_be_said(mends: Mending) -> None:
    row(mends, "customers", 7)["shipping"].update(address_1="1 Office Park")
    plan = mends.plan({"address.city": "Québec"})
    assert plan.changes == ()
    assert "which one is wrong is not said" in told(plan)
    plan = mends.plan({"address.city": "Québec"}, {"address.street": "12 example street"})
    assert altered(plan, "customer", "7") == {"/billing/city": "Québec"}


def test_a_region_written_out_is_no_code(mends: Mending) -> None:
    plan = mends.plan({"address.region": "Ontario", "address.city": "Ottawa"})
    assert altered(plan, "customer", "7") == {"/billing/city": "Ottawa", "/shipping/city": "Ottawa"}
    assert "holds the region as a code" in told(plan)
    plan = mends.plan({"address.region": "ON"})
    assert altered(plan, "customer", "7") == {"/billing/state": "ON", "/shipping/state": "ON"}


def test_a_line_is_emptied_and_not_passed_over(mends: Mending) -> None:
    """What is null WooCommerce passes over."""
    plan = mends.plan({"organisation": ""})
    assert states(mends.apply(plan.request)) == {"customer:7": "verified"}
    assert row(mends, "customers", 7)["billing"]["company"] == ""


def test_a_field_of_a_customer_is_removed_by_its_own_key(mends: Mending) -> None:
    plan = mends.plan({"custom:wordpress:favourite_plant": ""})
    assert states(mends.apply(plan.request)) == {"customer:7": "verified"}
    assert [one["key"] for one in row(mends, "customers", 7)["meta_data"]] == ["cart"]


def test_orders_keep_what_they_were_made_with(mends: Mending) -> None:
    before = [dict(order) for order in mends.imitation.state["orders"]]
    plan = mends.plan({"email": NEW, "phone": "+15145550123", "address.city": "Québec"})
    mends.apply(plan.request)
    assert mends.imitation.state["orders"] == before
    assert "Orders, form entries" in told(plan)


# whose key it is


def denied(mends: Mending, change: Callable[[], None] = lambda: None, **settings: Any) -> tuple[list[Receipt], bool]:
    """Receipts of an application, and whether the site is as before."""
    plan = mends.plan({"family_name": "Roy", "address.city": "Québec"})
    change()
    before = mends.state()
    receipts = mends.apply(plan.request, settings=settings or None)
    return receipts, mends.state() == before


def test_an_administrator_of_one_site_of_a_network_is_told_before_the_first_write(mends: Mending) -> None:
    """By name it has every right; what it may do with an object WordPress says in `Allow`."""
    receipts, same = denied(mends, user="olga")
    assert same
    assert {one.state for one in receipts} == {"failed"}
    assert all(one.why and "may read accounts and not change them" in one.why.text for one in receipts)


@pytest.mark.parametrize("right", ["edit_users", "moderate_comments"])
def test_an_account_without_the_right_is_told_before_the_first_write(mends: Mending, right: str) -> None:
    def lose() -> None:
        mends.imitation.state["capabilities"][right] = False

    receipts, _ = denied(mends, lose)
    assert {one.state for one in receipts} == {"failed"}
    assert row(mends, "users", 7)["last_name"] == "Archer"


def test_a_wrong_password_is_told_before_the_first_write(mends: Mending) -> None:
    receipts, same = denied(mends, password="wrong wrong")
    assert same
    assert all(one.state == "failed" and one.remedy for one in receipts)


def test_a_shop_key_that_only_reads_is_told_before_the_first_write(mends: Mending) -> None:
    receipts, same = denied(mends, woo_key="ck_reads", woo_secret="cs_reads")
    assert same
    assert {one.state for one in receipts} == {"failed"}
    assert all(one.why and "shop's own key" in one.why.text for one in receipts)


def test_a_shop_key_that_writes_is_used_for_customers(mends: Mending) -> None:
    receipts, _ = denied(mends, woo_key="ck_both", woo_secret="cs_both")
    assert {one.state for one in receipts} == {"verified"}
    assert row(mends, "customers", 7)["billing"]["city"] == "Québec"


def test_a_site_without_pretty_addresses_is_written_to_all_the_same(mends: Mending) -> None:
    mends.imitation.state["pretty"] = False
    plan = mends.plan({"family_name": "Roy"})
    assert set(states(mends.apply(plan.request)).values()) == {"verified"}
    assert set(states(mends.apply(mends.undo(plan.request).request)).values()) == {"verified"}
