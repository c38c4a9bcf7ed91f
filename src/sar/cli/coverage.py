"""The coverage table: what came of every processor, in plain words."""

from typing import TYPE_CHECKING

from sar.cli.terminal import console, safe

if TYPE_CHECKING:
    from sar.dossier.model import Coverage, Dossier

WORDS = {
    "found": ("green", "found"),
    "nothing_held": ("green", "nothing held"),
    "not_searchable": ("cyan", "not searchable"),
    "awaiting": ("yellow", "awaiting an answer"),
    "answered": ("green", "answered"),
    "failed": ("red", "FAILED"),
}


def show(dossier: "Dossier") -> None:
    """Print one line per processor, then what is limited and what to do about it."""
    from rich.table import Table

    out = console()
    table = Table(box=None, header_style="bold", pad_edge=False)
    for heading, justify in (("Processor", "left"), ("Outcome", "left"), ("Records", "right"), ("Not proven", "right")):
        table.add_column(heading, justify=justify)  # type: ignore[arg-type]
    table.add_column("Limits", justify="right")
    for line in dossier.coverage:
        table.add_row(*_cells(line))
    out.print(table)
    for line in dossier.coverage:
        for sentence in _open(line):
            out.print(f"[yellow]![/] {safe(line.processor)}: {sentence}", highlight=False)


def _cells(line: "Coverage") -> tuple[str, ...]:
    colour, word = WORDS[line.outcome]
    near = str(line.near_matches or "")
    return safe(line.processor), f"[{colour}]{word}[/]", str(line.records), near, str(len(line.gaps) or "")


def _open(line: "Coverage") -> list[str]:
    said = [f"{safe(line.reason.rstrip('.'))}. {safe(line.remedy)}"] if line.outcome in {"failed", "awaiting"} else []
    return said + [
        f"{safe(gap.text)} {safe(gap.remedy)}" for gap in line.gaps if gap.remediable and gap.text != line.reason
    ]
