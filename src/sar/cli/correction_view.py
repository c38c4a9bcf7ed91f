"""A plan of a correction and its receipts on the terminal."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sar.cli.house import House
from sar.cli.speech import count, say
from sar.cli.terminal import console, safe
from sar.cli.words import CHANGES, HAD_IT_ALREADY

if TYPE_CHECKING:
    from sar.correct.model import Alteration, ByHand, Change, Plan, Receipt, State
    from sar.outcomes import Said

COLOURS: dict["State", str] = {
    "planned": "dim", "intended": "yellow", "verified": "green", "conflict": "yellow", "failed": "red",
}  # fmt: skip


def plan(house: House, made: "Plan") -> None:
    """What would change in each processor, what stays, what is to be done by hand, and what could not be read."""
    if house.as_json:
        return
    _heading(made)
    for processor in _processors(made):
        console().print(f"[bold]{safe(processor)}[/]", highlight=False)
        for change in made.changes:
            if change.processor == processor:
                _change(house, change)
        _rest(house, made, processor)
    _sum(made)


def receipts(house: House, made: "Plan", came: "Sequence[Receipt]") -> None:
    """What came of each change, and what was left to people."""
    if house.as_json:
        return
    _heading(made)
    for processor in _processors(made, came):
        console().print(f"[bold]{safe(processor)}[/]", highlight=False)
        for receipt in came:
            if receipt.change.processor == processor:
                _receipt(house, receipt)
        _rest(house, made, processor)


def next_steps(house: House, made: "Plan", came: "Sequence[Receipt]", go_on: str) -> None:
    """How to go on: with what failed, and with what the law asks for."""
    if any(one.state in {"failed", "intended"} for one in came) or made.unread:
        house.say("Incomplete. When mended: {command}", command=go_on)
    elif any(one.state == "conflict" for one in came):
        house.say("Plan again with `sar correct`, and look at what it holds now.")
    if any(one.state == "verified" for one in came):
        house.say("Next: sar request notices {id}, then sar request letter {id} rectification", id=made.request)


def _heading(made: "Plan") -> None:
    fields = ", ".join(f"{name} → {value or say('deleted')}" for name, value in made.correction.new.items())
    console().print(say("Request {id}: {fields}", id=made.request, fields=safe(fields)), highlight=False)
    console().print()


def _processors(made: "Plan", came: "Sequence[Receipt]" = ()) -> list[str]:
    names = [*(one.processor for one in made.changes), *(one.change.processor for one in came), *made.unread]
    return list(dict.fromkeys([*names, *made.lacks, *(one.processor for one in made.by_hand)]))


def _change(house: House, change: "Change") -> None:
    out = console()
    title = f"  {safe(_said(house, change.title))}  [dim]{safe(change.url)}[/]"
    out.print(title.rstrip(), highlight=False)
    for line in _alterations(change):
        out.print(f"      {line}", highlight=False)
    out.print(f"      [dim]{safe(_said(house, change.how))}[/]", highlight=False)


def _alterations(change: "Change") -> list[str]:
    """Each once: an object may hold a value in several places."""
    return list(dict.fromkeys(map(_alteration, change.alterations)))


def _alteration(one: "Alteration") -> str:
    new = safe(one.new) if one.new else f"[dim]{say('deleted')}[/]"
    return f"{safe(one.field):<20} {safe(one.old)} → [green]{new}[/]"


def _receipt(house: House, receipt: "Receipt") -> None:
    colour, word = COLOURS[receipt.state], CHANGES[receipt.state]
    if receipt.state == "verified" and not receipt.written:
        word = HAD_IT_ALREADY
    out = console()
    out.print(f"  {safe(_said(house, receipt.change.title))}  [{colour}]{say(word)}[/]", highlight=False)
    for line in _alterations(receipt.change):
        out.print(f"      {line}", highlight=False)
    why = " ".join(_said(house, one).rstrip(".") + "." for one in (receipt.why, receipt.remedy) if one and one.what)
    if why:
        out.print(f"      [{colour}]![/] {safe(why)}", highlight=False)


def _rest(house: House, made: "Plan", processor: str) -> None:
    out = console()
    for line in dict.fromkeys(_by_hand(house, one) for one in made.by_hand if one.processor == processor):
        out.print(line, highlight=False)
    for sentence in made.lacks.get(processor, ()):
        out.print(f"  [red]![/] {safe(_said(house, sentence))}", highlight=False)
    if processor in made.unread:
        why = _said(house, made.unread[processor]).rstrip(".")
        out.print(f"  [red]![/] {say('Not read, so not planned: {why}.', why=safe(why))}", highlight=False)
    out.print()


def _by_hand(house: House, one: "ByHand") -> str:
    records = f" ({count(one.records, '{n} record', '{n} records')})" if one.records else ""
    why = f"{safe(_said(house, one.why))}{records}"
    if one.task is None:
        return f"  [dim]–[/] {why}"
    url = f" [dim]{safe(one.url)}[/]" if one.url else ""
    return f"  [yellow]![/] {why} {safe(_said(house, one.task))}{url}"


def _sum(made: "Plan") -> None:
    quiet = [name for name in made.looked if name not in _processors(made)]
    if quiet:
        console().print(say("Nothing of this is held in: {processors}", processors=safe(", ".join(quiet))))
    tasks = sum(1 for one in made.by_hand if one.task)
    values = {"changes": len(made.changes), "tasks": tasks, "unread": len(made.unread)}
    out = console()
    out.print(say("Changes: {changes}. By hand: {tasks}. Processors not read: {unread}.", **values), highlight=False)
    if made.changes:
        out.print(say("Nothing was written. Carry it out with: sar correct --resume {id}", id=made.request))
    else:
        out.print(say("Nothing was written."))


def _said(house: House, sentence: "Said") -> str:
    return house.speaks(sentence.what, sentence.values)
