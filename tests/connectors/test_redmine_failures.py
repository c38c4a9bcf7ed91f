"""Redmine's lists that move or break off, and its answers of another shape."""

from typing import Any

import pytest
from tests.connectors.redmine_shared import ANN, Change, altered

from sar.errors import Changed
from sar.http import Request, Response, Transport
from sar.testing import rig
from sar.testing.faults import Faulty
from sar.testing.rig import Rig


def broken(path: str, data: Any) -> Rig:
    """The imitation, which answers at a path with this instead."""
    answers: dict[str, Any] = {"json": data} if not isinstance(data, bytes) else {"content": data}
    fault = lambda request, _: Response(200, request=request, **answers) if path in request.url.path else None  # noqa: E731
    return rig("redmine", through=lambda inner: Faulty(inner, fault))


# paging


def test_rows_that_move_between_pages_are_given_once_and_none_is_lost() -> None:
    """A new issue appears after the first page was read: the list is read again."""
    connected = rig("redmine")
    state = connected.imitation.state
    born: list[int] = []

    class Growing(Transport):
        def __init__(self, inner: Transport) -> None:
            self.inner = inner

        def handle_request(self, request: Request) -> Response:
            if request.url.path == "/issues.json" and request.url.params.get("offset") == "20" and not born:
                born.append(500)
                newest = {**state["issues"][0], "id": 500, "author": {"id": 5, "name": "Ann Archer"}}
                state["issues"].append(newest)
            return self.inner.handle_request(request)

    connected.access.transport = Growing(connected.access.transport)  # type: ignore[arg-type]
    result = connected.find(*ANN)
    assert born
    assert ("issue", "500") in result.keys
    assert len(result.disclosed) == len(result.keys)


def test_a_list_shorter_than_it_says_is_told() -> None:
    result = altered("/news.json", lambda data: data["news"].pop()).find(*ANN)
    assert [gap.text for gap in result.gaps if gap.remediable] == [
        "The news could not be read: a list was never as long as it says."
    ]


@pytest.mark.parametrize("total", [None, "3"])
def test_a_list_without_a_total_is_told(total: object) -> None:
    result = altered("/news.json", lambda data: data.update(total_count=total)).find(*ANN)
    assert any("The news could not be read" in gap.text for gap in result.gaps if gap.remediable)


# hostile shapes


@pytest.mark.parametrize("data", [{}, [], {"users": [None], "total_count": 1}, b"", b"<html>"])
def test_another_shape_of_the_main_look_up_is_a_failure_with_a_name(data: object) -> None:
    assert isinstance(broken("/users.json", data).find(*ANN).error, Changed)


SHAPES: list[tuple[str, Any]] = [
    *((part, {}) for part in ("/issues/102", "/news/701", "/search", "/custom_fields", "/time_entries", "/wiki/")),
    ("/search", []),
    ("/search", {"results": 1, "total_count": 1}),
    ("/search", b""),
    ("/issues/102", b'{"issue": {"i'),
    ("/files", {"files": {"0": {}}}),
]


@pytest.mark.parametrize(("part", "data"), SHAPES)
def test_another_shape_of_a_part_is_told_and_the_rest_goes_on(part: str, data: object) -> None:
    result = broken(part, data).find(*ANN)
    assert result.error is None
    assert any(gap.remediable for gap in result.gaps)
    assert ("user", "5") in result.keys


def _wreck(data: Any) -> None:
    for key in ("journals", "attachments", "watchers", "custom_fields", "changesets"):
        data["issue"][key] = {"0": "dict where a list is expected"}


@pytest.mark.parametrize(
    "change",
    [
        _wreck,
        lambda data: data["issue"].update(id="../users/1", author=None),
        lambda data: data["issue"].update(journals=[None]),
        lambda data: data["issue"].update(attachments=[{"filename": None, "author": {"id": 5}}]),
    ],
)
def test_an_issue_of_another_shape_is_told(change: Change) -> None:
    result = altered("/issues/101.json", change).find(*ANN)
    assert result.error is None
    assert any(gap.remediable for gap in result.gaps)


def test_numbers_as_text_and_null_lists_are_understood() -> None:
    def change(data: Any) -> None:
        data["issue"].update(id="102", watchers=None, journals=None, attachments=None, custom_fields=None)

    assert ("issue", "102") in altered("/issues/102.json", change).find(*ANN).keys


def test_a_number_that_is_a_path_is_not_followed() -> None:
    def change(data: Any) -> None:
        data["news"][0]["id"] = "1/../../users/1"

    connected = altered("/news.json", change)
    assert any("The news could not be read" in gap.text for gap in connected.find(*ANN).gaps if gap.remediable)
    assert not [line for line in connected.imitation.app.asked if line.endswith("users/1.json")]
