"""What PHP tells inside a site of WordPress, and what finished exports tell."""

import json
from collections.abc import Sequence
from typing import Any

import pytest
from tests.connectors.wordpress_shared import ANN, one, said

from sar.errors import SettingsError
from sar.outcomes import complete
from sar.places import Place
from sar.proof import walk
from sar.records import Match, Via
from sar.testing import rig
from sar.testing.expected import outcome_of
from sar.testing.rig import Result


@pytest.fixture(scope="module")
def ann() -> Result:
    return rig("wordpress").find(*ANN)


class Told:
    """The machine of the site, whose PHP tells something else in parts."""

    def __init__(self, inner: Place, printed: bytes | None = None, **instead: Any) -> None:
        self._inner, self._printed, self._instead = inner, printed, instead
        self.commands: list[list[str]] = []
        self.files, self.inside, self.open, self.close = inner.files, inner.inside, inner.open, inner.close

    def run(self, command: Sequence[str], content: bytes = b"", *, seconds: float = 300) -> bytes:
        self.commands.append(list(command))
        if self._printed is not None:
            return self._printed
        before, text, after = self._inner.run(command, content, seconds=seconds).split(b"\n=====sar=====\n")
        told = {**json.loads(text), **self._instead}
        return b"\n=====sar=====\n".join((before, json.dumps(told).encode(), after))


def test_one_site_of_a_network_is_an_incomplete_answer() -> None:
    def of_a_network(inner: Place) -> Place:
        return Told(inner, multisite=True)

    result = rig("wordpress", place=of_a_network).find(*ANN)
    assert "one of a network" in said(result)
    assert not complete(outcome_of(result))


def test_no_address_stands_in_a_list_of_processes() -> None:
    places: list[Told] = []

    def watching(inner: Place) -> Place:
        places.append(Told(inner))
        return places[0]

    rig("wordpress", place=watching).find(*ANN)
    assert places[0].commands == [["wp", "--context=admin", "--path=/srv/www", "eval-file", "-"]]


@pytest.mark.parametrize(
    "printed", [b"", b"PHP Fatal error", b'\n=====sar=====\n{"version"', b"\n=====sar=====\n[]\n=====sar=====\n"]
)
def test_php_that_breaks_is_a_gap_and_rest_is_read(printed: bytes) -> None:
    result = rig("wordpress", place=lambda inner: Told(inner, printed)).find(*ANN)
    assert result.error is None
    assert {("comment", "31"), ("order", "55"), ("export_item", "acme-points/points-7")} <= result.keys
    assert "What PHP tells inside the site could not be read" in said(result)
    assert not complete(outcome_of(result))


def test_an_exporter_that_fails_and_a_table_that_is_too_long_are_gaps() -> None:
    failed = {"key": "acme", "name": "Acme", "items": [], "failed": "it ended with TypeError"}
    cut = [{"part": "mail_log", "why": "cut"}]
    changed = rig("wordpress", place=lambda inner: Told(inner, exports=[[failed], []], short=cut)).find(*ANN)
    assert "The exporter Acme of the site did not give all: it ended with TypeError." in said(changed)
    assert "Of mail_log only the first rows in which the address stands were read." in said(changed)
    assert not complete(outcome_of(changed))


def test_plain_php_must_know_where_the_site_lies() -> None:
    with pytest.raises(SettingsError):
        rig("wordpress", settings={"wp_command": ["php"]}).find(*ANN)
    result = rig("wordpress", settings={"wp_command": "php8.2 -d memory_limit=1G", "wp_root": "/srv/www"}).find(*ANN)
    assert "command is not there" in said(result)


def test_items_of_an_export_in_which_no_address_stands_are_not_believed() -> None:
    connected = rig("wordpress")
    item = {
        "group_id": "club",
        "group_label": "Club",
        "item_id": "member-9",
        "data": [{"name": "Level", "value": "Tin"}],
    }
    connected.imitation.state["inside"]["club"]["nora.body@example.net"] = [item]
    result = connected.find("nora.body@example.net")
    assert result.disclosed == []
    assert ("export_item", "club/member-9") in result.near_keys


def test_nothing_that_opens_something_is_kept(ann: Result) -> None:
    leaves = [leaf for record in [*ann.disclosed, *ann.near] for leaf in walk(record.raw)]
    opening = ("moon", "wc_order_k", "5f70bf18", "&key=aa11")
    assert not [path for path, value in leaves if isinstance(value, str) and any(word in value for word in opening)]
    shown = [field.value for record in ann.disclosed for field in record.fields]
    assert not [value for value in shown if any(word in value for word in opening)]
    assert not [record.source_id for record in ann.disclosed if "5f70bf18" in record.source_id]


# finished exports


def test_what_only_a_finished_export_tells_is_found(ann: Result) -> None:
    gone = one(ann, "comment", "17")
    assert isinstance(gone.proof, Match)
    assert "Deleted since then" in [field.value for field in gone.fields]
    assert isinstance(one(ann, "export_item", "acme-points/points-7").proof, Via)
    names = [pair["value"] for said in one(ann, "account", "7").raw["exported"] for pair in said["data"]]
    assert "Annie" in names


def test_somebody_elses_finished_export_is_put_aside(ann: Result) -> None:
    assert not [record for record in [*ann.disclosed, *ann.near] if "points-8" in record.source_id]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ({"index.html": "<html>"}, "made before WordPress 5.4"),
        (b"PK\x03\x04 cut off", "it is no whole zip file"),
        ({"export.json": "{not json"}, "an export is not JSON"),
        ({"export.json": {"one": {}, "two": {}}}, "another shape"),
    ],
)
def test_a_finished_export_that_cannot_be_read_is_a_gap(content: Any, words: str, ann: Result) -> None:
    connected = rig("wordpress")
    connected.imitation.state["zips"]["wp-personal-data-file-zz.zip"] = content
    result = connected.find(*ANN)
    assert words in said(result)
    assert not complete(outcome_of(result))
    assert result.keys == ann.keys
