"""`sar check`: whether every key is valid and its rights are wide enough for a full search."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from sar.cli.house import House, common
from sar.cli.speech import say
from sar.cli.words import LEVELS
from sar.errors import ProcessorError, SettingsError

if TYPE_CHECKING:
    from sar.collect import Source
    from sar.sdk import Finding

COLOURS = {"ok": "green", "note": "cyan", "warning": "yellow", "error": "red"}


@click.command("check")
@click.argument("processors", nargs=-1, metavar="[PROCESSOR]...")
@common
def command(house: House, processors: tuple[str, ...]) -> None:
    """Ask every processor (or those named) who the key is and what it may read.

    Exit code 0: a full search is possible everywhere. 3: something is missing, and the lines say what.
    """
    from concurrent.futures import ThreadPoolExecutor

    sources = house.sources(processors)
    with ThreadPoolExecutor(max(1, min(8, len(sources)))) as pool:
        results = list(pool.map(findings, sources))
    names = [source.processor.name for source in sources]
    house.tell({name: [one.told for one in found] for name, found in zip(names, results, strict=True)})
    if not house.as_json:
        for name, found in zip(names, results, strict=True):
            show(house, name, found)
    if any(finding.level in {"warning", "error"} for found in results for finding in found):
        raise click.exceptions.Exit(3)


def findings(source: "Source") -> "list[Finding]":
    """What one processor's check says; an error that ends it is its last finding."""
    return list(_checked(source))


def _checked(source: "Source") -> "Iterator[Finding]":
    from sar.sdk import Finding

    access = source.access()
    try:
        yield from source.load()(access).check()
    except (ProcessorError, SettingsError) as error:
        yield Finding("error", error.message, error.remedy_sentence, error.values)
    except Exception as error:
        failed = {"error": type(error).__name__}
        yield Finding("error", "the connector itself failed ({error})", "Report it.", failed)
    finally:
        access.close()


def show(house: House, name: str, found: "list[Finding]") -> None:
    """Print findings, marked by level."""
    from sar.cli.terminal import console, safe

    tell = house.speaks
    width = max(len(say(word)) for word in LEVELS.values())
    for one in found:
        level = f"[{COLOURS[one.level]}]{say(LEVELS[one.level]):<{width}}[/]"
        remedy = f" {safe(tell(one.remedy, one.values))}" if one.remedy else ""
        line = say("{processor}: {text}", processor=safe(name), text=safe(tell(one.text, one.values)))
        console().print(f"{level} {line}{remedy}", highlight=False)
