"""What many tests share: a connector installed as its own package, a workspace, the command line."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sar.cli import main
from sar.workspace import Workspace

Run = Callable[..., tuple[int, str, str]]
ACME = Path(__file__).parent / "acme"


@pytest.fixture
def acme(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """`sar-acme` as pip would install it: a package and its entry point."""
    info = tmp_path / "site" / "sar_acme-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: sar-acme\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[sar.connectors]\nacme = sar_acme\n")
    monkeypatch.syspath_prepend(str(ACME))
    monkeypatch.syspath_prepend(str(info.parent))
    monkeypatch.setenv("PYTHONPATH", f"{ACME}:{info.parent}")
    yield "acme"
    for name in [name for name in sys.modules if name.startswith("sar_acme")]:
        del sys.modules[name]


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """An empty workspace in a file."""
    return Workspace(tmp_path / "workspace.db")


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """`sar`, in English, in a folder and with a home of its own; gives exit code, stdout and stderr."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SAR_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("SAR_LANG", "en")

    def call(*arguments: str) -> tuple[int, str, str]:
        try:
            main([*arguments])
            code: object = 0
        except SystemExit as ended:
            code = ended.code or 0
        said = capsys.readouterr()
        return int(str(code)), said.out, said.err

    return call
