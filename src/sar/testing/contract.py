"""The contract: clauses that every connector passes, from its manifest to its behaviour on bad days.

In a third party's own tests: `TestAcme = contract("acme")`.
"""

import json
import logging
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from functools import cache
from typing import Any

import msgspec

from sar.http import Policy, Transport
from sar.outcomes import NothingHeld, Outcome, complete, conclude
from sar.proof import walk
from sar.records import KINDS
from sar.registry import Registry
from sar.sandbox import World, cast
from sar.testing.faults import ELSEWHERE, LASTING, PASSING, Faulty, Lying, Repeating, always, at_first, on_call
from sar.testing.rig import IMPATIENT, Result, Rig, rig

Clause = Callable[[str], None]
HEADINGS = ("What is searched", "What cannot be reached", "Rights the key needs", "Settings")
SAMPLED_CALLS = 25
"""Calls of one search into which a fault is put one at a time; spread evenly over all of them."""


def outcome_of(result: Result) -> Outcome:
    """What the core would conclude from a result."""
    failure = (str(result.error), result.error.remedy) if result.error else None
    return conclude(len(result.disclosed), tuple(result.gaps), failure)


@cache
def _calm(slug: str, person: str) -> Result:
    return rig(slug).find(*cast()[person].emails)


@cache
def _expected(slug: str) -> dict[str, dict[str, list[list[str]]]]:
    expected: dict[str, dict[str, list[list[str]]]] = World(slug, Registry.discover().get(slug).folder).load(
        "expected.json"
    )
    return expected


def _expand(rows: list[list[str]]) -> set[tuple[str, str]]:
    """`["note", "a/3..5"]` stands for three rows."""
    keys = set()
    for type_, source_id in rows:
        ranged = re.fullmatch(r"(.*?)(\d+)\.\.(\d+)", source_id)
        before, first, last = ranged.groups() if ranged else ("", "0", "-1")
        ids = [f"{before}{number}" for number in range(int(first), int(last) + 1)] or [source_id]
        keys |= {(type_, one) for one in ids}
    return keys


# manifest


def manifest_is_whole(slug: str) -> None:
    """A README with its headings, the methods that the manifest promises, and a help text for every setting."""
    registry = Registry.discover()
    manifest = registry.get(slug)
    entry = registry.load(slug)
    readme = (manifest.folder / "README.md").read_text(encoding="utf-8")
    assert [heading for heading in HEADINGS if f"## {heading}" not in readme] == []
    assert all(callable(getattr(entry, method, None)) for method in ("check", *manifest.does))
    assert all(spec.help for spec in manifest.settings.values())


def imports_only_the_sdk(slug: str) -> None:
    """Its code imports nothing of sar but `sar.sdk` (its sandbox: `sar.sandbox`), and no vendor SDK at the top."""
    import ast

    for path in sorted(Registry.discover().get(slug).folder.rglob("*.py")):
        allowed = {"sar.sdk", "sar.sandbox"} if path.name.startswith("sandbox") else {"sar.sdk"}
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) and not node.level else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            foreign = [name for name in names if name.split(".")[0] == "sar" and name not in allowed]
            assert foreign == [], f"{path.name}: {foreign}"


def loads_without_its_sdk(slug: str) -> None:
    """Importing the connector imports no vendor SDK and no requests: they come with the first call."""
    code = (
        "import sys; from sar.registry import Registry; r = Registry.discover(); "
        f"r.load({slug!r}); bad = [m for m in ('requests', 'redminelib', 'quickbooks', 'intuitlib.client', "
        "'mailchimp_marketing', 'pipedrive', 'reportlab') if m in sys.modules]; print(bad); sys.exit(bool(bad))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)  # noqa: S603
    assert done.returncode == 0, done.stdout + done.stderr[-500:]


# read


def finds_exactly_what_is_theirs(slug: str) -> None:
    """Precision and recall of 1.0 for every member of the cast, with near matches kept apart."""
    for key in cast():
        result, expected = _calm(slug, key), _expected(slug).get(key, {})
        assert result.error is None, (key, result.error)
        assert result.keys == _expand(expected.get("disclosed", [])), key
        assert result.near_keys == _expand(expected.get("near", [])), key
        assert len(result.disclosed) == len(result.keys), f"{key}: a record came twice"


def has_a_main_subject_and_neighbours(slug: str) -> None:
    """The imitation holds the main subject, and its search returns neighbours that are not disclosed."""
    result = _calm(slug, next(iter(cast())))
    assert result.disclosed
    assert result.near
    assert complete(outcome_of(result)), [gap.text for gap in result.gaps if gap.remediable]


def nobody_is_nothing_held(slug: str) -> None:
    """Who is held nowhere ends as "nothing held", not as a failure."""
    assert isinstance(outcome_of(_calm(slug, "nora")), NothingHeld)
    assert isinstance(outcome_of(rig(slug).find("unknown.person@example.net")), NothingHeld)


def records_are_well_formed(slug: str) -> None:
    """Every record has title, kind, source, UTC times, a JSON payload and a web address or none."""
    for key in cast():
        for record in _calm(slug, key).disclosed:
            assert record.title.strip(), record.type
            assert record.kind in KINDS
            assert record.processor == slug
            assert record.url == "" or record.url.startswith(("http://", "https://"))
            for moment in (record.occurred_at, record.retrieved_at):
                assert moment is None or moment.utcoffset() == timedelta(0)
            assert json.loads(msgspec.json.encode(record))
            assert all(field.label and isinstance(field.value, str) for field in record.fields)


def collecting_twice_gives_the_same(slug: str) -> None:
    """The same ids in the same order."""
    key = next(iter(cast()))
    again = rig(slug).find(*cast()[key].emails)
    assert [record.id for record in again.disclosed] == [record.id for record in _calm(slug, key).disclosed]


def resuming_loses_nothing(slug: str) -> None:
    """With a part of the records held from an interrupted run, the union is the same."""
    key = next(iter(cast()))
    calm = _calm(slug, key)
    ids = [record.id for record in calm.disclosed]
    for held in (ids[: len(ids) // 3], ids[: len(ids) // 2], ids):
        again = rig(slug).find(*cast()[key].emails, held=held)
        assert again.error is None
        assert {record.id for record in again.disclosed} | set(held) == set(ids)


# faults


def _through(slug: str, make: Callable[[Transport], Transport], policy: Policy = IMPATIENT) -> tuple[Rig, Any]:
    ways: list[Any] = []

    def through(inner: Transport) -> Transport:
        ways.append(make(inner))
        return ways[0]  # type: ignore[no-any-return]

    return rig(slug, through=through, policy=policy), ways


def _truthful(slug: str, key: str, result: Result, what: str) -> None:
    """Complete and equal to a calm run, or incomplete and said so; never more than the calm run gave."""
    calm = _calm(slug, key)
    outcome = outcome_of(result)
    assert not isinstance(outcome, NothingHeld), what
    assert result.keys <= calm.keys, f"{what}: {sorted(result.keys - calm.keys)[:5]} should not be there"
    if complete(outcome):
        assert result.keys == calm.keys, f"{what}: {sorted(calm.keys - result.keys)[:5]} missing without a word"


def lasting_faults_are_told(slug: str) -> None:
    """Where every request fails, the outcome is a failure with a remedy."""
    key = next(iter(cast()))
    for kind in LASTING:
        connected, ways = _through(slug, lambda inner, kind=kind: Faulty(inner, always(kind)))  # type: ignore[misc]
        result = connected.find(*cast()[key].emails)
        assert not complete(outcome_of(result)), kind
        assert result.disclosed == [], kind
        _stays_home(ways, kind)


def a_fault_in_any_part_is_told(slug: str) -> None:
    """A lasting fault in any single request of a search is told, and the rest is as in a calm run."""
    key = next(iter(cast()))
    connected, ways = _through(slug, lambda inner: Faulty(inner, lambda request, before: None))
    connected.find(*cast()[key].emails)
    total = len(ways[0].requests)
    step = max(1, total // SAMPLED_CALLS)
    kinds = list(LASTING)
    for place, number in enumerate(range(0, total, step)):
        for kind in (kinds[place % len(kinds)], kinds[(place * 5 + 3) % len(kinds)]):
            connected, ways = _through(
                slug,
                lambda inner, number=number, kind=kind: Faulty(inner, on_call(number, kind)),  # type: ignore[misc]
            )
            _truthful(slug, key, connected.find(*cast()[key].emails), f"{kind} at call {number} of {total}")
            _stays_home(ways, kind)


def passing_faults_are_overcome(slug: str) -> None:
    """Two faults before each answer change nothing."""
    key = next(iter(cast()))
    for kind in PASSING:
        connected, _ = _through(slug, lambda inner, kind=kind: Faulty(inner, at_first(kind, 2)))  # type: ignore[misc]
        result = connected.find(*cast()[key].emails)
        assert result.keys == _calm(slug, key).keys, kind
        assert complete(outcome_of(result)), kind


def endless_lists_end(slug: str) -> None:
    """A list whose pages repeat for ever ends, and the answer is not called complete unless it is."""
    key = next(iter(cast()))
    connected, ways = _through(slug, Repeating, msgspec.structs.replace(IMPATIENT, max_calls=2000))
    result = connected.find(*cast()[key].emails)
    _truthful(slug, key, result, "repeating pages")
    assert ways[0].repeated <= 2000


def _stays_home(ways: list[Any], kind: str) -> None:
    hosts = {request.url.host for way in ways for request in way.requests if request.url.host == ELSEWHERE}
    kept = [
        request
        for way in ways
        for request in way.requests
        if request.url.host in hosts and {"authorization", "x-api-token", "x-redmine-api-key"} & set(request.headers)
    ]
    assert kept == [], kind


# privacy


def a_neighbours_rows_are_never_disclosed(slug: str) -> None:
    """A processor that answers with somebody else's rows gives near matches at most."""
    person = next(iter(cast().values()))
    instead = {email: f"jo{email}" for email in person.emails}
    connected, _ = _through(slug, lambda inner: Lying(inner, instead))
    assert connected.find(*person.emails).disclosed == []


def nothing_personal_is_logged(slug: str) -> None:
    """Neither logs nor errors hold an address or a secret, on good days and bad."""
    person = next(iter(cast().values()))
    with _captured() as lines:
        errors = [rig(slug).find(*person.emails).error]
        for kind in LASTING:
            connected, _ = _through(slug, lambda inner, kind=kind: Faulty(inner, on_call(3, kind)))  # type: ignore[misc]
            errors.append(connected.find(*person.emails).error)
    said = "\n".join([*lines, *(f"{error!r} {error} {error.remedy}" for error in errors if error)]).casefold()
    secrets = _secrets(rig(slug))
    assert [word for word in (*person.emails, *person.phones, *secrets) if word.casefold() in said] == []


def no_credential_is_in_a_record(slug: str) -> None:
    """No secret setting and no key named in `redact` stands in any payload."""
    connected = rig(slug)
    secrets = _secrets(connected)
    for key in cast():
        for record in [*_calm(slug, key).disclosed, *_calm(slug, key).near]:
            leaves = list(walk(record.raw))
            assert not [path for path, _ in leaves if path.rpartition("/")[2] in connected.manifest.redact]
            assert not [path for path, value in leaves if isinstance(value, str) and any(s in value for s in secrets)]


def _secrets(connected: Rig) -> list[str]:
    named = [name for name, spec in connected.manifest.settings.items() if spec.secret]
    return [str(connected.imitation.settings[name]) for name in named if connected.imitation.settings.get(name)]


class _captured:  # noqa: N801
    """All log lines of the block, at every level, formatted."""

    def __enter__(self) -> list[str]:
        self.lines: list[str] = []
        lines = self.lines

        class Keep(logging.Handler):
            def emit(self, record: logging.LogRecord) -> None:
                lines.append(self.format(record))

        self._handler, self._root = Keep(), logging.getLogger()
        self._level = self._root.level
        self._root.addHandler(self._handler)
        self._root.setLevel(logging.DEBUG)
        return self.lines

    def __exit__(self, *_: object) -> None:
        self._root.removeHandler(self._handler)
        self._root.setLevel(self._level)


# check


def check_tells_good_keys_from_bad(slug: str) -> None:
    """On its imitation the check is all ok; where the key is refused it says so."""
    from sar.errors import ProcessorError

    assert [finding.text for finding in rig(slug).connector.check() if finding.level != "ok"] == []
    connected, _ = _through(slug, lambda inner: Faulty(inner, always("401")))
    try:
        levels = [finding.level for finding in connected.connector.check()]
    except ProcessorError:
        return
    assert "error" in levels


CLAUSES: tuple[Clause, ...] = (
    manifest_is_whole,
    imports_only_the_sdk,
    loads_without_its_sdk,
    finds_exactly_what_is_theirs,
    has_a_main_subject_and_neighbours,
    nobody_is_nothing_held,
    records_are_well_formed,
    collecting_twice_gives_the_same,
    resuming_loses_nothing,
    lasting_faults_are_told,
    a_fault_in_any_part_is_told,
    passing_faults_are_overcome,
    endless_lists_end,
    a_neighbours_rows_are_never_disclosed,
    nothing_personal_is_logged,
    no_credential_is_in_a_record,
    check_tells_good_keys_from_bad,
)


def contract(slug: str) -> type:
    """A test class with one test per clause, for a connector that lives in its own repository."""
    tests = {f"test_{clause.__name__}": _test(clause, slug) for clause in CLAUSES}
    return type(f"Test{slug.title()}", (), tests)


def _test(clause: Clause, slug: str) -> Callable[[Any], None]:
    def test(self: Any) -> None:
        clause(slug)

    test.__doc__ = clause.__doc__
    return test
