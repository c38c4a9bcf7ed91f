"""The log on stderr: as text, or one JSON object for each line. It holds no personal data and no secrets."""

import json
import logging
import traceback
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sar.secrets import redactor

OURS = "sar"
OTHERS = "message of another library"
"""What stands for it: it may hold what was searched by."""


def start(level: str, form: str = "") -> None:
    """Log from this level on; `form` is `json` for objects."""
    known = logging.getLevelNamesMapping().get(level.upper(), logging.INFO)
    handler = logging.StreamHandler()
    handler.addFilter(_ours)
    handler.addFilter(redactor)
    handler.setFormatter(Objects() if form.lower() == "json" else Lines())
    logging.basicConfig(level=known, handlers=[handler])


def _ours(record: logging.LogRecord) -> bool:
    """Our own lines, and of other libraries' that something is wrong and where; their words are theirs."""
    if record.name.partition(".")[0] == OURS:
        return True
    record.msg, record.args = f"{OTHERS} ({record.module}:{record.lineno})", None
    return record.levelno >= logging.WARNING


class Lines(logging.Formatter):
    """`2026-11-26 10:00:00,123 INFO sar.events unit ended processor=redmine outcome=found seconds=1.2`."""

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        said = "".join(f" {name}={value}" for name, value in _said(record).items())
        return f"{self.formatTime(record)} {record.levelname} {record.name} {record.getMessage()}{said}"


class Objects(logging.Formatter):
    """One JSON object for each line: time, level, logger, event, then what the event says."""

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        moment = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        head = {"time": moment, "level": record.levelname, "logger": record.name, "event": record.getMessage()}
        return json.dumps({**head, **_said(record)}, ensure_ascii=False)


def _said(record: logging.LogRecord) -> dict[str, Any]:
    """What an event says; an error by its kind and place, since its message may hold data."""
    said: dict[str, Any] = dict(getattr(record, "said", {}))
    if record.exc_info and record.exc_info[0]:
        said["error"] = record.exc_info[0].__name__
        for last in traceback.extract_tb(record.exc_info[2])[-1:]:
            said["place"] = f"{Path(last.filename).name}:{last.lineno}"
    if "seconds" in said:
        said["seconds"] = round(said["seconds"], 3)
    return said
