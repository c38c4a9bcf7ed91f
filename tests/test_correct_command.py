"""`sar correct` as an officer uses it: plan, file, apply, resume, undo, many people, and what the law asks for."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from sar.cli import group
from sar.cli.house import House
from sar.errors import CallError, Refused
from sar.workspace import Workspace

FEW = ("--sandbox", "--only", "pipedrive", "--only", "redmine", "--only", "access_logs")
SETTINGS = """
lang = "fr-CA"
[controller]
name = "Example Firm"
[processors.pipedrive]
[processors.pipedrive.register]
recipients = [{ name = "Example Printing", kind = "printing" }, { name = "Pipedrive OÜ", kind = "crm" }]
source = "Example Fairs"
"""


@pytest.fixture(autouse=True)
def at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SAR_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("SAR_LANG", "en")
    return tmp_path


def run(*arguments: str, code: int | None = None) -> Result:
    done = CliRunner().invoke(group, list(arguments))
    if isinstance(done.exception, (CallError, Refused)):
        return done
    assert not done.exception or isinstance(done.exception, SystemExit), done.exception
    assert code is None or done.exit_code == code, done.output
    return done


def told(*arguments: str, code: int | None = None) -> Any:
    return json.loads(run(*arguments, "--json", code=code).stdout)


def test_a_plan_writes_nothing_and_says_how_to_go_on(at_home: Path) -> None:
    shown = run("correct", "ann@example.com", "--set", "phone=+15145550123", *FEW, code=0).output
    assert "+1 514 555-0101 → +15145550123" in shown
    assert "Log lines stay as the web server wrote them" in shown
    assert "Nothing was written. Carry it out with: sar correct --resume" in shown
    (request,) = re.findall(r"--resume (\S+)", shown)
    assert Workspace(at_home / "home" / "sandbox.db").receipts(request)[0].state == "planned"
    done = told("correct", "--resume", request, "--sandbox")
    assert {(one["change"]["processor"], one["state"]) for one in done["receipts"]} == {("pipedrive", "verified")}
    again = told("correct", "--show", request, "--sandbox")
    assert again["receipts"] == done["receipts"]


def test_apply_at_once_also_when_the_address_comes_last() -> None:
    for order in (("ann@example.com", "--apply"), ("--apply", "ann@example.com")):
        done = told("correct", "--set", "family_name=Archer-Roy", *FEW, *order, code=3)
        states = {one["change"]["processor"]: one["state"] for one in done["receipts"]}
        assert states == {"pipedrive": "verified", "redmine": "verified"}
        assert done["left"] > 0, "hidden fields of Redmine are for a person"


def test_the_plan_of_a_file_and_nothing_else(at_home: Path) -> None:
    run("correct", "ann@example.com", "--set", "family_name=Archer-Roy", *FEW, "--plan", "plan.json")
    plan = Path("plan.json")
    assert plan.stat().st_mode & 0o077 == 0
    made = json.loads(plan.read_text(encoding="utf-8"))
    made["changes"] = [one for one in made["changes"] if one["processor"] == "redmine"]
    plan.write_text(json.dumps(made), encoding="utf-8")
    done = told("correct", "--apply", "plan.json", "--sandbox")
    assert {one["change"]["processor"] for one in done["receipts"]} == {"redmine"}
    made["changes"][0]["alterations"][0]["new"] = "Other"
    plan.write_text(json.dumps(made), encoding="utf-8")
    refused = run("correct", "--apply", "plan.json", "--sandbox")
    assert isinstance(refused.exception, CallError)
    assert "was not planned like this" in str(refused.exception)


def test_the_way_back_stays_shut_where_the_world_has_moved() -> None:
    """Each command has imitations of its own: to the way back, somebody else has changed everything."""
    done = told("correct", "ann@example.com", "--set", "phone=+15145550123", "--apply", *FEW)
    back = told("correct", "--undo", done["request"], "--sandbox")
    assert back["plan"]["changes"] == []
    assert ["changed again since" in one["why"]["what"] for one in back["plan"]["by_hand"]] == [True]


def test_many_people_from_a_table(at_home: Path) -> None:
    Path("people.csv").write_text(
        "email,phone,family_name\nann@example.com,+15145550123,\nnobody,+15145550199,\nann@example.com,12,\n",
        encoding="utf-8",
    )
    rows = told("correct", "--csv", "people.csv", "--apply", *FEW, code=3)
    assert [one["line"] for one in rows] == [2, 3, 4]
    assert [one["state"] for one in rows[0]["receipts"]] == ["verified"]
    assert ["error" in one for one in rows] == [False, True, True]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "what to correct is missing"),
        (["--set", "phon=1"], "no field that can be corrected"),
        (["--set", "phone"], "no FIELD=VALUE"),
        (["--set", "phone=12"], "phone number is not valid"),
        (["--set", "phone=+15145550123", "--undo", "x"], "do not go together"),
        (["--show", "nothing"], "no request"),
        (["--csv", "nowhere.csv"], "cannot be read"),
        (["--apply", "nowhere.json"], "cannot be read"),
    ],
)
def test_bad_input_has_one_line_with_its_remedy(arguments: list[str], said: str) -> None:
    done = run("correct", "ann@example.com", "--sandbox", *arguments)
    assert isinstance(done.exception, CallError)
    assert said in str(done.exception)
    assert done.exception.remedy


def corrected(*more: str) -> str:
    Path("sar.toml").write_text(SETTINGS, encoding="utf-8")
    done = told("correct", "ann@example.com", "--set", "phone=+15145550123", *more, *HERE)
    return str(done["request"])


HERE = ("--sandbox", "--settings", "sar.toml")


def test_whom_to_tell_with_dates_and_the_letters_in_their_language() -> None:
    request = corrected("--apply")
    wanted = told("request", "notices", request, *HERE, code=3)["to_tell"]
    assert [(one["recipient"], one["role"]) for one in wanted] == [
        ("Example Printing", "recipient"), ("Example Fairs", "source"),
    ]  # fmt: skip
    run("request", "notices", request, *HERE, "--sent", "Example Printing", "--via", "e-mail", code=3)
    shown = run(
        "request", "notices", request, *HERE, "--sent", "Example Fairs", "--confirmed", "Example Printing", code=0
    )
    assert re.search(r"Example Printing \(recipient; since \S+.*\): told on \S+, confirmed on", shown.output)
    letter = run("request", "letter", request, "rectification", *HERE, code=0).output
    assert "Nous attestons que la rectification demandée a été faite" in letter
    assert "Pipedrive, Téléphone : +15145550123" in letter.replace("\u00a0", " ")
    assert "Example Printing" in letter
    notice = run("request", "letter", request, "recipients", *HERE, code=0).output
    assert "Téléphone : +15145550123" in notice.replace("\u00a0", " ")
    assert "0101" not in notice, "the old value is nobody's business any more"


def test_what_is_refused_is_not_carried_out_and_the_person_has_their_say() -> None:
    request, refusal = corrected(), ("--nothing", "--ground", "QC-37")
    unreasoned = run("request", "grant", request, *HERE, *refusal)
    assert isinstance(unreasoned.exception, CallError)
    run("request", "grant", request, *HERE, *refusal, "--reason", "It is right as it is.", code=0)
    run("request", "comment", request, "I never moved.", *HERE, code=0)
    letter = run("request", "letter", request, "rectification", *HERE, code=0).output
    assert "I never moved." in letter
    assert "It is right as it is." in letter
    kept = House(Path("sar.toml"), None, None, True).workspace.case(request)
    assert kept.corrected is not None
    assert (kept.state, kept.comment, kept.corrected.outcome) == ("refused", "I never moved.", "refused")
    assert isinstance(run("correct", "--resume", request, *HERE).exception, Refused)


def test_a_field_that_is_refused_is_left_out_of_what_is_carried_out() -> None:
    request = corrected("--set", "family_name=Archer-Roy")
    strange = run("request", "grant", request, *HERE, "--except", "birthday", "--ground", "QC-37", "--reason", "No.")
    assert "'birthday' is no part of the correction" in str(strange.exception)
    reason = ("--ground", "QC-37", "--reason", "It is her name.")
    run("request", "grant", request, *HERE, "--except", "family_name", *reason, code=0)
    (receipt,) = told("correct", "--resume", request, *HERE)["receipts"]
    assert [one["field"] for one in receipt["change"]["alterations"]] == ["phone"]
    letter = run("request", "letter", request, "rectification", *HERE, code=0).output
    assert "It is her name." in letter


def test_evidence_is_kept_and_the_log_holds_nothing_personal(at_home: Path) -> None:
    request = corrected("--apply", "--by", "Paula Officer")
    workspace = House(Path("sar.toml"), None, None, True).workspace
    (receipt,) = workspace.receipts(request)
    (one,) = receipt.change.alterations
    assert (one.old, one.new, receipt.by, receipt.written) == ("+1 514 555-0101", "+15145550123", "Paula Officer", True)
    assert receipt.at is not None
    run("request", "verify-log", *HERE, code=0)
    stored = b"".join(path.read_bytes() for path in (at_home / "home").glob("sandbox.db*") if path.suffix != ".key")
    for secret in (b"15145550123", b"514 555-0101", b"Paula", b"ann@example.com"):
        assert secret not in stored


def test_a_write_that_fails_is_left_to_do_and_resume_finishes(monkeypatch: pytest.MonkeyPatch) -> None:
    from sar import processors
    from sar.http import Request, Response, Transport, in_process

    class Broken(Transport):
        """A processor that takes no writes."""

        def __init__(self, inner: Transport) -> None:
            self._inner = inner

        def handle_request(self, request: Request) -> Response:
            return Response(500) if request.method == "PATCH" else self._inner.handle_request(request)

    monkeypatch.setattr(processors, "in_process", lambda *given: Broken(in_process(*given)))
    only = ("--sandbox", "--only", "pipedrive")
    broken = run("correct", "ann@example.com", "--set", "phone=+15145550123", "--apply", *only, code=3)
    (go_on,) = re.findall(r"Incomplete. When mended: sar (.+)", broken.output)
    request = go_on.split()[2]
    (failed,) = told("correct", "--show", request, "--sandbox")["receipts"]
    assert (failed["state"], failed.get("written", False)) == ("failed", False)
    monkeypatch.setattr(processors, "in_process", in_process)
    run(*go_on.split(), code=0)
    (done,) = told("correct", "--show", request, "--sandbox")["receipts"]
    assert (done["state"], done["written"]) == ("verified", True)
