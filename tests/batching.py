"""What tests of batches share: forty requests of the cast, and dossiers without what differs from run to run."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from sar.sandbox import cast

PROCESSORS = ("access_logs", "mailbox", "quickbooks", "voipms", "manual", "google_tag_manager")
"""Those that are gone through once for many, that list all, that learn from others, that are asked."""
KINDS = ("access", "portability", "rectification")


def forty() -> list[dict[str, str]]:
    """Each of the cast asks three times, and once more with all that is known of them."""
    rows = [{"email": one.email, "kind": kind} for one in cast().values() for kind in KINDS]
    for one in cast().values():
        more = [f"email:{email}" for email in one.emails[1:]] + [f"phone:{one.phones[0]}", f"ip:{one.ip}"]
        rows.append({"email": one.email, "kind": "access", "also": "; ".join(more)})
    return rows


def write_csv(path: Path, rows: list[dict[str, str]]) -> Path:
    """The rows as a file with all columns."""
    columns = list(dict.fromkeys(column for row in rows for column in row))
    lines = [",".join(columns), *(",".join(row.get(column, "") for column in columns) for row in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def only(processors: tuple[str, ...] = PROCESSORS) -> list[str]:
    """The options that search only these."""
    return [word for name in processors for word in ("--only", name)]


def dossier(folder: Path) -> dict[str, Any]:
    """A dossier without ids and times."""
    text = (folder / "dossier.json").read_text(encoding="utf-8").replace(folder.name, "ID")
    whole: dict[str, Any] = json.loads(text)
    for record in whole["records"]:
        record.pop("retrieved_at")
    for line in whole["coverage"]:
        line.pop("searched_at")
    whole["request"].pop("made_at")
    return whole


def dossiers(out: Path) -> dict[int, dict[str, Any]]:
    """All dossiers of a batch by the line that asked for them."""
    return {int(path.name.rpartition("-")[2]): dossier(path) for path in out.iterdir() if path.is_dir()}


def sar(home: Path, *arguments: str, latency: float = 0.002) -> "subprocess.Popen[str]":
    """`sar` in a process of its own, with a slowed sandbox so that there is something to interrupt."""
    environment = {**os.environ, "SAR_HOME": str(home), "SAR_SANDBOX_LATENCY": str(latency), "SAR_LANG": "en"}
    command = [sys.executable, "-m", "sar", *arguments, "--sandbox"]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
