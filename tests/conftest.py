"""A throw-away third-party connector, installed as its own package, and a workspace."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from sar.workspace import Workspace

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
