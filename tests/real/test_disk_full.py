"""A disk that is really full: a small file system in memory, for the output and for the workspace."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.batching import dossiers, sar, write_csv
from tests.test_disk_full import CHOSEN, ROWS, leftovers


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Path]:
    """A folder with a disk of its own, which can be made larger."""
    folder = tmp_path / "small"
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(folder)], capture_output=True)
    if mounted.returncode:
        pytest.skip("no right to mount a file system here")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def resize(folder: Path, size: str) -> None:
    subprocess.run(["mount", "-o", f"remount,size={size}", str(folder)], check=True)


def run(home: Path, *arguments: str) -> tuple[int, str]:
    _, err = (process := sar(home, *arguments, latency=0)).communicate(timeout=300)
    return process.returncode, err


def going_on(home: Path, out: Path, small: Path, sizes: list[str], *first: str) -> None:
    """Full at each of these sizes, then there is space; every time one line says so, and nothing half is left."""
    code, err = run(home, *first)
    for size in [*sizes, "64m"]:
        assert code == 2, err
        assert len([line for line in err.splitlines() if line.startswith("sar: ")]) == 1, err
        assert "a bug" not in err
        assert leftovers(out) == []
        again = next((line.partition("mended: ")[2] for line in err.splitlines() if "mended: " in line), "")
        resize(small, size)
        arguments = again.removeprefix("sar ").removesuffix(" --sandbox").split() if again else list(first)
        code, err = run(home, *arguments)
    assert code == 0, err


@pytest.mark.parametrize("full", ["out", "home"])
def test_a_batch_on_a_full_disk_goes_on_when_there_is_space(tmp_path: Path, small: Path, full: str) -> None:
    write_csv(tmp_path / "r.csv", ROWS)
    rest = [word for word in CHOSEN if word != "--sandbox"]
    code, err = run(tmp_path / "calm", "batch", "run", str(tmp_path / "r.csv"), *rest, "--out", str(tmp_path / "calm"))
    assert code == 0, err
    home = small if full == "home" else tmp_path / "home"
    out = small / "out" if full == "out" else tmp_path / "out"
    sizes = ["256k", "512k"] if full == "out" else ["400k", "600k"]
    first = ("batch", "run", str(tmp_path / "r.csv"), *rest, "--out", str(out))
    going_on(home, out, small, sizes, *first)
    assert dossiers(out) == dossiers(tmp_path / "calm")
