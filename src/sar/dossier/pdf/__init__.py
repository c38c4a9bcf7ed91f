"""`dossier.pdf`: the answer on paper, drawn row by row so that memory does not grow with it.

Nothing untrusted goes through a markup parser. Large answers are split into volumes.
"""

from pathlib import Path

from sar.dossier.model import Dossier
from sar.dossier.pdf import back, front, searched
from sar.dossier.pdf.body import Records
from sar.dossier.pdf.finish import finished
from sar.dossier.pdf.sheet import Sheet

PAGES_PER_VOLUME = 500


def write(
    dossier: Dossier, folder: Path, *, page: str = "letter", pages_per_volume: int = PAGES_PER_VOLUME
) -> list[Path]:
    """Write `dossier.pdf`, and `dossier-2.pdf` … where one volume is not enough; returns their paths."""
    volumes = _Volumes(dossier, folder, page)
    front.cover(volumes.sheet, dossier)
    front.summary(volumes.sheet, dossier)
    searched.page(volumes.sheet, dossier)
    front.coverage(volumes.sheet, dossier)
    records = Records(dossier)
    if dossier.counts:
        volumes.sheet.turn("Your records")
    for record in dossier.records():
        if volumes.sheet.pages >= pages_per_volume:
            volumes.next()
        records.write(volumes.sheet, record)
    back.third_parties(volumes.sheet, dossier)
    back.files(volumes.sheet, dossier)
    back.legend(volumes.sheet)
    return volumes.close()


class _Volumes:
    """The volume being written and those that are done."""

    def __init__(self, dossier: Dossier, folder: Path, page: str) -> None:
        self._dossier, self._folder, self._page = dossier, folder, page
        self._done: list[Path] = []
        self.sheet = self._new()

    def next(self) -> None:
        """Finish this volume and begin another."""
        head = self.sheet.head
        self._finish()
        self.sheet = self._new(head)
        self.sheet.mark(f"Volume {len(self._done) + 1}")

    def close(self) -> list[Path]:
        """Finish the last volume; older volumes of a longer run before are removed."""
        self._finish()
        number = len(self._done) + 1
        while (leftover := self._folder / f"dossier-{number}.pdf").exists():
            leftover.unlink()
            number += 1
        return self._done

    def _new(self, head: str = "") -> Sheet:
        request, number = self._dossier.request, len(self._done) + 1
        volume = f" · volume {number}" if number > 1 else ""
        return Sheet(
            self._folder / f".part-{number}.pdf",
            title=f"Answer to access request {request.id}{volume}",
            author=self._dossier.controller.name,
            lang=request.lang,
            foot=f"Request {request.id}{volume}{' · sample, invented data' if request.sandbox else ''}",
            head=head,
            page=self._page,
        )

    def _finish(self) -> None:
        self.sheet.save()
        number = len(self._done) + 1
        name = "dossier.pdf" if number == 1 else f"dossier-{number}.pdf"
        self._done.append(finished(self._folder / f".part-{number}.pdf", self._folder / name))
