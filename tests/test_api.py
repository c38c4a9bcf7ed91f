"""The interface for scripts, and the example of the docs as it stands there."""

import json
import re
from pathlib import Path

import pytest

from sar import Workspace
from sar.errors import CallError

ROOT = Path(__file__).parents[1]


def test_the_example_of_the_docs_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SAR_HOME", str(tmp_path / "home"))
    (code,) = re.findall(r"```python\n(.*?)```", (ROOT / "docs" / "scripts.md").read_text(encoding="utf-8"), re.S)
    exec(compile(code, "docs/scripts.md", "exec"), {})
    shown = capsys.readouterr().out
    assert "Pipedrive found" in shown
    assert "pipedrive Ann Archer phone +1 514 555-0101 -> +15145550123" in shown
    assert "pipedrive verified" in shown
    assert re.search(r"^\d\d changes would lead back$", shown, re.M)
    assert list(tmp_path.glob("out/*/dossier.json"))


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    monkeypatch.setenv("SAR_HOME", str(tmp_path / "home"))
    return Workspace(tmp_path / "workspace.db", sandbox=True)


def test_a_plan_that_was_cut_down_is_carried_out_and_nothing_else(workspace: Workspace, tmp_path: Path) -> None:
    with workspace:
        planned = workspace.correct("ann@example.com", new={"phone": "+15145550123"})
        assert "pipedrive" in {change.processor for change in planned.changes}
        path = tmp_path / "plan.json"
        planned.save(path)
        assert path.stat().st_mode & 0o077 == 0
        kept = path.read_text(encoding="utf-8").replace("+15145550123", "+15145550199")
        (tmp_path / "forged.json").write_text(kept, encoding="utf-8")
        with pytest.raises(CallError, match="was not planned like this"):
            workspace.correction_of(tmp_path / "forged.json")
        cut = json.loads(path.read_text(encoding="utf-8"))
        cut["changes"] = [one for one in cut["changes"] if one["processor"] == "pipedrive"]
        path.write_text(json.dumps(cut), encoding="utf-8")
        receipts = workspace.correction_of(path).apply(by="Officer")
        assert {(one.change.processor, one.state) for one in receipts} == {("pipedrive", "verified")}


def test_who_was_corrected_is_searched_by_both_addresses(workspace: Workspace) -> None:
    with workspace:
        workspace.correct("ann@example.com", new={"email": "ann.archer-roy@example.com"}).apply(by="Officer")
        for address in ("ann@example.com", "ann.archer-roy@example.com"):
            answer = workspace.export(address, only=["pipedrive"])
            searched = {one.identifier.canonical for one in answer.dossier.subject.identifiers}
            assert {"ann@example.com", "ann.archer-roy@example.com"} <= searched


def test_fields_are_checked_before_anything_is_searched(workspace: Workspace) -> None:
    with workspace, pytest.raises(CallError, match="phone"):
        workspace.correct("ann@example.com", new={"phone": "12"})
