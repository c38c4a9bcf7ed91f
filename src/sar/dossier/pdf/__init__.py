"""`dossier.pdf`: the answer on paper, drawn row by row so that memory does not grow with it.

Nothing untrusted goes through a markup parser. Large answers are split into volumes.
"""

from pathlib import Path

from sar.dossier.model import Dossier
from sar.dossier.pdf import back, front, information, searched
from sar.dossier.pdf.body import Records
from sar.dossier.pdf.finish import finished
from sar.dossier.pdf.sheet import Sheet

PAGES_PER_VOLUME = 500
BEFORE = (
    front.cover, front.letter, front.summary, searched.identifiers, searched.systems, information.processing,
)  # fmt: skip
AFTER = (back.disclosures, back.automated, back.withheld, back.rights, back.codes, back.files)


def write(
    dossier: Dossier,
    folder: Path,
    *,
    page: str = "letter",
    pages_per_volume: int = PAGES_PER_VOLUME,
    attached: Path | None = None,
) -> list[Path]:
    """Write `dossier.pdf`, and `dossier-2.pdf` … where one volume is not enough; returns their paths.

    `attached` is the dossier as JSON, which goes into the first volume.
    """
    volumes = _Volumes(dossier, folder, page, attached)
    for part in BEFORE:
        part(volumes.sheet, dossier)
    records = Records(dossier)
    if dossier.counts:
        volumes.sheet.turn(dossier.say("Your records"))
    for record in dossier.records():
        if volumes.sheet.pages >= pages_per_volume:
            volumes.next()
        records.write(volumes.sheet, record)
    for part in AFTER:
        part(volumes.sheet, dossier)
    return volumes.close()


class _Volumes:
    """The volume being written and those that are done."""

    def __init__(self, dossier: Dossier, folder: Path, page: str, attached: Path | None) -> None:
        self._dossier, self._folder, self._page, self._attached = dossier, folder, page, attached
        self._done: list[Path] = []
        self.sheet = self._new()

    def next(self) -> None:
        """Finish this volume and begin another."""
        head = self.sheet.head
        self._finish()
        self.sheet = self._new(head)
        self.sheet.mark(self._dossier.say("Volume {n}", n=len(self._done) + 1))

    def close(self) -> list[Path]:
        """Finish the last volume; older volumes of a longer run before are removed."""
        self._finish()
        number = len(self._done) + 1
        while (leftover := self._folder / f"dossier-{number}.pdf").exists():
            leftover.unlink()
            number += 1
        return self._done

    def _new(self, head: str = "") -> Sheet:
        request, number, say = self._dossier.request, len(self._done) + 1, self._dossier.say
        volume = f" · {say('Volume {n}', n=number)}" if number > 1 else ""
        sample = f" · {say('sample, invented data')}" if request.sandbox else ""
        return Sheet(
            self._folder / f".part-{number}.pdf",
            title=f"{say('Answer to request {id}', id=request.id)}{volume}",
            author=self._dossier.controller.name,
            lang=request.lang,
            foot=f"{say('Request {id}', id=request.id)}{volume}{sample}",
            before_number=say("page {n} of "),
            head=head,
            page=self._page,
        )

    def _finish(self) -> None:
        self.sheet.save()
        number = len(self._done) + 1
        name = "dossier.pdf" if number == 1 else f"dossier-{number}.pdf"
        attached = self._attached if number == 1 else None
        part, made_at = self._folder / f".part-{number}.pdf", self._dossier.request.made_at
        self._done.append(finished(part, self._folder / name, made_at, attached=attached))
