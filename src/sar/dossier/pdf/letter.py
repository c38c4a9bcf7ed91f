"""A letter as a document of its own."""

from datetime import UTC, datetime
from pathlib import Path

from sar.dossier.letters.templates import Letter
from sar.dossier.pdf.finish import finished
from sar.dossier.pdf.sheet import BOLD_BODY, LABEL, SMALL, Sheet, Style
from sar.dossier.told import Told

TEXT, SUBJECT = Style(size=10.4, leading=15.5), Style(BOLD_BODY.font, 12.5, 18)


def write(letter: Letter, told: Told, path: Path, *, page: str = "letter") -> Path:
    """Write the letter to a file."""
    part, controller = path.with_name(f".part-{path.name}"), told.controller
    sheet = Sheet(
        part, title=letter.subject, author=controller.name, lang=letter.lang, foot=controller.name, head="",
        before_number=told.say("page {n} of "), page=page,
    )  # fmt: skip
    sheet.y = sheet.height - 72
    for line in (controller.name, controller.address, controller.email):
        if line:
            sheet.write(line, BOLD_BODY if line == controller.name else SMALL)
    sheet.space(34)
    sheet.write(told.say.day(told.today), LABEL)
    sheet.space(20)
    sheet.write(letter.subject, SUBJECT)
    sheet.space(10)
    for paragraph in letter.paragraphs:
        sheet.write(paragraph, TEXT)
        sheet.space(9)
    sheet.save()
    return finished(part, path, datetime.now(UTC))
