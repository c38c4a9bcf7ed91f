"""For scripts: a firm's settings, processors and stored requests, opened as the command line opens them.

    from sar import Workspace

What is opened here is not thread-safe; open one for each thread. Errors are `sar.errors.SarError`: their `message`
and `remedy` are meant to be shown.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Self

from sar.cases import Kind
from sar.correct import making, planfile
from sar.correct.fields import parse as parse_fields
from sar.correct.model import ByHand, Change, Correction, Plan, Receipt
from sar.house import House
from sar.identifiers import parse
from sar.intake import Intake, begin, left, search
from sar.outcomes import Said
from sar.records import Record
from sar.unit import Source

if TYPE_CHECKING:
    from sar.dossier.model import Coverage, Dossier

__all__ = ["Answer", "Planned", "Workspace"]


class Workspace:
    """The processors of one firm and what was found in them; a context manager."""

    def __init__(
        self,
        place: str | Path | None = None,
        *,
        settings: Path | None = None,
        credentials: Path | None = None,
        sandbox: bool = False,
    ) -> None:
        """`place` is a file or a database URL; what is not given is looked for where the command line looks."""
        self._house = House(settings, credentials, str(place) if place else None, sandbox)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._house.workspace.engine.dispose()

    def export(
        self,
        *identifiers: str,
        kind: Kind = "access",
        received: date | None = None,
        regimes: Sequence[str] = (),
        lang: str = "",
        only: Sequence[str] = (),
        without: Sequence[str] = (),
    ) -> "Answer":
        """Search for one person by `someone@example.com`, `phone:+15145550101` …; doubtful identifiers wait."""
        asked = self._intake(identifiers, kind, received, regimes, lang)
        request, sources = begin(self._house, replace(asked, only=only, without=without))
        search(self._house, request, sources)
        return Answer(self._house, request.id)

    def answer(self, request_id: str) -> "Answer":
        """What was found for a request."""
        self._house.workspace.request(request_id)
        return Answer(self._house, request_id)

    def correct(
        self,
        *identifiers: str,
        new: Mapping[str, str],
        was: Mapping[str, str] | None = None,
        received: date | None = None,
        regimes: Sequence[str] = (),
        lang: str = "",
    ) -> "Planned":
        """Search for one person and plan new values by their normalised names; nothing is written yet."""
        region = self._house.options.region
        correction = Correction(parse_fields(new, region), parse_fields(was, region) if was else {})
        asked = self._intake(identifiers, "rectification", received, regimes, lang)
        return Planned(self._house, *making.propose(self._house, asked, correction))

    def correction(self, request_id: str) -> "Planned":
        """The plan of a request; what could not be read when it was made is searched and planned for now."""
        return Planned(self._house, *making.go_on(self._house, request_id))

    def correction_of(self, plan_file: Path) -> "Planned":
        """The plan of a file that `Planned.save` wrote: changes may have been left out of it."""
        made = planfile.chosen(self._house, plan_file)
        return Planned(self._house, made, left(self._house, made.request))

    def undo(self, request_id: str) -> "Planned":
        """The way back from what a correction wrote, as a new plan."""
        return Planned(self._house, *making.undo(self._house, request_id))

    def _intake(
        self, identifiers: Iterable[str], kind: Kind, received: date | None, regimes: Sequence[str], lang: str
    ) -> Intake:
        options = self._house.options
        known = tuple(parse(text, options.region) for text in identifiers)
        return Intake(known, kind, received, regimes, lang or options.lang or "en")


class Answer:
    """What was found for one request."""

    def __init__(self, house: House, request_id: str) -> None:
        self._house, self.request_id = house, request_id

    @property
    def dossier(self) -> "Dossier":
        """The answer as it goes out: third parties masked, what is withheld left out. Its records are streamed."""
        from sar.dossier.build import build, draft

        workspace = self._house.workspace
        request = workspace.request(self.request_id)
        told = self._house.told(request)
        return build(workspace, request, told, draft(workspace, request, told))

    @property
    def coverage(self) -> "tuple[Coverage, ...]":
        """One line for each processor: what came of its search, and its limits."""
        return self.dossier.coverage

    @property
    def complete(self) -> bool:
        """Whether every processor's search came to its end."""
        return self.dossier.request.complete

    def records(self) -> Iterator[Record]:
        """Every record that is proven to be the subject's, as it was found: other people are not masked in it."""
        return iter(self._house.workspace.records(self.request_id))

    def resume(self) -> None:
        """Search again what is not complete."""
        workspace = self._house.workspace
        search(self._house, workspace.request(self.request_id), left(self._house, self.request_id))

    def write(self, folder: Path, formats: Iterable[str] = ("pdf", "json")) -> list[Path]:
        """Write the dossier and its files into a folder; what stood there from an earlier run is replaced."""
        from sar.dossier.answer import write

        request = self._house.workspace.request(self.request_id)
        told, page = self._house.told(request), self._house.options.page
        return write(self._house.workspace, request, told, folder, formats=formats, page=page)[1]


class Planned:
    """A correction that is planned, and carried out when `apply` is called."""

    def __init__(self, house: House, plan: Plan, sources: list[Source]) -> None:
        self._house, self._sources, self.plan = house, sources, plan

    @property
    def request_id(self) -> str:
        """The id of the request of rectification."""
        return self.plan.request

    @property
    def changes(self) -> tuple[Change, ...]:
        """One for each object that would be written."""
        return self.plan.changes

    @property
    def by_hand(self) -> tuple[ByHand, ...]:
        """What stays as it was recorded, and what somebody has to do."""
        return self.plan.by_hand

    @property
    def unread(self) -> dict[str, Said]:
        """Processor → why it could not be planned for."""
        return self.plan.unread

    def save(self, path: Path) -> None:
        """Write the plan into a private file, to be looked at and cut down."""
        planfile.write(self.plan, path)

    def apply(self, by: str) -> list[Receipt]:
        """Write what is planned and does not stand yet; called again, nothing is written twice. `by` is on record."""
        return making.carry_out(self._house, self.request_id, self._sources, by)

    @property
    def left(self) -> int:
        """How much is left to do, by this program or by hand."""
        return making.left(self.plan, self._house.workspace.receipts(self.request_id))
