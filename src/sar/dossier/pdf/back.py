"""The last pages: who was masked, and the files with their digests."""

from sar.dossier import words
from sar.dossier.model import Dossier
from sar.dossier.pdf.sheet import H1, SMALL, Sheet


def third_parties(sheet: Sheet, dossier: Dossier) -> None:
    """The labels that stand for other people."""
    if not dossier.third_parties:
        return
    sheet.turn("Other people")
    sheet.mark("Other people")
    sheet.write("Other people", H1)
    sheet.write(
        "Names and addresses of other people are replaced by a label. The same label is the same person throughout.",
        SMALL,
    )
    sheet.space(8)
    for one in dossier.third_parties:
        roles = ", ".join(role.replace("_", " ") for role in one.roles)
        sheet.row(one.label, f"{words.count(one.records, 'record', 'records')}{'; ' + roles if roles else ''}")


def files(sheet: Sheet, dossier: Dossier) -> None:
    """The files delivered beside the document."""
    if not dossier.files:
        return
    sheet.turn("Files")
    sheet.mark("Files")
    sheet.write("Files", H1)
    sheet.write("Each file's SHA-256 shows that it is the one that was sent.", SMALL)
    sheet.space(8)
    for file in dossier.files:
        sheet.row(f"{file.size:,} bytes", f"{file.path}\n{file.sha256}")


def legend(sheet: Sheet) -> None:
    """How to read the marks of this document."""
    sheet.space(18)
    sheet.need(40)
    sheet.write(
        "Times are in Coordinated Universal Time. A mark such as [U+1F600] stands for a character that this document's "
        "typeface does not have; the accompanying JSON file holds it as it was.",
        SMALL,
    )
