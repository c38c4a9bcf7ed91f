"""Writing a request's answer: attachments and every rendering into one folder."""

from collections.abc import Iterable
from pathlib import Path

from sar.dossier.build import build, draft
from sar.dossier.files import write_files
from sar.dossier.model import Dossier
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
        job = Job(build(workspace, request, told, seen, files), told, folder, page)
        paths = [path for name, render in FORMATS.items() if name in wanted for path in render(job)]
    except OSError as error:
        said = "cannot write the dossier ({error})"
        raise WorkspaceError(said, "Choose another --out.", error=error.strerror) from None
    return job.dossier, paths
