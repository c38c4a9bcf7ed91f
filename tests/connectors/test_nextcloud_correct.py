"""Nextcloud's traps when something is corrected, one by one."""

from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

import pytest

from sar.correct.model import Plan, Receipt
from sar.http import Request, Response, Transport
from sar.testing.faults import Faulty
from sar.testing.mending import Mending, mending

verbatim = import_module("sar.connectors.nextcloud.verbatim")
CARD, EVENT = "addressbooks/sam/contacts/x.vcf", "calendars/sam/personal/x.ics"


@pytest.fixture
def mends() -> Iterator[Mending]:
    with mending("nextcloud") as one:
        yield one


def card(*lines: str, version: str = "3.0") -> str:
    return "\r\n".join(("BEGIN:VCARD", f"VERSION:{version}", "UID:x", *lines, "END:VCARD", ""))


def event(*lines: str) -> str:
    whole = ("BEGIN:VCALENDAR", "VERSION:2.0", "BEGIN:VEVENT", "UID:x", "DTSTART:20260705T090000Z", *lines)
    return "\r\n".join((*whole, "END:VEVENT", "END:VCALENDAR", ""))


def tree(mends: Mending) -> dict[str, str]:
    found: dict[str, str] = mends.imitation.state["tree"]
    return found


def carried(
    mends: Mending, new: dict[str, str], was: dict[str, str] | None = None, who: str = "ann", **more: Any
) -> dict[str, Receipt]:
    """What was planned and carried out, by type and source id."""
    plan = mends.plan(new, was, who)
    return {f"{one.change.type}:{one.change.source_id}": one for one in mends.apply(plan.request, **more)}


def told(plan: Plan) -> list[str]:
    return [one.why.text for one in plan.by_hand]


def planned(plan: Plan) -> set[str]:
    return {f"{one.type}:{one.source_id}" for one in plan.changes}


def answering(path: str, answer: Callable[[Request], Response | None]) -> Callable[[Transport], Transport]:
    """An answer of our own to writes whose path holds this."""

    def reply(request: Request, _: int) -> Response | None:
        return answer(request) if request.method == "PUT" and path in request.url.path else None

    return lambda inner: Faulty(inner, reply)


def asked(ways: list[Faulty]) -> Callable[[Transport], Transport]:
    def through(inner: Transport) -> Transport:
        ways.append(Faulty(inner, lambda *_: None))
        return ways[-1]

    return through


# cards, to the letter

LETTER = (
    "FN:Ann Archer",
    "N:Archer;Ann;Q.;Dr.;",
    "item1.EMAIL;TYPE=INTERNET;TYPE=HOME:ann@exa",
    " mple.com",
    "item1.X-ABLabel:_$!<Home>!$_",
    'TEL;TYPE="CELL,VOICE";VALUE=uri:tel:+1-514-555-0101',
    "NOTE:Caf\\, bar\\; \\\\ and a long line that was broken at a place where nobody else wou",
    " ld break it",
    "X-STRANGE;A=b;C:d;e,f:g",
    "  and its rest",
)


def test_all_else_on_a_card_stays_to_the_letter(mends: Mending) -> None:
    tree(mends)[CARD] = card(*LETTER, version="4.0")
    carried(mends, {"phone": "+15145550123", "email": "ann.roy@example.com", "family_name": "Archer-Roy"})
    wanted = card(*LETTER, version="4.0")
    for old, new in (
        ("FN:Ann Archer", "FN:Ann Archer-Roy"),
        ("N:Archer;Ann", "N:Archer-Roy;Ann"),
        ("ann@exa\r\n mple.com", "ann.roy@example.com"),
        ("tel:+1-514-555-0101", "tel:+15145550123"),
    ):
        wanted = wanted.replace(old, new)
    assert tree(mends)[CARD] == wanted


def test_line_ends_and_bytes_that_are_no_utf_8_stay() -> None:
    text = b"BEGIN:VCARD\nVERSION:3.0\nNOTE:caf\xe9\nEMAIL:ann@example.com\n\nEND:VCARD".decode(
        "utf-8", "surrogateescape"
    )
    read = verbatim.Text(text)
    (line,) = (one for one in read.lines if one.name == "EMAIL")
    line.write("ann.roy@example.com")
    assert str(read) == text.replace("ann@", "ann.roy@")


def test_what_becomes_too_long_is_broken_between_letters() -> None:
    read = verbatim.Text(card("FN:short"))
    line = read.lines[-1]
    line.write("é" * 60)
    lines = str(read).split("\r\n")
    assert max(len(one.encode()) for one in lines) <= 75
    assert "".join(one.removeprefix(" ") for one in lines).count("é") == 60


def test_a_value_in_an_outdated_encoding_is_written_without_it(mends: Mending) -> None:
    named = "FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Ann=20Ar=\r\ncher"
    tree(mends)[CARD] = card(named, "N:Archer;Ann", "EMAIL:ann@example.com")
    carried(mends, {"full_name": "Anne Archer"})
    assert "\r\nFN:Anne Archer\r\nN:Archer;Ann\r\n" in tree(mends)[CARD]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("BDAY:19850401", "BDAY:19850104"),
        ("BDAY:1985-04-01", "BDAY:1985-01-04"),
        ("BDAY;VALUE=date-time:1985-04-01T00:00:00Z", "BDAY;VALUE=date-time:1985-01-04T00:00:00Z"),
    ],
)
def test_a_birthday_keeps_its_form(mends: Mending, old: str, new: str) -> None:
    tree(mends)[CARD] = card("FN:Ann", old, "EMAIL:ann@example.com")
    carried(mends, {"birthday": "1985-01-04"})
    assert f"\r\n{new}\r\n" in tree(mends)[CARD]


def test_a_part_of_an_address_leaves_the_others(mends: Mending) -> None:
    tree(mends)[CARD] = card(
        "FN:Ann", "EMAIL:ann@example.com", "ADR;TYPE=WORK:Box 1;2;1 Oak\\, rear;Montreal;QC;H2X;CA"
    )
    carried(mends, {"address.street": "3; Elm"}, {"address.street": "1 Oak, rear"})
    assert "ADR;TYPE=WORK:Box 1;2;3\\; Elm;Montreal;QC;H2X;CA\r\n" in tree(mends)[CARD]


def test_a_number_that_is_deleted_comes_back_with_its_label_when_undone(mends: Mending) -> None:
    before = card("FN:Ann", "EMAIL:ann@example.com", "item2.TEL;TYPE=CELL:+15145550101", "item2.X-ABLabel:Cottage")
    tree(mends)[CARD] = before
    done = carried(mends, {"phone": ""})
    assert done["contact:sam/contacts/x.vcf"].state == "verified"
    assert tree(mends)[CARD] == card("FN:Ann", "EMAIL:ann@example.com")
    back = mends.apply(mends.undo("r1").request)
    assert {one.state for one in back} == {"verified"}
    assert tree(mends)[CARD] == before


def test_an_address_that_is_there_twice_is_not_doubled(mends: Mending) -> None:
    tree(mends)[CARD] = card("FN:Ann", "EMAIL:ann@example.com", "EMAIL;TYPE=HOME:ann.roy@example.com")
    carried(mends, {"email": "ann.roy@example.com"})
    assert tree(mends)[CARD] == card("FN:Ann", "EMAIL;TYPE=HOME:ann.roy@example.com")


def test_of_several_numbers_only_the_one_that_is_said_is_changed(mends: Mending) -> None:
    tree(mends)[CARD] = card("FN:Ann", "EMAIL:ann@example.com", "TEL:+15145550101", "TEL;TYPE=WORK:(514) 555-0190")
    asked_ = mends.plan({"phone": "+15145550123"})
    assert "contact:sam/contacts/x.vcf" not in planned(asked_)
    assert "phone: it holds 2 values, and which one is wrong is not said." in told(asked_)
    carried(mends, {"phone": "+15145550123"}, {"phone": "+15145550101"})
    assert "TEL:+15145550123\r\nTEL;TYPE=WORK:(514) 555-0190\r\n" in tree(mends)[CARD]


def test_a_firms_card_that_holds_her_address_is_for_a_person(mends: Mending) -> None:
    tree(mends)[CARD] = card("KIND:org", "FN:Oak", "EMAIL:ann@example.com", "TEL:+15145550190", version="4.0")
    plan = mends.plan({"phone": "+15145550123"})
    assert "contact:sam/contacts/x.vcf" not in planned(plan)
    assert "The contact Oak is one of a group or an organisation that holds the person's address." in told(plan)


def test_a_card_in_the_old_form_is_for_a_person(mends: Mending) -> None:
    plan = mends.plan({"email": "zoe.new@example.org"}, None, "zoe")
    assert "contact:sam/contacts/zoe-old.vcf" not in planned(plan)
    assert any("vCard 2.1" in one for one in told(plan))


def test_a_name_is_not_deleted(mends: Mending) -> None:
    plan = mends.plan({"full_name": ""})
    assert [one for change in plan.changes if change.type != "event" for one in change.alterations] == []
    assert {"A contact cannot be without a name.", "An account cannot be without a name."} <= set(told(plan))


def test_what_the_server_made_and_what_may_only_be_read_is_told(mends: Mending) -> None:
    plan = mends.plan({"email": "ann.roy@example.com"})
    assert not {one for one in planned(plan) if "recent" in one or "bob/customers" in one or "trashbin" in one}
    said = "\n".join(told(plan))
    assert "is kept by the server itself" in said
    assert "the accounts may read Customers, and change nothing in it" in said
    assert "is in the trash bin of a calendar" in said


def test_a_received_invitation_is_told(mends: Mending) -> None:
    plan = mends.plan({"email": "ann.roy@example.com"}, {"email": "ann.archer@example.org"})
    assert "event:sam/inbox/invitation.ics" not in planned(plan)
    assert "Invitation is a received invitation, which is not changed: it goes once it is answered." in told(plan)


def test_what_another_account_shares_for_writing_is_written_through_it(mends: Mending) -> None:
    mends.imitation.state["shared_for_reading"].clear()
    done = carried(mends, {"email": "ann.roy@example.com"})
    assert done["contact:bob/customers/ann.vcf"].state == "verified"
    assert "EMAIL:ann.roy@example.com" in tree(mends)["addressbooks/bob/customers/ann.vcf"]


def test_what_was_moved_since_the_search_is_told(mends: Mending) -> None:
    plan = mends.plan({"phone": "+15145550123"})
    del tree(mends)["addressbooks/sam/contacts/ann.vcf"]
    done = {one.change.source_id: one for one in mends.apply(plan.request)}
    assert done["sam/contacts/ann.vcf"].state == "failed"
    assert done["aarcher:phone"].state == "verified"


# locks


def test_an_edit_between_the_look_and_the_write_is_a_conflict(mends: Mending) -> None:
    """412: somebody was faster by a moment; what they wrote stays."""
    place = "addressbooks/sam/contacts/ann.vcf"

    def edited(request: Request) -> Response | None:
        if "X-EDITED" not in tree(mends)[place]:
            tree(mends)[place] = tree(mends)[place].replace("REV:", "X-EDITED:yes\r\nREV:")
        return None

    done = carried(mends, {"phone": "+15145550123"}, through=answering("ann.vcf", edited))
    assert done["contact:sam/contacts/ann.vcf"].state == "conflict"
    assert "X-EDITED:yes" in tree(mends)[place]
    assert "+15145550123" not in tree(mends)[place]


def test_a_write_names_the_version_and_nothing_is_written_without(mends: Mending) -> None:
    ways: list[Faulty] = []
    carried(mends, {"email": "ann.roy@example.com"}, through=asked(ways))
    writes = [one for one in ways[0].requests if one.method == "PUT" and "remote.php" in one.url.path]
    assert len(writes) == 6
    assert all(one.headers["If-Match"].startswith('"') for one in writes)


def test_a_server_that_tells_no_version_is_not_written_to(mends: Mending) -> None:
    plan = mends.plan({"phone": "+15145550123"})
    before = dict(tree(mends))

    def bare(request: Request, _: int) -> Response | None:
        if request.method != "GET" or not request.url.path.endswith("ann.vcf"):
            return None
        return Response(200, content=before["addressbooks/sam/contacts/ann.vcf"].encode(), request=request)

    done = {one.change.source_id: one for one in mends.apply(plan.request, lambda inner: Faulty(inner, bare))}
    assert done["sam/contacts/ann.vcf"].state == "failed"
    assert tree(mends) == before


# events


def test_nobody_is_invited_anew(mends: Mending) -> None:
    carried(mends, {"email": "ann.roy@example.com", "full_name": "Ann Roy"})
    assert mends.imitation.state["sent"] == []
    (changed,) = [text for path, text in tree(mends).items() if path.endswith("hosted.ics")]
    assert "ORGANIZER;CN=Ann Roy:mailto:ann.roy@example.com" in changed


def test_of_an_entry_only_her_own_line_is_changed(mends: Mending) -> None:
    others = (
        "ORGANIZER;CN=Ann Archer:mailto:ann.archer@example.net",
        "ATTENDEE;CN=Ann Archer:mailto:joann@example.com",
    )
    own = 'ATTENDEE;CN=Ann Archer;SENT-BY="mailto:ann@example.com":MAILTO:ann@example.com'
    tree(mends)[EVENT] = event(*others, own, "DESCRIPTION:Ann Archer\\, ann@example.com")
    plan = mends.plan({"full_name": "Ann Roy", "email": "ann.roy@example.com"})
    mends.apply(plan.request)
    new = own.replace("Ann Archer", "Ann Roy").replace("ann@", "ann.roy@")
    assert tree(mends)[EVENT] == event(*others, new, "DESCRIPTION:Ann Archer\\, ann@example.com")


def test_a_name_that_needs_quotes_gets_them(mends: Mending) -> None:
    tree(mends)[EVENT] = event("ATTENDEE;CN=Ann:mailto:ann@example.com")
    carried(mends, {"full_name": "Roy, Ann"})
    assert 'ATTENDEE;CN="Roy, Ann":mailto:ann@example.com\r\n' in tree(mends)[EVENT]


def test_a_name_that_is_the_address_follows_the_address(mends: Mending) -> None:
    tree(mends)[EVENT] = event("ATTENDEE;CN=ann@example.com:mailto:ann@example.com")
    carried(mends, {"email": "ann.roy@example.com"})
    assert "ATTENDEE;CN=ann.roy@example.com:mailto:ann.roy@example.com\r\n" in tree(mends)[EVENT]


def test_a_series_is_changed_with_its_exceptions(mends: Mending) -> None:
    carried(mends, {"email": "joann.new@example.com"}, None, "joann")
    assert tree(mends)["calendars/sam/personal/series.ics"].count("mailto:joann.new@example.com") == 2
    assert "joann@example.com" not in tree(mends)["calendars/sam/personal/series.ics"]


def test_a_participant_is_not_left_without_an_address(mends: Mending) -> None:
    plan = mends.plan({"email": ""})
    assert not {one for one in planned(plan) if one.startswith(("event", "journal"))}
    assert "Who takes part in Open day cannot be without an address." in told(plan)


def test_a_participant_is_not_named_twice(mends: Mending) -> None:
    tree(mends)[EVENT] = event("ATTENDEE:mailto:ann@example.com", "ATTENDEE:mailto:ann.roy@example.com", "SUMMARY:Two")
    plan = mends.plan({"email": "ann.roy@example.com"})
    assert "event:sam/personal/x.ics" not in planned(plan)
    assert "Two names the new address already, beside the old one." in told(plan)


# profiles


def test_one_request_sets_one_value(mends: Mending) -> None:
    ways: list[Faulty] = []
    new = {"phone": "+15145550123", "job_title": "Head buyer", "language": "fr"}
    carried(mends, new, through=asked(ways))
    writes = [one for one in ways[0].requests if one.method == "PUT" and "/cloud/" in one.url.path]
    assert sorted(one.content.decode() for one in writes) == [
        '{"key":"language","value":"fr"}',
        '{"key":"phone","value":"+15145550123"}',
        '{"key":"role","value":"Head buyer"}',
    ]


def test_a_further_address_is_exchanged_as_the_server_spells_it(mends: Mending) -> None:
    user = mends.imitation.state["users"]["aarcher"]
    user["additional_mail"] = ["first@example.net", "Ann@Example.com", "last@example.net"]
    done = carried(mends, {"email": "ann.roy@example.com"})
    assert done["account:aarcher:additional_mail:1"].state == "verified"
    assert sorted(user["additional_mail"]) == ["ann.roy@example.com", "first@example.net", "last@example.net"]


def test_a_further_address_that_is_the_main_one_already_is_removed(mends: Mending) -> None:
    user = mends.imitation.state["users"]["aarcher"]
    done = carried(mends, {"email": "ann.archer@example.org"})
    assert done["account:aarcher:additional_mail:0"].state == "verified"
    assert (user["email"], user["additional_mail"]) == ("ann.archer@example.org", [])


def test_the_address_for_notifications_is_for_its_owner(mends: Mending) -> None:
    user = mends.imitation.state["users"]["aarcher"]
    user["notify_email"] = "ann@example.com"
    plan = mends.plan({"email": "ann.roy@example.com"})
    assert "The account aarcher gets its notifications at the old address." in told(plan)
    assert {one.state for one in mends.apply(plan.request)} == {"verified"}
    assert user["notify_email"] == "ann@example.com"


def test_what_comes_from_another_directory_is_told(mends: Mending) -> None:
    user = mends.imitation.state["users"]["aarcher"]
    user["backendCapabilities"] = {"setDisplayName": False, "setPassword": False}
    mends.imitation.state["foreign"] = ["phone"]
    plan = mends.plan({"full_name": "Ann Roy", "phone": "+15145550123", "job_title": "Head buyer"})
    assert {one for one in planned(plan) if one.startswith("account")} == {"account:aarcher:role"}
    rule = "the account aarcher has it from another directory or by a rule, and the server does not change it."
    assert {f"full name: {rule}", f"phone: {rule}"} <= set(told(plan))


def test_a_rule_about_ones_own_name_does_not_bind_administrators(mends: Mending) -> None:
    mends.imitation.state["names_are_fixed"] = True
    done = carried(mends, {"full_name": "Joanne Baker", "email": "joann.new@example.com"}, None, "joann")
    assert done["account:joann:displayname"].state == "verified"
    assert done["account:joann:email"].state == "verified"


def test_without_an_administrator_ones_own_profile_is_changed_with_ones_own_password(mends: Mending) -> None:
    mends.imitation.state["users"]["office"]["groups"] = []
    done = carried(mends, {"phone": "+15145550133"}, None, "joann")
    assert done["account:joann:phone"].state == "verified"
    assert done["account:joann:phone"].change.extra["account"] == "joann"


def test_a_language_that_the_server_lacks_fails_with_its_remedy(mends: Mending) -> None:
    done = carried(mends, {"language": "fr-CA"})
    receipt = done["account:aarcher:language"]
    assert receipt.state == "failed"
    assert receipt.remedy is not None
    assert "choose one that it offers" in receipt.remedy.text


def test_a_language_is_written_in_the_servers_spelling(mends: Mending) -> None:
    done = carried(mends, {"language": "en-GB"})
    assert done["account:aarcher:language"].state == "verified"
    assert mends.imitation.state["users"]["aarcher"]["language"] == "en_GB"
    assert "account:aarcher:language" not in planned(mends.plan({"language": "en-GB"}))


def test_a_server_that_wants_the_password_itself_is_understood(mends: Mending) -> None:
    def refused(request: Request) -> Response:
        return Response(403, json={"message": "Password confirmation is required"}, request=request)

    done = carried(mends, {"phone": "+15145550123"}, through=answering("/cloud/users", refused))
    why = done["account:aarcher:phone"].why
    assert why is not None
    assert why.text == "the server asks for the account's password itself before a profile is changed"
    assert done["contact:sam/contacts/ann.vcf"].state == "verified"


def test_a_name_with_a_slash_stays_in_its_place(mends: Mending) -> None:
    users = mends.imitation.state["users"]
    users["ann/../bob"] = {**users["aarcher"], "id": "ann/../bob"}
    before = dict(users["bob"])
    mends.apply(mends.plan({"phone": "+15145550123"}).request)
    assert users["bob"] == before


# the rest


def test_shares_answers_and_cells_are_for_people(mends: Mending) -> None:
    plan = mends.plan({"email": "ann.roy@example.com"})
    assert {one.split(":")[0] for one in planned(plan)} == {"account", "contact", "event", "journal"}
    said = set(told(plan))
    assert "A file is shared with the old address, which the server does not let be changed." in said
    assert "An answer to a form holds the old value, and answers stay as they were sent." in said
    assert "A row of a table holds the old value; what its columns mean is known to people only." in said


def test_rights_are_named_for_each_account(mends: Mending) -> None:
    source = mends.source(settings=mends.imitation.read_only)
    access = source.access()
    connector: Any = source.load()(access)
    found = [one.told for one in connector.may_write() if one.level == "error"]
    access.close()
    assert {one.text for one in found} == {
        f"the account {account} may read its {what}, and change nothing in them"
        for account in ("office", "sam", "joann")
        for what in ("address books", "calendars")
    }
    assert all(one.remedy for one in found)


def test_the_neighbours_on_one_number_and_of_one_name_stay(mends: Mending) -> None:
    neighbours = ("namesake.vcf", "household.vcf", "joann.vcf", "austin.vcf", "tagg.vcf", "bob.vcf", "related.vcf")
    before = {path: text for path, text in tree(mends).items() if path.endswith(neighbours)}
    assert len(before) == len(neighbours)
    carried(mends, {"full_name": "Ann Roy", "phone": "+15145550123", "email": "ann.roy@example.com"})
    assert {path: tree(mends)[path] for path in before} == before
