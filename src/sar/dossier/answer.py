"""Writing a request's answer: attachments and every rendering into one folder."""

import shutil
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sar.dossier.build import build, draft
from sar.dossier.files import write_files
from sar.dossier.handed import Handed
from sar.dossier.model import Dossier
from sar.dossier.renderings import FORMATS, Job
from sar.dossier.told import Told
from sar.full import unwritable
from sar.happenings import Happening, tell
from sar.workspace import Request, Workspace


def write(
    workspace: Workspace, request: Request, told: Told, folder: Path, *, formats: Iterable[str], page: str = "letter"
) -> tuple[Dossier, list[Path]]:
    """The dossier and the paths of its renderings; what stood in the folder from an earlier run is replaced."""
    seen, wanted, begun = draft(workspace, request, told), set(formats), time.monotonic()
    try:
        with _nothing_half(folder):
            files = write_files(workspace, request, told, seen, folder)
            made = build(workspace, request, told, seen, files)
            job = Job(made, told, folder, page, _handed(workspace, request, told))
            paths = [path for name, render in FORMATS.items() if name in wanted for path in render(job)]
    except OSError as error:
        raise unwritable(error, "cannot write the dossier ({error})") from None
    if "portable" in wanted:
        workspace.keep_package(request.id, job.dossier.request.made_at, job.handed.now)
    written = Happening("answer written", request=request.id, seconds=time.monotonic() - begun, count=len(paths))
    tell(written)
    return job.dossier, paths


@contextmanager
def _nothing_half(folder: Path) -> Iterator[None]:
    """A folder that is new is taken away again when the answer does not come to its end."""
    there = folder.exists()
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        yield
    except BaseException:
        if not there:
            shutil.rmtree(folder, ignore_errors=True)
        raise


def _handed(workspace: Workspace, request: Request, told: Told) -> Handed:
    """What the same person was given before, where only what changed since is wanted."""
    last = workspace.last_package(request.id) if told.delta else None
    return Handed(last.request_id, last.made, last.digests) if last else Handed()
