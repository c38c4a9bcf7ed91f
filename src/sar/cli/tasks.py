"""`sar request task|asked|answer`: processors that a person must ask."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sar.cli.house import House, common
from sar.cli.speech import say
from sar.cli.words import CONCLUSIONS
from sar.errors import CallError

if TYPE_CHECKING:
    from sar.outcomes import Conclusion

DAY = click.DateTime(["%Y-%m-%d"])


@click.command("task")
@click.argument("request_id", metavar="ID")
@click.argument("processor", required=False)
@click.option("--lang", type=click.Choice(["fr", "en"]), help="Only this language.")
@common
def task(house: House, request_id: str, processor: str | None, lang: str | None) -> None:
    """Print whom to ask and the text to send, for each processor that must be asked by hand."""
    from sar.tasks import awaiting

    house.workspace.request(request_id)
    found = [pair for pair in awaiting(house.workspace, request_id) if processor in {None, pair[0].processor}]
    house.tell([{"processor": unit.processor, "task": task} for unit, task in found])
    for unit, open_task in found:
        told, name = open_task.task, unit.processor
        house.say("{name}: {task}", name=name, task=house.speaks(told.what, told.values))
        house.say("To: {address}", address=house.speaks(open_task.to) or "–")
        for how in open_task.sent:
            house.say("Sent on {day} by {by} to {address}", day=how.on, by=how.by, address=house.speaks(how.to))
        for language, letter in open_task.letters.items():
            if lang in {None, language}:
                house.show(f"\n--- {language} ---\n{letter}")
        house.show("")
        house.say("When sent:     sar request asked {id} {name} --by NAME", id=request_id, name=name)
        house.say("When answered: sar request answer {id} {name} FILE…", id=request_id, name=name)
        house.show("")
    if not found:
        house.say("Nothing is to be asked by hand.")


@click.command("asked")
@click.argument("request_id", metavar="ID")
@click.argument("processor")
@click.option("--by", required=True, help="Who sent the question.")
@click.option("--to", default="", help="Where to; default: as in the task.")
@click.option("--on", type=DAY, help="When (default: today).")
@common
def asked(house: House, request_id: str, processor: str, **options: Any) -> None:
    """Record that the question to a processor was sent."""
    from sar.outcomes import Awaiting, Sent
    from sar.tasks import sent

    unit = house.workspace.unit(request_id, processor)
    on, to = _day(options["on"]), unit.outcome.to if isinstance(unit.outcome, Awaiting) else ""
    sent(house.workspace, request_id, processor, Sent(on, options["by"], options["to"] or to))
    house.tell({"request": request_id, "processor": processor, "sent": on})
    sentence = "{name}: recorded as sent. When answered: sar request answer {id} {name} FILE…"
    house.say(sentence, id=request_id, name=processor)


@click.command("answer")
@click.argument("request_id", metavar="ID")
@click.argument("processor")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path), metavar="[FILE]...")
@click.option(
    "--conclusion",
    type=click.Choice(["nothing", "data", "cannot_identify", "refused"]),
    help="What the answer comes to (default with files: data).",
)
@click.option("--by", required=True, help="Who records it, and vouches that it is about the subject.")
@click.option("--on", type=DAY, help="When it came in (default: today).")
@click.option("--note", default="", help="What it says, in a few words.")
@common
def answer(house: House, request_id: str, processor: str, files: tuple[Path, ...], **options: Any) -> None:
    """Record a processor's answer, with its files; the next `sar export --resume ID` discloses them."""
    from sar import tasks

    conclusion: Conclusion | None = options["conclusion"] or ("data" if files else None)
    if conclusion is None:
        remedy = "Name the FILE that came in, or give --conclusion nothing."
        raise CallError("what the answer comes to is missing", remedy)
    reply = tasks.Reply(conclusion, options["by"], _day(options["on"]), options["note"], tasks.read(files))
    outcome = tasks.answer(house.workspace, request_id, processor, reply)
    house.tell({"request": request_id, "processor": processor, "outcome": outcome})
    values = {"name": processor, "conclusion": say(CONCLUSIONS[conclusion]), "id": request_id}
    house.say("{name}: answered ({conclusion}). Now: sar export --resume {id}", **values)


COMMANDS = (task, asked, answer)


def _day(on: datetime | None) -> date:
    return on.date() if on else datetime.now(UTC).date()
