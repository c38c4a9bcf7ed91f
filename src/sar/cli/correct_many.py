"""`sar correct --csv`: a correction for each line of a table."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import click

from sar.cli.case import officer
from sar.cli.house import House
from sar.errors import CallError, SarError

WAS = "was:"


class Line(NamedTuple):
    """One person and what is wrong about them."""

    number: int
    who: str
    new: tuple[str, ...]
    was: tuple[str, ...]


def many(house: House, options: dict[str, Any]) -> None:
    """Plan, and with --apply carry out, line by line; a bad line is told and the others go on."""
    from sar.cli.speech import told

    results: list[dict[str, Any]] = []
    for line in _lines(options["table"]):
        try:
            result = _one(house, line, options)
        except SarError as error:
            message, remedy = told(error)
            result = {"line": line.number, "error": message, "remedy": remedy, "left": 1}
            house.say("{line}: {message} {remedy}", line=line.number, message=message, remedy=remedy)
        results.append(result)
    house.tell(results)
    if any(one["left"] for one in results):
        raise click.exceptions.Exit(3)


def _one(house: House, line: Line, options: dict[str, Any]) -> dict[str, Any]:
    from sar.cli.correct import asked
    from sar.correct.making import carry_out, left, propose

    made, sources = propose(house, *asked(house, line.who, {**options, "new": line.new, "was": line.was}))
    receipts = []
    if options["carrying"] is not None:
        receipts = carry_out(house, made.request, sources, officer(house, options["by"]))
        remaining = left(made, receipts)
        done = sum(1 for one in receipts if one.state == "verified")
        values = {"line": line.number, "id": made.request, "done": done, "left": remaining}
        house.say("{line}: {id}: corrected: {done}; left to do: {left}", **values)
    else:
        remaining = len(made.unread) + len(made.lacks)
        values = {"line": line.number, "id": made.request, "changes": len(made.changes)}
        house.say("{line}: {id}: planned: {changes}", **values)
    return {"line": line.number, "request": made.request, "plan": made, "receipts": receipts, "left": remaining}


def _lines(path: Path) -> Iterator[Line]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file)
            named = [name for name in rows.fieldnames or () if name]
            if "email" not in named:
                raise CallError("{path} has no column email", "Head it: email,phone,was:phone …", path=path)
            for row in rows:
                cells = {name: (row.get(name) or "").strip() for name in named}
                pairs = [(name, value) for name, value in cells.items() if name != "email" and value]
                new = tuple(f"{name}={value}" for name, value in pairs if not name.startswith(WAS))
                was = tuple(f"{name.removeprefix(WAS)}={value}" for name, value in pairs if name.startswith(WAS))
                yield Line(rows.line_num, cells["email"], new, was)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        kind = type(error).__name__
        raise CallError("{path} cannot be read ({error})", "Save it as CSV in UTF-8.", path=path, error=kind) from None
