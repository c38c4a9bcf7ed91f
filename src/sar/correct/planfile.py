"""A plan as a file that an officer reads, cuts down and gives back; it holds personal data and is private."""

from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from msgspec import structs

from sar.correct.making import kept
from sar.correct.model import Plan
from sar.errors import CallError
from sar.secrets import write_private

if TYPE_CHECKING:
    from sar.house import House

ALTERED = "{path} holds a change that was not planned like this"


def write(made: Plan, path: Path) -> None:
    """The plan as JSON, readable by its owner only."""
    write_private(path, msgspec.json.format(msgspec.json.encode(made), indent=2).decode() + "\n")


def chosen(house: "House", path: Path) -> Plan:
    """The plan of a file, stored as the one to carry out: changes may be left out, none may differ or be new."""
    given = _read(path)
    planned = kept(house, given.request)
    known = set(map(_text, planned.changes))
    for change in given.changes:
        if _text(change) not in known:
            remedy = "Changes may be left out, nothing else. Plan again with `sar correct`."
            raise CallError(ALTERED, remedy, path=path)
    wanted = set(map(_text, given.changes))
    made = structs.replace(planned, changes=tuple(one for one in planned.changes if _text(one) in wanted))
    house.workspace.keep_plan(made)
    return made


def _text(change: msgspec.Struct) -> bytes:
    return msgspec.json.encode(change, order="sorted")


def _read(path: Path) -> Plan:
    try:
        return msgspec.json.decode(path.read_bytes(), type=Plan)
    except OSError as error:
        kind = type(error).__name__
        raise CallError("{path} cannot be read ({error})", "Check the path.", path=path, error=kind) from None
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise CallError("{path} is no plan", "Write one with `sar correct … --plan FILE`.", path=path) from None
