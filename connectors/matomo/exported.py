"""The raw rows of visits, as Matomo's own tool for data subjects exports them."""

from collections import defaultdict
from typing import Any

from sar.sdk import Changed, as_object, as_rows, text_of

from .api import Api

Row = dict[str, Any]
Tables = dict[str, list[Row]]


class Exported:
    """The rows of some visits by visit; a plug-in's rows that name none are shown with the first."""

    def __init__(self, tables: Tables) -> None:
        self._of: dict[str, Tables] = defaultdict(dict)
        self._of_any: Tables = {}
        for table, rows in tables.items():
            if not table.startswith("log_action"):
                self._sort(table, rows)
        for table, rows in tables.items():
            if table.startswith("log_action"):
                self._sort_actions(table, rows)

    @property
    def visits(self) -> set[str]:
        """The visits of which there are rows."""
        return set(self._of)

    def beside(self, raw: Row) -> Row:
        """A visit's payload with its own rows, and what is left to show."""
        rows, left = self._of.get(text_of(raw["visit"], "idVisit")), self._of_any
        self._of_any = {}
        return {**raw, **({"rows": rows} if rows else {}), **({"rows_without_visit": left} if left else {})}

    def _sort(self, table: str, rows: list[Row]) -> None:
        for row in rows:
            visit = text_of(row, "idvisit")
            place = self._of[visit] if visit else self._of_any
            place.setdefault(table, []).append(row)

    def _sort_actions(self, table: str, rows: list[Row]) -> None:
        """Names of pages, events and contents, by number: they belong to the visits whose rows name the number."""
        users = self._users(table.removeprefix("log_action_"))
        for row in rows:
            visits = users.get(text_of(row, "idaction"), ())
            for visit in visits:
                self._of[visit].setdefault(table, []).append(row)
            if not visits:
                self._of_any.setdefault(table, []).append(row)

    def _users(self, place: str) -> dict[str, list[str]]:
        """By number, the visits that name it in this `table_column`."""
        users: dict[str, list[str]] = defaultdict(list)
        for visit, tables in self._of.items():
            for table, rows in tables.items():
                if place.startswith(f"{table}_"):
                    column = place.removeprefix(f"{table}_")
                    for number in dict.fromkeys(text_of(row, column) for row in rows):
                        users[number].append(visit)
        return users


def export(api: Api, visits: list[tuple[str, str]]) -> Exported:
    """The rows of these visits, given as (site, visit)."""
    asked: dict[str, object] = {}
    for place, (site, visit) in enumerate(visits):
        asked[f"visits[{place}][idsite]"], asked[f"visits[{place}][idvisit]"] = site, visit
    answer = as_object(api.call("PrivacyManager.exportDataSubjects", **asked), "the export")
    exported = Exported({table: as_rows(rows, table) for table, rows in answer.items()})
    if exported.visits - {visit for _, visit in visits}:
        raise Changed("the export holds visits that were not asked for")
    return exported
