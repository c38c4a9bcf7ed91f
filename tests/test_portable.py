"""What each law lets into the portable package."""

from pathlib import Path
from typing import Any

import pytest
from msgspec import structs
from tests.dossiers import ANN
from tests.packages import EMAIL, RELEASED, left, made, packed, rows, told_in, with_file

from sar.dossier.portable.kinds import SOURCES
from sar.records import KINDS, Attachment, Field, Match, Person, RecordKind
from sar.register import Activity, Register


@pytest.mark.parametrize("origin", ["provided", "observed", "derived", "inferred", "third_party"])
@pytest.mark.parametrize("regime", ["quebec", "gdpr", "uk", "ccpa", "pipeda"])
def test_values_by_origin_and_law(tmp_path: Path, origin: Any, regime: str) -> None:
    one = made("contact", fields=(EMAIL, Field("thing", "Thing", "some value", "Thing", origin)))
    package = packed(tmp_path, one, regimes=(regime,))
    shown = {field["name"] for row in rows(package, "contact") for field in row["fields"]}
    if regime == "pipeda":
        assert shown == set()
        assert left(told_in(package)["left_out"]) == {("record", "no_right"): 1}
    elif origin in {"provided", "observed"}:
        assert shown == {"email", "thing"}
        assert ("field", origin) not in left(told_in(package)["left_out"])
    else:
        assert shown == {"email"}
        assert left(told_in(package)["left_out"])["field", origin] == 1
        assert b"some value" not in b"".join(path.read_bytes() for path in package.iterdir())


IN_WHOLE = {
    "contact", "account", "subscription", "consent", "invoice", "payment", "event", "meeting", "call", "recording",
    "submission", "visit", "log_entry",
}  # fmt: skip
IF_WRITTEN = {"message", "ticket", "note", "activity", "document", "file"}


def test_every_kind_is_judged() -> None:
    assert set(SOURCES) == set(KINDS) == IN_WHOLE | IF_WRITTEN | {"deal", "history"}


@pytest.mark.parametrize("kind", KINDS)
def test_kinds_by_who_made_them(tmp_path: Path, kind: RecordKind) -> None:
    staff = made(kind, 1, people=(Person("author", "[Person 1]"),), fields=(EMAIL,))
    hers = made(kind, 2, people=(Person("author", "Ann Archer", (ANN,)),), fields=(EMAIL,))
    titles = {row.get("title") for row in rows(packed(tmp_path, staff, hers), kind)}
    expected = {"Title-1", "Title-2"} if kind in IN_WHOLE else {"Title-2"} if kind in IF_WRITTEN else set()
    assert titles == expected


@pytest.mark.parametrize(
    ("kind", "theirs"),
    [("contact", False), ("account", True), ("invoice", False), ("event", False), ("submission", True),
     ("recording", True), ("log_entry", True), ("subscription", False), ("call", False)],
)  # fmt: skip
def test_words_and_files_by_kind(tmp_path: Path, kind: RecordKind, theirs: bool) -> None:
    one = with_file(tmp_path, made(kind, text="free words", fields=(EMAIL,)))
    package = packed(tmp_path, one, files=RELEASED)
    (row,) = rows(package, kind)
    assert row.get("text", "") == ("free words" if theirs else "")
    assert bool(row.get("files")) is theirs
    counted = left(told_in(package)["left_out"])
    assert counted == ({} if theirs else {("text", "created"): 1, ("file", "created"): 1})


@pytest.mark.parametrize(
    ("raw", "path", "hers"),
    [
        ({"email": ANN.value}, "/email", False),
        ({"author_email": ANN.value}, "/author_email", True),
        ({"addresses": {"from": [{"address": ANN.value}], "to": [{"address": "[Person 1]"}]}}, "/x", True),
        ({"addresses": {"from": [{"address": "[Person 1]"}], "to": [{"address": ANN.value}]}}, "/x", False),
        ({"data": {"from": [{"name": "Ann", "email_address": "Ann@Example.com"}]}}, "/x", True),
        ({"author": {"id": 7, "name": "Somebody"}}, "/x", True),
        ({"author": {"id": 8, "name": "Ann Archer"}}, "/x", False),
        ({"author": {"name": "Ann Archer"}}, "/x", True),
        ({"author": 7}, "/x", True),
        ({"author": True}, "/x", False),
        ({"author": "[Person 2]"}, "/x", False),
        ({"actorId": 7, "actorDisplayName": "Ann"}, "/x", True),
        ({"Created-By": {"id": "7"}}, "/x", True),
        ({"recipient": {"id": 7}}, "/x", False),
        (["a", "list"], "/x", False),
    ],
)
def test_who_wrote_a_message(tmp_path: Path, raw: Any, path: str, hers: bool) -> None:
    account = structs.replace(made("account"), source_id="7")
    one = made("message", 2, raw=raw, proof=Match(ANN, path))
    assert bool(rows(packed(tmp_path, account, one), "message")) is hers


def test_in_a_conversation_only_her_own_words(tmp_path: Path) -> None:
    raw = {
        "author": {"name": "Ann Archer"},
        "description": "<p>My printer is on fire.</p>",
        "journals": [
            {"user": {"name": "[Person 1]"}, "notes": "She is always like that."},
            {"user": {"name": "Ann Archer"}, "notes": "It went out."},
        ],
        "attachments": [{"author": {"name": "[Person 1]"}, "filename": "secret.txt"}],
    }
    text = "My printer is on fire.\n\n2026 [Person 1]:\nShe is always like that.\n\n2026 Ann Archer:\nIt went out."
    file = Attachment("secret.txt", "text/plain", 3, "ab" * 32)
    package = packed(tmp_path, made("ticket", raw=raw, text=text, attachments=(file,)))
    (row,) = rows(package, "ticket")
    assert row["text"] == "My printer is on fire.\n\nIt went out."
    assert left(told_in(package)["left_out"]) == {("text", "created"): 1, ("file", "created"): 1}


def test_what_the_firm_made_leaves_only_what_was_observed(tmp_path: Path) -> None:
    fields = (
        Field("opened", "Opened", "3 times", "Behavioral", "observed"),
        Field("created", "Added", "2026-01-01", "", "observed"),
        Field("subject", "Subject", "Buy more"),
    )
    package = packed(tmp_path, made("message", fields=fields))
    (row,) = rows(package, "message")
    assert [field["name"] for field in row["fields"]] == ["opened"]
    assert not {"title", "text"} & row.keys()
    assert not (package / "messages.mbox").exists()


def test_remarks_and_sorting_are_the_firms(tmp_path: Path) -> None:
    names = ("notes", "person.owner_id", "tags[0]", "Lead_Score", "PrivateNote")
    fields = (EMAIL, *(Field(name, name, "difficult") for name in names))
    package = packed(
        tmp_path, made("contact", fields=fields), made("submission", 2, fields=(Field("notes", "N", "x"),))
    )
    assert [field["name"] for field in rows(package, "contact")[0]["fields"]] == ["email"]
    assert [field["name"] for field in rows(package, "submission")[0]["fields"]] == ["notes"]
    assert left(told_in(package)["left_out"])["field", "created"] == len(names)


def test_the_register_says_otherwise_of_a_type(tmp_path: Path) -> None:
    register = Register({"crm": Activity(origins={"deal": "observed", "contact": "created"})}, {})
    package = packed(tmp_path, made("deal"), made("contact", 2, fields=(EMAIL,)), register=register)
    assert [row["text"] for row in rows(package, "deal")] == ["Text-1"]
    assert rows(package, "contact") == []
    assert {(one["type"], one["maker"]) for one in told_in(package)["stated"]} == {
        ("deal", "observed"), ("contact", "created"),
    }  # fmt: skip


def test_mentions_stay_out(tmp_path: Path) -> None:
    one = made("submission", proof=Match(ANN, "/excerpt", "mention"), raw={"excerpt": "… Ann …"}, text="… Ann …")
    package = packed(tmp_path, one)
    assert rows(package, "submission") == []
    assert left(told_in(package)["left_out"]) == {("record", "mention"): 1}


@pytest.mark.parametrize(
    ("basis", "reason"),
    [
        (["dpv:Consent"], ""),
        (["dpv:ExpressedConsent"], ""),
        (["dpv:ContractPerformance"], ""),
        (["eu-gdpr:A6-1-a"], ""),
        (["eu-gdpr:A6-1-b-contract-performance"], ""),
        (["eu-gdpr:A9-2-a"], ""),
        (["consentement de la personne"], ""),
        (["exécution d'un contrat"], ""),
        (["Your consent"], ""),
        (["Art. 6(1)(b) GDPR"], ""),
        (["art. 6, par. 1, point a)"], ""),
        (["eu-gdpr:A6-1-f", "eu-gdpr:A6-1-b"], ""),
        (["eu-gdpr:A6-1-c"], "other"),
        (["eu-gdpr:A6-1-f"], "other"),
        (["legitimate interest"], "other"),
        (["P-39.1, s. 12: without consent"], "other"),
        (["consent not needed"], "other"),
        (["Art. 6(1)(f)"], "other"),
        (["P-39.1, s. 6(1)(a)"], "other"),
        ([], "unstated"),
    ],
)
@pytest.mark.parametrize("regime", ["gdpr", "uk"])
def test_in_europe_only_on_consent_or_contract(tmp_path: Path, basis: list[str], reason: str, regime: str) -> None:
    one = made("contact", fields=(EMAIL,))
    package = packed(tmp_path, one, regimes=(regime,), register=Register({"crm": Activity(basis=basis)}, {}))
    assert len(rows(package, "contact")) == (not reason)
    counted = {("record", reason): 1} if reason else {("text", "created"): 1}
    index = told_in(package)
    assert left(index["left_out"]) == left(index["regimes"][0]["left_out"]) == counted


def test_a_category_states_the_basis_where_the_processor_does_not(tmp_path: Path) -> None:
    category = {"people": Activity(kinds=["contact"], basis=["contract"]), "rest": Activity(kinds=["visit"])}
    for_crm = {"crm": Activity(basis=["legal obligation"])}
    records = made("contact", fields=(EMAIL,)), made("visit", 2)
    package = packed(tmp_path, *records, regimes=("gdpr",), register=Register({"crm": Activity()}, category))
    assert (len(rows(package, "contact")), len(rows(package, "visit"))) == (1, 0)
    package = packed(tmp_path, *records, regimes=("gdpr",), register=Register(for_crm, category))
    assert rows(package, "contact") == []


def test_with_several_laws_the_package_is_their_union(tmp_path: Path) -> None:
    other = structs.replace(made("contact", 2, fields=(EMAIL,)), processor="shop")
    records = made("contact", fields=(EMAIL,)), other, made("deal", 3)
    package = packed(tmp_path, *records, regimes=("quebec", "gdpr", "pipeda"))
    assert [row["regimes"] for row in rows(package, "contact")] == [["quebec", "gdpr"], ["quebec"]]
    index = told_in(package)
    assert {law["slug"]: law["records"] for law in index["regimes"]} == {"quebec": 2, "gdpr": 1, "pipeda": 0}
    assert index["records"] == 2
    by_law = {law["slug"]: left(law["left_out"]) for law in index["regimes"]}
    assert by_law["gdpr"] == {("record", "created"): 1, ("record", "unstated"): 1, ("text", "created"): 1}
    assert by_law["pipeda"] == {("record", "no_right"): 3}
    assert left(index["left_out"]) == {("record", "created"): 1, ("text", "created"): 2}
    listed = next(one for one in index["files"] if one["path"] == "contact.jsonl")
    assert (listed["rows"], listed["regimes"]) == (2, {"quebec": 2, "gdpr": 1})
