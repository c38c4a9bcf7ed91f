"""`sar batch`: many requests in one run come to what each comes to alone."""

import csv
import io
import json
import re
import stat
from pathlib import Path
from typing import Any

import pytest
from tests.batching import PROCESSORS, dossier, dossiers, forty, only, write_csv
from tests.conftest import Run

from sar.batch.columns import COLUMNS
from sar.batch.running import answer
from sar.collect import Stopped
from sar.dossier.answer import write
from sar.house import House
from sar.identifiers import parse
from sar.intake import Intake, begin, search
from sar.registry import Registry
from sar.sandbox import World, cast
from sar.sandbox.kit import serve
from sar.workspace import Workspace, events


@pytest.fixture
def run(command: Run) -> Run:
    """`sar` over the sandbox, unless `real`."""
    return lambda *arguments, real=False: command(*arguments, *([] if real else ["--sandbox"]))


def test_forty_requests_come_to_what_each_comes_to_alone(run: Run, tmp_path: Path) -> None:
    rows = forty()
    file = write_csv(tmp_path / "requests.csv", rows)
    code, out, err = run("batch", "run", str(file), *only(), "--format", "json", "--json")
    assert code == 0, err
    said = json.loads(out)["report"]
    assert (len(said["requests"]), said["complete"], said["refused"]) == (40, True, [])
    together = dossiers(tmp_path / "out")
    assert sorted(together) == list(range(2, 42))
    for number, row in enumerate(rows, 2):
        assert together[number] == alone(tmp_path, row), row


def alone(folder: Path, row: dict[str, str]) -> dict[str, Any]:
    """The dossier of one request made by itself."""
    house = House(sandbox=True, workspace_place=str(folder / "alone.db"))
    identifiers = [parse(one.strip()) for one in (row["email"], *row.get("also", "").split(";")) if one.strip()]
    request, sources = begin(house, Intake(identifiers, row["kind"], only=PROCESSORS))  # type: ignore[arg-type]
    search(house, request, sources)
    write(house.workspace, request, house.told(request), folder / "alone" / request.id, formats=["json"])
    return dossier(folder / "alone" / request.id)


def test_what_serves_many_is_gone_through_once_a_round(run: Run, tmp_path: Path) -> None:
    file = write_csv(tmp_path / "requests.csv", forty())
    chosen = only(("access_logs", "mailbox", "quickbooks"))
    code, out, _ = run("batch", "run", str(file), *chosen, "--format", "json", "--json")
    assert code == 0
    costs = {one["processor"]: one for one in json.loads(out)["report"]["processors"]}
    assert costs["mailbox"]["passes"] == 1
    assert costs["mailbox"]["searches"] == 40
    # what the first pass taught asks for a second one, together; some are searched twice
    assert costs["access_logs"]["passes"] == 2
    assert costs["access_logs"]["searches"] > 40
    one = House(sandbox=True, workspace_place=str(tmp_path / "alone.db"))
    calls: list[int] = []
    for source in one.sources(("quickbooks",)):
        access = source.access()
        list(source.load()(access).find(_search("nora.body@example.net")))
        calls.append(access.calls)
    assert costs["quickbooks"]["calls_each"] < calls[0]


def _search(email: str) -> Any:
    from sar.identifiers import Matcher
    from sar.sdk import Search

    return Search("quickbooks", "quickbooks", Matcher([parse(email)]))


BAD = """email,kind,regime,received,lang,level,method,also
ann@example.com,access,,,,,,
canary one,access,,,,,,
joann@example.com,canary,,,,,,
joann@example.com,,canary,,,,,
joann@example.com,,,yesterday,,,,
joann@example.com,,,2999-01-01,,,,
joann@example.com,,,,canary,,,
joann@example.com,,,,,L9,canary,
joann@example.com,,,,,L1,,
joann@example.com,,,,,,,canary:4711
joann@example.com,,,,,,,phone:canary
,,,,,,,
,access,,,,,,
ANN@example.com,access,,,,,,
joann@example.com,,,,,,,,one more
bob@example.net,access,quebec;gdpr,2026-11-01,fr,l1,"link, to the address on file",phone:+15145550106
"""
SAYS = {
    3: "no e-mail address", 4: "access, portability", 5: "quebec", 6: "2026-11-24", 7: "future", 8: "fr-CA",
    9: "L0, L1", 10: "belong together", 11: "kind of an identifier", 12: "no phone number", 14: "whom to search for",
    15: "the same as line 2", 16: "more values",
}  # fmt: skip


def test_bad_lines_are_told_by_number_and_the_good_ones_go_on(run: Run, tmp_path: Path) -> None:
    (tmp_path / "requests.csv").write_text(BAD, encoding="utf-8")
    code, out, err = run("batch", "run", "requests.csv", "--only", "redmine", "--format", "json", "--json")
    assert code == 3
    assert "canary" not in out + err
    said = json.loads(out)["report"]
    assert [one["line"] for one in said["requests"]] == [2, 17]
    assert {one["line"] for one in said["refused"]} == set(SAYS)
    for line, words in SAYS.items():
        told = next(one for one in said["refused"] if one["line"] == line)
        assert words in f"{told['why']} {told['remedy']}"
        assert told["remedy"]
        assert f"line {line}: " in err
    workspace = Workspace(tmp_path / "home" / "sandbox.db")
    case = workspace.case(said["requests"][1]["request"])
    assert case.regimes == ("quebec", "gdpr")
    assert case.verified
    assert (case.verified.level, case.verified.method) == ("L1", "link, to the address on file")
    assert workspace.request(said["requests"][1]["request"]).lang == "fr-CA"
    assert "identity recorded" in {event["what"] for event in events.verified(workspace.engine)}


def test_strict_makes_nothing(run: Run, tmp_path: Path) -> None:
    (tmp_path / "requests.csv").write_text(BAD, encoding="utf-8")
    code, _, err = run("batch", "run", "requests.csv", "--strict", "--only", "redmine")
    assert code == 2
    assert "line 3" in err
    assert not (tmp_path / "out").exists()
    assert Workspace(tmp_path / "home" / "sandbox.db").requests() == [] if (tmp_path / "home").exists() else True


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("email,recieved\nann@example.com,2026-11-01\n", "column 2"),
        ("canary@example.com\n", "column 1"),
        ("email,email\nann@example.com,\n", "two columns"),
        ("email\nno address\n", "line 2"),
        ("email\n", "no requests"),
        ("", "no requests"),
        ('email\n"ann@example.com\n', "line 2"),
        ("email\n\xe9", "UTF-8"),
        ('{"email": "ann@example.com", "canary": "x"}\n', "line 1"),
        ('{"email": 3}\n', "line 1"),
        ("{broken\n", "line 1"),
    ],
)
def test_files_in_which_nothing_is_good(run: Run, tmp_path: Path, content: str, says: str) -> None:
    (tmp_path / "requests").write_bytes(content.encode("latin-1"))
    code, _, err = run("batch", "run", "requests")
    assert code == 2
    assert says in err
    assert "canary" not in err
    assert "Traceback" not in err


def test_files_beyond_all_measure_are_split_by_people(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "requests.csv").write_text("email\na@example.com\nb@example.com\nc@example.com\n", encoding="utf-8")
    for name, size, says in (("MOST", 2, "more than 2 lines"), ("LARGEST", 20, "larger than")):
        with monkeypatch.context() as patched:
            patched.setattr(f"sar.batch.reading.{name}", size)
            code, _, err = run("batch", "run", "requests.csv")
        assert code == 2
        assert says in err


def test_json_lines_from_standard_input_and_other_signs(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = [{"identifier": "phone:+15145550101"}, {"email": "joann@example.com", "also": ["ip:192.0.2.11"]}]
    content = "\n".join(map(json.dumps, lines)).encode()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(content)))
    code, out, err = run("batch", "run", "-", "--only", "voipms", "--format", "json", "--json")
    assert code == 0, err
    assert [one["line"] for one in json.loads(out)["report"]["requests"]] == [1, 2]
    semicolons = '\ufeffEmail;also\n\nann@example.com;"phone:+15145550101;ip:192.0.2.10"\n'
    (tmp_path / "excel.csv").write_text(semicolons, encoding="utf-8")
    code, out, err = run("batch", "run", "excel.csv", "--only", "voipms", "--format", "json", "--json")
    assert code == 0, err
    (one,) = json.loads(out)["report"]["requests"]
    workspace = Workspace(tmp_path / "home" / "sandbox.db")
    assert (one["line"], [known.kind for known in workspace.identifiers(one["request"])]) == (
        3,
        ["email", "phone", "ip"],
    )


def test_the_report_names_nobody_unless_asked(run: Run, tmp_path: Path) -> None:
    ann = cast()["ann"]
    file = write_csv(tmp_path / "requests.csv", [{"email": ann.email, "also": f"phone:{ann.phones[0]}"}])
    code, out, _ = run("batch", "run", str(file), "--only", "access_logs", "--format", "json")
    assert code == 0
    paths = sorted((tmp_path / "out").glob("batch-*"))
    assert [path.suffix for path in paths] == [".csv", ".json"]
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in paths)
    rows = list(csv.DictReader(paths[0].read_text(encoding="utf-8-sig").splitlines()))
    assert list(rows[0]) == ["line", "request", "state", "complete", "records", "calls", "missing"]
    assert (rows[0]["line"], rows[0]["state"], rows[0]["complete"], rows[0]["missing"]) == ("2", "done", "yes", "")
    assert int(rows[0]["records"]) > 0
    assert ann.email not in "".join(path.read_text(encoding="utf-8") for path in paths) + out
    batch = paths[0].stem.removeprefix("batch-")
    assert ann.email not in run("batch", "show", batch)[1] + run("batch", "list")[1]
    assert f"email:{ann.email}" in run("batch", "show", batch, "--with-identifiers")[1]
    again = ("--format", "json", "--with-identifiers")
    assert run("batch", "run", str(file), "--only", "access_logs", *again)[0] == 0
    named = next(path for path in (tmp_path / "out").glob("batch-*.csv") if path != paths[0])
    assert f"phone:{ann.phones[0]}" in named.read_text(encoding="utf-8")


def test_nothing_personal_stands_in_plain_columns(run: Run, tmp_path: Path) -> None:
    rows = [{**row, "level": "L1", "method": "canary method"} for row in forty()[:12]]
    file = write_csv(tmp_path / "requests.csv", [*rows, {"email": "canary.bad"}])
    assert run("batch", "run", str(file), "--only", "access_logs", "--format", "json")[0] == 3
    written = [path.read_bytes() for path in (tmp_path / "home").glob("sandbox.db*") if path.suffix != ".key"]
    personal = [word for one in cast().values() for word in (*one.emails, *one.phones, one.ip, one.full_name)]
    held = b"".join(written).lower()
    assert len(held) > 100_000
    assert [word for word in (*personal, "canary") if word.lower().encode() in held] == []


def test_an_incomplete_batch_says_how_to_go_on_and_does_nothing_twice(run: Run, tmp_path: Path) -> None:
    registry = Registry.discover()
    manifest = registry.get("redmine")
    imitation = registry.sandbox("redmine").imitate(World("redmine", manifest.folder))
    file = write_csv(tmp_path / "requests.csv", [{"email": "ann@example.com"}, {"email": "nora.body@example.net"}])
    (tmp_path / "sar.toml").write_text("[http]\nattempts = 1\n", encoding="utf-8")
    credentials(tmp_path, "http://127.0.0.1:9", imitation.settings)
    code, out, err = run("batch", "run", str(file), "--format", "json", "--json", real=True)
    assert code == 3
    said = json.loads(out)["report"]
    again = ("batch", "resume", said["batch"], "--json")
    assert f"sar batch resume {said['batch']}" in err
    failed = [{"processor": "redmine", "outcome": "failed", "limits": 0}]
    assert [(one["state"], one["missing"]) for one in said["requests"]] == [("done", failed)] * 2
    with serve(imitation.app) as root:
        credentials(tmp_path, root, imitation.settings)
        code, out, err = run(*again, real=True)
        assert code == 0, err
        asked = len(imitation.app.asked)
        assert asked > 20
        assert run(*again, real=True)[0] == 0
        assert len(imitation.app.asked) == asked


def credentials(folder: Path, url: str, settings: dict[str, Any]) -> None:
    path = folder / "credentials.toml"
    path.write_text(f'[redmine]\nurl = "{url}"\napi_key = "{settings["api_key"]}"\n', encoding="utf-8")
    path.chmod(0o600)


def test_the_same_lines_are_not_taken_in_twice_while_they_wait(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = write_csv(tmp_path / "requests.csv", [{"email": "ann@example.com"}])
    call = ("batch", "run", str(file), "--only", "redmine", "--format", "json")

    def interrupted(*_: object, **__: object) -> None:
        raise Stopped

    with monkeypatch.context() as patched:
        patched.setattr("sar.batch.running.run", interrupted)
        code, _, err = run(*call)
        assert code == 3
        assert "Interrupted. Go on with: sar batch resume" in err
        code, _, err = run(*call)
        assert code == 2
        assert "sar batch resume" in err
    workspace = Workspace(tmp_path / "home" / "sandbox.db")
    assert len(workspace.requests()) == 1
    (batch,) = workspace.batches()
    assert run("batch", "resume", batch.id)[0] == 0
    assert [one.state for one in workspace.members(batch.id)] == ["done"]
    assert run(*call)[0] == 0
    assert len(workspace.batches()) == 2
    assert run("batch", "resume", "nope")[0] == 2


def test_one_request_is_answered_by_its_id_alone(tmp_path: Path) -> None:
    from sar.batch.model import Order
    from sar.batch.reading import read
    from sar.batch.taking import take_in

    house = House(sandbox=True, workspace_place=str(tmp_path / "w.db"))
    taken = read(io.BytesIO(b"email\nann@example.com\njoann@example.com\n"), "x.csv", house.today)
    order = Order(str(tmp_path / "out"), ("json",))
    batch = take_in(house, taken, order, by="an officer", only=("mailbox", "redmine"))
    first, second = (one.request_id for one in house.workspace.members(batch.id))
    elsewhere = House(sandbox=True, workspace_place=str(tmp_path / "w.db"))
    assert answer(elsewhere, second) is True
    assert [one.state for one in house.workspace.members(batch.id)] == ["waiting", "done"]
    assert (tmp_path / "out" / second / "dossier.json").is_file()
    assert not (tmp_path / "out" / first).exists()


def test_what_an_officer_ended_or_purged_is_left(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [{"email": one.email} for one in list(cast().values())[:3]]
    file = write_csv(tmp_path / "requests.csv", rows)
    with monkeypatch.context() as patched:
        patched.setattr("sar.batch.running._run", lambda *_: None)
        run("batch", "run", str(file), "--only", "redmine", "--format", "json")
    workspace = Workspace(tmp_path / "home" / "sandbox.db")
    (batch,) = workspace.batches()
    ended, purged, left = (one.request_id for one in workspace.members(batch.id))
    run("request", "close", ended, "--as", "withdrawn")
    workspace.purge(purged)
    code, out, _ = run("batch", "resume", batch.id, "--json")
    assert code == 3
    states = {one["request"]: one["state"] for one in json.loads(out)["report"]["requests"]}
    assert states == {ended: "ended", purged: "purged", left: "done"}
    assert [path.name for path in (tmp_path / "out").iterdir() if path.is_dir()] == [left]


def test_the_commands_of_the_docs_work(run: Run, tmp_path: Path) -> None:
    text = (Path(__file__).parents[1] / "docs" / "batches.md").read_text(encoding="utf-8")
    (tmp_path / "requests.csv").write_text(text.split("```csv\n")[1].split("```")[0], encoding="utf-8")
    commands = [line.split()[1:] for line in text.splitlines() if line.startswith("    sar batch")]
    assert [command[1] for command in commands] == ["run", "list", "show", "resume"]
    batch = ""
    for command in commands:
        words = [batch if word == "ID" else word for word in command if word != "--sandbox"]
        code, out, err = run(*words)
        assert code == 0, err
        batch = batch or next((tmp_path / "out").glob("batch-*.csv")).stem.removeprefix("batch-")
        assert batch in out
    assert len(dossiers(tmp_path / "out")) == 3
    (row,) = (json.loads(line) for line in text.split("```json\n")[1].split("```")[0].splitlines())
    assert set(row) <= set(COLUMNS)
    table = re.findall(r"^\| (`.+?`) \|", text, re.MULTILINE)
    assert {name for cell in table for name in re.findall(r"`(\w+)`", cell)} == set(COLUMNS)
