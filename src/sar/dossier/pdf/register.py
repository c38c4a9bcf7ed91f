"""The register as a document of its own."""

from datetime import UTC, datetime
from pathlib import Path

from sar.dossier.model import Processing
from sar.dossier.pdf.finish import finished
from sar.dossier.pdf.sheet import H1, H3, LABEL, SMALL, Sheet
from sar.dossier.rows import activity
from sar.dossier.told import Told


def write(told: Told, lines: tuple[Processing, ...], path: Path, *, page: str = "letter") -> Path:
    """Write the register to a file."""
    say, title = told.say, told.say("Register of processing")
    part = path.with_name(f".part-{path.name}")
    sheet = Sheet(
        part, title=title, author=told.controller.name, lang=say.lang, foot=told.controller.name, head=title,
        before_number=say("page {n} of "), page=page,
    )  # fmt: skip
    sheet.write(title, H1)
    sheet.write(say.day(told.today), LABEL)
    sheet.space(10)
    for line in lines:
        sheet.need(74)
        sheet.rule()
        sheet.space(10)
        sheet.write(line.title, H3)
        stated = activity(line, say, with_title=False)
        for label, value in stated:
            sheet.row(label, value)
        if not stated:
            sheet.write(say("Nothing is stated."), SMALL)
        sheet.space(8)
    sheet.save()
    return finished(part, path, datetime.now(UTC))
