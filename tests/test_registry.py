"""Connectors are found by their manifests, and their code is left alone until it is used."""

import sys
from pathlib import Path

import pytest

from sar.errors import SettingsError
from sar.registry import Registry

MANIFEST = """
slug = "{slug}"
name = "Private"
entry = "connector:Private"
finds_by = ["email"]
does = ["find"]
limit = {{ rate = 1 }}
"""


def private(folder: Path, slug: str, text: str = MANIFEST, code: str = "class Private: ...\n") -> Path:
    (folder / slug).mkdir(parents=True)
    (folder / slug / "connector.toml").write_text(text.format(slug=slug))
    (folder / slug / "connector.py").write_text(code)
    return folder


def test_a_private_folder_is_a_connector(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    registry = Registry.discover(
        [private(tmp_path / "mine", "inhouse", code="from .names import NAME\n\nclass Private:\n    name = NAME\n")]
    )
    (tmp_path / "mine" / "inhouse" / "names.py").write_text("NAME = 'inhouse'\n")
    assert "sar_private.inhouse.connector" not in sys.modules
    assert registry.load("inhouse").name == "inhouse"


def test_an_installed_package_is_a_connector(acme: str) -> None:
    registry = Registry.discover()
    assert not [name for name in sys.modules if name.startswith("sar_acme.")]
    assert registry.get("acme").package == "sar_acme"
    assert registry.load("acme").__name__ == "Acme"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (MANIFEST + 'colour = "red"\n', "colour"),
        (MANIFEST.replace('["email"]', '["colour"]'), "colour"),
        ("slug = ", "connector.toml"),
        (MANIFEST.replace("{slug}", "other"), "other"),
    ],
)
def test_a_wrong_manifest_is_named(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(SettingsError, match=said):
        Registry.discover([private(tmp_path, "inhouse", text)])


def test_the_same_slug_twice_names_both(tmp_path: Path) -> None:
    one, two = private(tmp_path / "one", "inhouse"), private(tmp_path / "two", "inhouse")
    with pytest.raises(SettingsError) as raised:
        Registry.discover([one, two])
    assert str(one) in str(raised.value)
    assert str(two) in str(raised.value)


def test_unknown_and_broken_ones_have_a_remedy(tmp_path: Path) -> None:
    registry = Registry.discover([private(tmp_path, "broken", code="import no_such_module\n")])
    with pytest.raises(SettingsError) as unknown:
        registry.get("brokn")
    assert "broken" in unknown.value.remedy
    with pytest.raises(SettingsError, match="cannot be loaded"):
        registry.load("broken")
    with pytest.raises(SettingsError, match="not a folder"):
        Registry.discover([tmp_path / "none"])
