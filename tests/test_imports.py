"""What is imported, by whom and when."""

import ast
import subprocess
import sys
from pathlib import Path

SRC = Path(__file__).parents[1] / "src" / "sar"


def imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            found.add(node.module or "")
    return found


def test_one_module_knows_httpx() -> None:
    knows = {path.relative_to(SRC).as_posix() for path in SRC.rglob("*.py") if "httpx" in imports(path)}
    assert knows == {"http.py"}


def test_the_floors_import_nothing_of_ours_but_each_other() -> None:
    floors = {"identifiers", "records", "outcomes", "errors", "sentences"}
    for name in floors:
        ours = {one for one in imports(SRC / f"{name}.py") if one.split(".")[0] == "sar"}
        assert ours <= {f"sar.{floor}" for floor in floors}, name


def test_only_the_cli_is_above_the_cli() -> None:
    for path in SRC.rglob("*.py"):
        if "cli" not in path.relative_to(SRC).parts and path.name != "__main__.py":
            assert not {one for one in imports(path) if one.startswith("sar.cli")}, path


def loaded(code: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", f"import sys\n{code}\nprint(*sys.modules)"], capture_output=True, text=True, check=True
    )
    return set(done.stdout.splitlines()[-1].split())


def test_help_imports_nothing_heavy() -> None:
    modules = loaded("import sar.cli\ntry: sar.cli.main(['--help'])\nexcept SystemExit: pass")
    assert not modules & {"rich", "httpx", "msgspec", "sqlalchemy", "requests", "reportlab", "stamina", "phonenumbers"}
    assert not {one for one in modules if one.startswith("sar.") and not one.startswith(("sar.cli", "sar.connectors"))}


def test_sdks_imported_by_many_threads_at_once_are_whole() -> None:
    code = """
import threading
from sar.imports import load
names = ["sar.http_bridge", "redminelib.engines", "pipedrive.client", "mailchimp_marketing", "quickbooks", "redminelib"]
failures, start = [], threading.Barrier(len(names))
def work(name):
    start.wait()
    try: load(name)
    except BaseException as error: failures.append((name, repr(error)))
threads = [threading.Thread(target=work, args=(name,)) for name in names]
[thread.start() for thread in threads]; [thread.join() for thread in threads]
assert not failures, failures
"""
    assert "quickbooks" in loaded(code)
