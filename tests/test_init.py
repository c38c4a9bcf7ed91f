"""`sar init`: by asking, to a credentials.toml that works, consent walk included."""

import stat
import tomllib
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import click
import pytest
from click.testing import CliRunner

from sar.cli import group
from sar.registry import Registry
from sar.sandbox import Imitation, World, serve


@pytest.fixture
def served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Any]]:
    """Redmine and QuickBooks on loopback, and an officer who types what `typed` holds for secrets."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SAR_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    typed: list[str] = []
    opened: list[str] = []
    monkeypatch.setattr("getpass.getpass", lambda prompt: typed.pop(0))
    monkeypatch.setattr(click, "launch", opened.append)
    registry = Registry.discover()
    with ExitStack() as running:
        found: dict[str, Any] = {"typed": typed, "opened": opened}
        for slug in ("redmine", "quickbooks"):
            imitation: Imitation = registry.sandbox(slug).imitate(World(slug, registry.get(slug).folder))
            found[slug] = (running.enter_context(serve(imitation.app)), imitation.settings)
        yield found


def written() -> dict[str, Any]:
    path = Path("credentials.toml")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    return tomllib.loads(path.read_text(encoding="utf-8"))


def test_a_key_is_asked_for_tested_and_kept(served: dict[str, Any]) -> None:
    address, settings = served["redmine"]
    served["typed"] += ["a-wrong-key", settings["api_key"]]
    wrong_then_right = f"{address}\ny\n{address}\n"
    done = CliRunner().invoke(group, ["init", "redmine"], input=wrong_then_right)
    assert done.exit_code == 0, done.output
    assert "error" in done.output
    assert "administrator" in done.output
    assert settings["api_key"] not in done.output
    assert written() == {"redmine": {"url": address, "api_key": settings["api_key"]}}
    again = CliRunner().invoke(group, ["check"])
    assert again.exit_code == 0, again.output


def test_a_second_system_of_one_kind_gets_a_name(served: dict[str, Any]) -> None:
    address, settings = served["redmine"]
    served["typed"] += [settings["api_key"]] * 2
    CliRunner().invoke(group, ["init", "redmine"], input=f"{address}\n")
    done = CliRunner().invoke(group, ["init", "redmine"], input=f"support\n{address}\n")
    assert done.exit_code == 0, done.output
    assert written()["support"] == {"connector": "redmine", "url": address, "api_key": settings["api_key"]}
    assert set(written()) == {"redmine", "support"}


def test_the_consent_walk(served: dict[str, Any]) -> None:
    address, settings = served["quickbooks"]
    served["typed"].append(settings["client_secret"])

    runner = CliRunner()
    answers = ["my-client", "", address, f"{address}/oauth2/v1/tokens/bearer", "https://localhost/sar"]

    def paste() -> Iterator[str]:
        yield "https://localhost/sar?code=sandbox-code&state=another"
        query = parse_qs(urlsplit(served["opened"][0]).query)
        assert query["scope"] == ["com.intuit.quickbooks.accounting"]
        yield f"https://localhost/sar?code=sandbox-code&state={query['state'][0]}&realmId=4620816365000000000"

    prompts = paste()
    real = click.prompt

    def prompt(text: str, **more: Any) -> Any:
        return next(prompts) if text.startswith("Address of the page") else real(text, **more)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(click, "prompt", prompt)
        done = runner.invoke(group, ["init", "quickbooks"], input="\n".join(answers) + "\n")
    assert done.exit_code == 0, done.output + repr(done.exception)
    assert "not the answer to this consent" in done.output
    kept = written()["quickbooks"]
    assert kept["company_id"] == "4620816365000000000"
    # the check that followed has used, rotated and stored the token
    assert kept["refresh_token"] == "sandbox-refresh-2"
    assert runner.invoke(group, ["check", "quickbooks"]).exit_code == 0
    assert written()["quickbooks"]["refresh_token"] == "sandbox-refresh-3"


def test_who_the_firm_is_and_what_a_system_is_for_go_into_sar_toml(served: dict[str, Any]) -> None:
    address, settings = served["redmine"]
    served["typed"].append(settings["api_key"])
    registry = Registry.discover()
    chosen = ["y" if slug == "redmine" else "n" for slug in registry.manifests]
    firm = ["Example Firm", "12 Example Street", "Paula Officer", "", "privacy@example.com", "", ""]
    laws = ["quebec,gdpr", "fr-CA", ""]
    register = [
        "",
        "dpv:CustomerCare",
        "consent",
        "support staff",
        "CA-QC",
        "",
        "Example Printing",
        "CA-QC",
        "",
        "P1X",
        "P5Y",
        "",
    ]
    typed = [*firm, *laws, *chosen, address, *register]
    done = CliRunner().invoke(group, ["init"], input="\n".join(typed) + "\n")
    assert done.exit_code == 0, done.output
    assert "is no duration" in done.output
    stated = tomllib.loads(Path("sar.toml").read_text(encoding="utf-8"))
    assert stated["controller"] == {
        "name": "Example Firm", "address": "12 Example Street", "officer": "Paula Officer",
        "email": "privacy@example.com",
    }  # fmt: skip
    assert (stated["regimes"], stated["lang"], stated["timezone"]) == (["quebec", "gdpr"], "fr-CA", "America/Toronto")
    said = stated["processors"]["redmine"]["register"]
    assert said["purposes"] == ["dpv:CustomerCare"]
    assert said["recipients"] == [{"name": "Example Printing", "places": ["CA-QC"]}]
    assert said["retention"] == {"duration": "P5Y", "starts": "collection"}
    assert "Example Printing" in CliRunner().invoke(group, ["register"]).output
