"""Writing a request's answer: attachments and every rendering into one folder."""

from collections.abc import Iterable
from pathlib import Path

from sar.dossier.build import build, draft
from sar.dossier.files import write_files
from sar.dossier.model import Dossier
from sar.dossier.portable.handed import Handed
from sar.dossier.renderings import FORMATS, Job
from sar.dossier.told import Told
from sar.errors import WorkspaceError
from sar.workspace import Request, Workspace


def write(
    workspace: Workspace, request: Request, told: Told, folder: Path, *, formats: Iterable[str], page: str = "letter"
) -> tuple[Dossier, list[Path]]:
    """The dossier and the paths of its renderings; what stood in the folder from an earlier run is replaced."""
    seen, wanted = draft(workspace, request, told), set(formats)
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        files = write_files(workspace, request, told, seen, folder)
        job = Job(build(workspace, request, told, seen, files), told, folder, page, _handed(workspace, request, told))
        paths = [path for name, render in FORMATS.items() if name in wanted for path in render(job)]
    except OSError as error:
        said = "cannot write the dossier ({error})"
        raise WorkspaceError(said, "Choose another --out.", error=error.strerror) from None
    if "portable" in wanted:
        workspace.keep_package(request.id, job.dossier.request.made_at, job.handed.now)
    return job.dossier, paths


def _handed(workspace: Workspace, request: Request, told: Told) -> Handed:
    """What the same person was given before, where only what changed since is wanted."""
    last = workspace.last_package(request.id) if told.delta else None
    return Handed(last.request_id, last.made, last.digests) if last else Handed()
