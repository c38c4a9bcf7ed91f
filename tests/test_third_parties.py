"""Other people are masked everywhere by one stable label; the subject never is."""

import msgspec

from sar.identifiers import Identifier
from sar.records import Attachment, Field, Match, Person, Record, record_id
from sar.third_parties import Others, belongings

ANN = Identifier("email", "ann@example.com")
JOANN = Person("assignee", "Joann Baker", (Identifier("email", "joann@example.com"),))
SUBJECT = Person("subject", "Ann Archer", (ANN,))


def made(source_id: str, *, text: str = "", people: tuple[Person, ...] = (), raw: object = None) -> Record:
    return Record(
        id=record_id("crm", "note", source_id),
        processor="crm",
        connector="crm",
        type="note",
        source_id=source_id,
        kind="note",
        title="Note",
        proof=Match(ANN, "/email"),
        raw=raw or {},
        text=text,
        people=people,
    )


def masked(*records: Record) -> list[Record]:
    others = Others([ANN], ["Ann Archer"])
    for record in records:
        others.meet(record)
    return [others.mask(record) for record in records]


def test_one_label_for_a_person_wherever_they_appear() -> None:
    first, second = masked(
        made("1", text="Joann Baker called, see joann@example.com"),
        made("2", people=(SUBJECT, JOANN), text="Joann will call back; Baker too."),
    )
    assert first.text == "[Person 1] called, see [Person 1]"
    assert second.people == (SUBJECT, Person("assignee", "Person 1"))
    assert second.text == "[Person 1] will call back; [Person 1] too."


def test_masked_means_absent_from_every_part() -> None:
    record = made(
        "1",
        text="ask Joann  Baker or JOANN@example.com or (514) 555-0102",
        people=(SUBJECT, JOANN),
        raw={"joann@example.com": ["Joann Baker", {"x": "to: Joann Baker <joann@example.com>"}], "n": 5},
    )
    record = msgspec.structs.replace(
        record,
        fields=(Field("owner", "Owner Joann Baker", "joann@example.com"),),
        attachments=(Attachment("Letter to Joann Baker.pdf", "application/pdf", 1, "0" * 64),),
        url="https://crm.example.com/?who=joann@example.com",
    )
    (shown,) = masked(record)
    text = msgspec.json.encode(shown).decode()
    for word in ("oann", "aker", "555-0102", "JOANN"):
        assert word not in text
    assert shown.raw["n"] == 5


def test_the_subject_is_never_masked() -> None:
    text = "Ann Archer (Ann@Example.COM) wrote; joann@example.com answered ann@example.com"
    (shown,) = masked(made("1", text=text, people=(SUBJECT,)))
    assert shown.text == "Ann Archer (Ann@Example.COM) wrote; [Person 1] answered ann@example.com"


def test_neighbours_addresses_are_other_people() -> None:
    (shown,) = masked(made("1", text="ann+shop@example.com ann@example.com.au ann@example.com"))
    assert shown.text == "[Person 1] [Person 2] ann@example.com"


def test_a_person_of_the_subjects_name_keeps_only_the_name() -> None:
    namesake = Person("author", "Ann Archer", (Identifier("email", "ann.archer@example.net"),))
    (shown,) = masked(made("1", text="by Ann Archer ann.archer@example.net", people=(namesake,)))
    assert shown.people == (Person("author", "Person 1"),)
    assert shown.text == "by Ann Archer [Person 1]"


def test_numbers_dates_and_ids_are_left_alone() -> None:
    text = "Order 5145550102 of 2026-11-24 10:00:00, 1,234.56 CAD, card 4242 4242 4242 4242"
    (shown,) = masked(made("1", text=text))
    assert shown.text == text


def test_the_list_counts_records_by_label() -> None:
    others = Others([ANN], [])
    for record in (made("1", people=(JOANN,)), made("2", people=(JOANN,), text="bob@example.net")):
        others.meet(record)
    assert [(one.label, one.roles, one.records) for one in others.listed()] == [
        ("Person 1", ("assignee",), 2),
        ("Person 2", (), 1),
    ]


def test_what_is_the_subjects_own_is_learnt_from_proven_contacts_only() -> None:
    contact = msgspec.structs.replace(
        made("1", people=(SUBJECT,)),
        kind="contact",
        fields=(Field("phone", "Phone", "+15145550101"), Field("email", "E-mail", "ann.archer@example.org")),
    )
    mention = msgspec.structs.replace(
        contact,
        proof=Match(ANN, "/note", "mention"),
        people=(Person("subject", "Bob Mentor"),),
        fields=(Field("phone", "Phone", "+15145550106"),),
    )
    mine, names = belongings([contact, mention])
    assert {one.canonical for one in mine} == {"+15145550101", "ann.archer@example.org", "ann@example.com"}
    assert names == ["Ann Archer"]


def test_addresses_quoted_in_web_addresses_and_bare_numbers_are_masked() -> None:
    caller = (Person("caller", "Joann Baker", (Identifier("phone", "+15145550102"),)),)
    text = "from 5145550102 or 15145550102, id 5145550188, https://x.example.com/?m=joann%40example.com&n=1"
    raw = {"n": 5145550102, "u": "/p?mail%3Djoann%2540example.com", "mine": "ann%40example.com", "at": 1763000000}
    (shown,) = masked(made("1", people=caller, text=text, raw=raw))
    for gone in ("5145550102", "joann"):
        assert gone not in str(shown)
    assert "5145550188" in shown.text
    assert shown.raw["mine"] == "ann%40example.com"
    assert shown.raw["at"] == 1763000000


def test_an_officer_may_show_somebody() -> None:
    others = Others([ANN], ["Ann Archer"], shown=["Joann Baker"])
    record = made("1", people=(SUBJECT, JOANN), text="Joann Baker called bob@example.net")
    others.meet(record)
    assert others.mask(record).text == "Joann Baker called [Person 1]"


def test_a_name_inside_the_subjects_own_address_stays() -> None:
    firm = Person("organization", "Example Consulting", (Identifier("email", "info@example.org"),))
    record = made("1", people=(firm,), text="Example Consulting wrote to ann@example.com; example.com is theirs.")
    (shown,) = masked(record)
    assert shown.text == "[Person 1] wrote to ann@example.com; [Person 1].com is theirs."


def test_ids_of_messages_are_nobody() -> None:
    others = Others([ANN])
    others.meet(made("1", raw={"headers": {"Message-ID": "<1.2@mail.example.com>"}, "in_reply_to": "<3@example.net>"}))
    assert others.listed() == ()
