"""Built as a wheel, and as a wheel from the source archive, sar finds its connectors, fixtures and typeface."""

import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Both wheels, each unpacked into a folder of its own."""
    out = tmp_path_factory.mktemp("built")
    _build(ROOT, out / "direct", "--wheel")
    _build(ROOT, out / "archive", "--sdist")
    with tarfile.open(next((out / "archive").glob("*.tar.gz"))) as archive:
        archive.extractall(out / "source", filter="data")
    _build(next((out / "source").iterdir()), out / "from-archive", "--wheel")
    for name in ("direct", "from-archive"):
        with zipfile.ZipFile(next((out / name).glob("*.whl"))) as wheel:
            wheel.extractall(out / name / "site")
    return {name: out / name / "site" for name in ("direct", "from-archive")}


def _build(source: Path, out: Path, what: str) -> None:
    command = [sys.executable, "-m", "build", "--no-isolation", what, "--outdir", str(out), str(source)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]


@pytest.mark.parametrize("name", ["direct", "from-archive"])
def test_it_runs_from_a_wheel(built: dict[str, Path], name: str, tmp_path: Path) -> None:
    site = built[name]
    environment = {**os.environ, "PYTHONPATH": str(site), "SAR_HOME": str(tmp_path), "PYTHONSAFEPATH": "1"}

    def run(*arguments: str) -> str:
        command = [sys.executable, *arguments]
        done = subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    assert run("-c", "import sar; print(sar.__file__)").startswith(str(site))
    listed = run("-m", "sar", "connectors")
    bundled = [path.name for path in (ROOT / "connectors").iterdir() if (path / "connector.toml").is_file()]
    assert sorted(line.split()[0] for line in listed.splitlines()) == sorted(bundled)
    assert "dossier.pdf" in run("-m", "sar", "export", "joann@example.com", "--sandbox", "--only", "redmine")
