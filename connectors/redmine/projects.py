"""Projects, active and closed: what they say, their files, versions and wikis."""

from collections.abc import Iterator

from sar.sdk import Gap, Record, guarded, some_rows, text_of

from . import records
from .api import Row, number_of
from .case import Case
from .issues import one_file
from .wiki import Wiki


class Projects:
    """The search through projects; what is switched off in one is not asked for, since Redmine then answers 403."""

    def __init__(self, case: Case, wiki: Wiki) -> None:
        self._case, self._wiki = case, wiki

    def find(self) -> Iterator[Record | Gap]:
        """Project by project; archived ones are never listed."""
        seen: set[str] = set()
        for more in ({}, {"status": "5"}):
            for row in self._case.api.all("projects.json", "projects", include="enabled_modules", **more):
                if number_of(row) not in seen:
                    seen.add(number_of(row))
                    yield from self._project(row)
        yield from self._wiki.unread()

    def _project(self, row: Row) -> Iterator[Record | Gap]:
        proof = self._case.search.mention(row)
        if proof and self._case.first("project", number_of(row)):
            yield records.project(self._case.search, self._case.root, row, proof)
        modules = {text_of(module, "name") for module in some_rows(row, "enabled_modules")}
        if "enabled_modules" not in row or "files" in modules:
            yield from guarded("The files of a project", self._files(number_of(row)))
        if "enabled_modules" not in row or "issue_tracking" in modules:
            yield from guarded("The versions of a project", self._of_versions(number_of(row)))
        if "enabled_modules" not in row or "wiki" in modules:
            project = text_of(row, "identifier") or number_of(row)
            pages = self._wiki.find(project, number_of(row))
            yield from guarded("The wiki of a project", pages, absent="The wiki of a project was deleted.")

    def _files(self, project: str) -> Iterator[Record | Gap]:
        for file in self._case.api.whole(f"projects/{project}/files.json", "files"):
            yield from one_file(self._case, file, self._case.account_of(file, "author"), "file")

    def _of_versions(self, project: str) -> Iterator[Record]:
        """Versions have no author; shared ones are listed in several projects."""
        for row in self._case.api.whole(f"projects/{project}/versions.json", "versions"):
            proof = self._case.search.mention(row)
            if proof and self._case.first("version", number_of(row)):
                yield records.project(self._case.search, self._case.root, row, proof, "version")
