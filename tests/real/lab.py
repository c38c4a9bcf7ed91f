"""Real servers on 127.0.0.1: installed, started and stopped by the scripts in a folder of their name.

`install.sh` exits with 77 and says why where a server cannot be had: its tests are then skipped. Where it
runs, a failing test fails. `start.sh STATE PORT …` leaves the pid in STATE/pid; `stop.sh STATE` ends it.
"""

import os
import shutil
import socket
import subprocess
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).parent


def install(server: str, seconds: int = 900) -> None:
    """Install a server's packages, or skip the tests and say why that cannot be done."""
    if shutil.which("bash") is None:
        pytest.skip("no bash here")
    try:
        installed = script(server, "install.sh", seconds=seconds)
    except subprocess.TimeoutExpired:
        pytest.skip(f"{server} could not be installed in {seconds // 60} minutes")
    if installed.returncode == 77:
        pytest.skip(f"{server} cannot be installed: {(installed.stdout or installed.stderr)[-300:].strip()}")
    if installed.returncode:
        pytest.skip(f"{server}: its installation failed: {installed.stderr[-300:].strip()}")


def script(
    server: str, name: str, *arguments: str, seconds: int, **environment: str
) -> "subprocess.CompletedProcess[str]":
    """Run one of a server's scripts to its end."""
    command, env = ["bash", str(SCRIPTS / server / name), *arguments], {**os.environ, **environment}
    return subprocess.run(command, env=env, capture_output=True, text=True, timeout=seconds, check=False)


def free_port() -> int:
    """A port of 127.0.0.1 on which nobody listens now."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])
