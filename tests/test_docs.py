"""The docs are true: what is generated is current, commands that the README names exist, paths too."""

import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

from sar.cli import COMMANDS
from sar.registry import Registry
from sar.settings import Options

ROOT = Path(__file__).parents[1]


def generator() -> ModuleType:
    sys.path.insert(0, str(ROOT / "docs"))
    spec = importlib.util.spec_from_file_location("generate", ROOT / "docs" / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_generated_parts_are_current() -> None:
    made, registry = generator(), Registry.discover()
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert made.readme(text, registry) == text, "run `make docs`"
    page = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    assert made.operations(page, registry) == page, "run `make docs`"
    example = (ROOT / "credentials.example.toml").read_text(encoding="utf-8")
    assert made.credentials_example(registry) == example, "run `make docs`"


def test_commands_targets_and_settings_that_the_docs_name_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md", "docs/operations.md"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert {word for word in re.findall(r"\bsar ([a-z]+)\b(?= |`|\n)", text) if word in _VERBS} <= set(COMMANDS)
        for target in re.findall(r"\bmake ([a-z-]+)", text):
            assert f"\n{target}:" in makefile, target
        for link in re.findall(r"\]\(([^):]+)\)", text):
            assert (ROOT / link).exists(), link
    settings = re.findall(
        r"^    (\w+) = ", (ROOT / "README.md").read_text(encoding="utf-8").split("[controller]")[0], re.M
    )
    assert settings
    assert set(settings) <= set(Options.__struct_fields__)


def test_commands_of_the_operations_page_run(tmp_path: Path) -> None:
    """In the order of the page, by a shell, over one sandbox workspace."""
    page = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    commands = re.findall(r"^    (\S.*)$", page, re.M)
    assert len(commands) == 7
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "SAR_HOME": str(tmp_path / "home"), "SAR_LANG": "en"}
    for command in commands:
        done = subprocess.run(
            ["sh", "-ec", command], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, (command, done.stderr[-500:])
        if command.startswith("SAR_LOG"):
            assert '"event": "unit ended"' in done.stderr


_VERBS = {
    "export", "init", "check", "request", "connectors", "schema", "sandbox", "correct", "batch", "review", "status",
    "health",
}  # fmt: skip


def test_nothing_names_a_registry_or_a_machine() -> None:
    files = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout.split()
    forbidden = re.compile("py" + r"pi\.org|python" + r"hosted|npm" + r"js\.|deb\." + "debian")
    named = [name for name in files if (ROOT / name).is_file() and forbidden.search(_text(ROOT / name))]
    assert named == []


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")
