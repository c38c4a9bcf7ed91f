"""Exports of any other system: its rows by address, phone number or user id, and mentions elsewhere in them."""

from collections.abc import Iterator
from itertools import islice
from typing import Literal

from sar.sdk import Context, Export, Finding, Gap, Place, ProcessorError, Record, Row, Search, exports, read_table

from .plan import Plan, plan
from .rows import Rows

BY_DESIGN = "What {title} holds is known here only as far as it stands in the exported files."
UNREAD = "The file {file} could not be read: {why}."
LOOKED_AT = 1000
"""Rows of each file that the check reads."""


class Files:
    """Searches the exports of one system."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def check(self) -> Iterator[Finding]:
        """Whether every path names files, how old they are, and whether the columns are in them."""
        wanted = plan(self._context)
        yield Finding("note", BY_DESIGN, values={"title": wanted.title})
        for export in self._exports():
            if isinstance(export, Gap):
                yield _finding(export, "error")
                continue
            yield _finding(export.age(wanted.max_age))
            items = list(islice(self._items(export, wanted), LOOKED_AT))
            yield from (_finding(item) for item in items if isinstance(item, Gap))
            count = sum(isinstance(item, Row) for item in items)
            yield Finding(
                "ok", "rows of {file} that were read: {count}", "", {"file": export.name, "count": str(count)}
            )

    def find(self, search: Search) -> Iterator[Record | Gap]:
        """Every file's rows, one after the other, none of them held."""
        wanted = plan(self._context)
        yield Gap(BY_DESIGN, "", {"title": wanted.title})
        for number, export in enumerate(self._exports(), 1):
            if isinstance(export, Gap):
                yield export
                continue
            search.progress("file {n}", n=number)
            yield export.age(wanted.max_age)
            rows = Rows(search, wanted, export)
            for item in self._items(export, wanted):
                found = item if isinstance(item, Gap) else rows.record(item)
                if found:
                    yield found
            yield from rows.gaps()

    def _exports(self) -> Iterator[Export | Gap]:
        return exports(self._context.setting("paths"), self._place)

    def _place(self, host: str) -> Place:
        context = self._context
        password = context.secret("password") if context.has("password") else ""
        return context.place(
            host, key=context.setting("key"), password=password, known_hosts=context.setting("known_hosts")
        )

    def _items(self, export: Export, wanted: Plan) -> Iterator[Row | Gap]:
        try:
            with export.place.open(export.entry.path) as file:
                yield from read_table(file, export.name, wanted.layout)
        except ProcessorError as error:
            if error.status == 401:
                raise
            told = {**error.values, "file": export.name, "why": error.message}
            yield Gap(UNREAD, error.remedy_sentence, told)


def _finding(gap: Gap, level: Literal["warning", "error"] = "warning") -> Finding:
    if not gap.remediable:
        return Finding("note", gap.what, "", gap.values)
    return Finding("error" if gap.what == UNREAD else level, gap.what, gap.remedy, gap.values)
