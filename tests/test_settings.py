"""sar.toml, credentials.toml and secrets: what is wrong is said in one line with its remedy."""

import os
import pickle
import stat
from pathlib import Path

import pytest

from sar import settings
from sar.errors import CallError, MissingCredential, SarError, SettingsError, UnsafePermissions
from sar.registry import Limit, Registry
from sar.secrets import Redactor, Secret, resolve, write_private


@pytest.fixture
def credentials(tmp_path: Path) -> Path:
    path = tmp_path / "credentials.toml"
    write_private(path, '# mine\n[acme]\nurl = "https://a.example.org"\ntoken = "t0ken-in-file" # keep\n')
    return path


def loaded(credentials: Path, toml: str | None = None) -> settings.Settings:
    path = None
    if toml is not None:
        path = credentials.with_name("sar.toml")
        path.write_text(toml)
    return settings.load(path, credentials, Registry.discover())


def refused(credentials: Path, text: str) -> SarError:
    write_private(credentials, text)
    with pytest.raises(SarError) as raised:
        loaded(credentials)
    assert "\n" not in str(raised.value)
    assert raised.value.exit_code == 2
    assert raised.value.remedy
    return raised.value


def test_a_table_is_a_processor(acme: str, credentials: Path) -> None:
    write_private(
        credentials,
        credentials.read_text() + '[shop]\nconnector = "acme"\nurl = "https://b.example.org"\ntoken = "env:SHOP"\n',
    )
    found = loaded(credentials).processors
    assert [(one.name, one.connector, one.setting("url")) for one in found.values()] == [
        ("acme", "acme", "https://a.example.org"),
        ("shop", "acme", "https://b.example.org"),
    ]
    assert found["acme"].secret("token") == "t0ken-in-file"
    with pytest.raises(MissingCredential, match="SHOP"):
        found["shop"].secret("token")


def test_what_is_wrong_is_named(acme: str, credentials: Path) -> None:
    assert "acme" in refused(credentials, "[acmee]\n").remedy
    assert "lacks url, token" in str(refused(credentials, "[acme]\n"))
    assert "url" in refused(credentials, '[acme]\nurll = "x"\n').remedy
    assert "line 2" in str(refused(credentials, '[acme]\ntoken = "s3cret-text\n'))
    assert "s3cret" not in str(refused(credentials, '[acme]\ntoken = "s3cret-text\n'))
    assert "table" in str(refused(credentials, 'url = "x"\n'))


def test_a_processor_may_have_a_limit_of_its_own(acme: str, credentials: Path) -> None:
    text = credentials.read_text()
    manifest = loaded(credentials).processors["acme"].manifest
    assert loaded(credentials).processors["acme"].limit == manifest.limit
    write_private(credentials, text + "limit = { rate = 50, concurrency = 8 }\n")
    assert loaded(credentials).processors["acme"].limit == Limit(50, manifest.limit.per, 8)
    assert "more than 0" in str(refused(credentials, text + "limit = { rate = 0 }\n"))
    assert "[acme]" in str(refused(credentials, text + 'limit = { rate = "fast" }\n'))
    assert "table" in str(refused(credentials, text + "limit = 5\n"))
    assert "rat" in str(refused(credentials, text + "limit = { rat = 5 }\n"))


def test_a_file_that_others_can_read_is_refused(acme: str, credentials: Path) -> None:
    credentials.chmod(0o644)
    with pytest.raises(UnsafePermissions) as raised:
        loaded(credentials)
    assert raised.value.remedy.startswith("chmod 600")


def test_no_credentials_names_init_and_sandbox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    with pytest.raises(SettingsError) as raised:
        settings.load(None, None, Registry.discover())
    assert "sar init" in raised.value.remedy
    assert "--sandbox" in raised.value.remedy
    with pytest.raises(SettingsError, match="there is no file"):
        settings.load(None, tmp_path / "none.toml", Registry.discover())


def test_sar_toml(acme: str, credentials: Path) -> None:
    found = loaded(
        credentials, 'mentions = "review"\n[http]\ntimeout = 5\n[controller]\nname = "Firm"\n[register]\na = 1\n'
    )
    assert (found.options.mentions, found.options.http.timeout, found.options.controller.name) == ("review", 5, "Firm")
    assert found.extra == {"register": {"a": 1}}
    for wrong in ('mentions = "never"\n', "mention = 1\n", "[http]\ntimeuot = 5\n"):
        with pytest.raises(SettingsError):
            loaded(credentials, wrong)


def test_a_rotated_token_is_kept_with_comments_and_mode(acme: str, credentials: Path) -> None:
    settings.keep(credentials, "acme", "token", 'new "token"')
    text = credentials.read_text()
    assert text.startswith("# mine\n")
    assert "# keep" in text
    assert stat.S_IMODE(credentials.stat().st_mode) == 0o600
    assert loaded(credentials).processors["acme"].secret("token") == 'new "token"'


def test_a_token_behind_a_reference_is_kept_there(acme: str, credentials: Path, tmp_path: Path) -> None:
    secret = tmp_path / "token"
    write_private(secret, "old\n")
    write_private(credentials, f'[acme]\nurl = "x"\ntoken = "file:{secret}"\n')
    settings.keep(credentials, "acme", "token", "new")
    assert secret.read_text() == "new\n"
    assert loaded(credentials).processors["acme"].secret("token") == "new"
    write_private(credentials, '[acme]\nurl = "x"\ntoken = "env:TOKEN"\n')
    with pytest.raises(SettingsError, match="rotates"):
        settings.keep(credentials, "acme", "token", "new")


def test_processors_are_chosen_by_name() -> None:
    names = ["crm", "shop", "mail"]
    assert settings.select(names, [], []) == names
    assert settings.select(names, ["mail", "crm"], []) == ["crm", "mail"]
    assert settings.select(names, [], ["shop"]) == ["crm", "mail"]
    with pytest.raises(CallError) as raised:
        settings.select(names, ["crn"])
    assert "crm" in raised.value.remedy


def test_references(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOKEN", "from-env")
    write_private(tmp_path / "secret", "from-file\n")
    assert resolve("literal", where="x").reveal() == "literal"
    assert resolve("https://x", where="x").reveal() == "https://x"
    assert resolve("env:TOKEN", where="x").reveal() == "from-env"
    assert resolve(f"file:{tmp_path / 'secret'}", where="x").reveal() == "from-file"
    assert resolve("cmd:printf 'from cmd\\nsecond'", where="x").reveal() == "from cmd"


@pytest.mark.parametrize(
    "reference", ["env:NO_SUCH_NAME", "file:/no/such/file", "cmd:false", "cmd:true", "cmd:'", "cmd:no-such-program"]
)
def test_a_reference_to_nothing_names_the_setting(reference: str) -> None:
    with pytest.raises(MissingCredential, match=r"crm\.token"):
        resolve(reference, where="crm.token")


def test_a_secret_file_that_others_can_read_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("x")
    (tmp_path / "secret").chmod(0o640)
    with pytest.raises(UnsafePermissions):
        resolve(f"file:{tmp_path / 'secret'}", where="x")


def test_a_secret_does_not_show_itself() -> None:
    secret = Secret("s3cret-value")
    assert "s3cret" not in f"{secret} {secret!r} {[secret]}"
    with pytest.raises(TypeError):
        pickle.dumps(secret)


def test_a_private_file_is_private_from_the_start(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        write_private(tmp_path / "x", "text")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "x").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["x"]


def test_secrets_are_redacted_in_every_form() -> None:
    import logging

    redactor = Redactor()
    redactor.remember("p@ss/word")
    record = logging.LogRecord("x", 20, "f", 1, "key %s and %s", ("p@ss/word", "p%40ss%2Fword"), None)
    redactor.filter(record)
    assert record.getMessage() == "key *** and ***"
