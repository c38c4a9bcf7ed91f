"""What a search comes to when the processor misbehaves: always something true."""

from typing import Any

import msgspec

from sar.outcomes import NothingHeld, complete
from sar.testing.expected import calm, identifiers, main_key, outcome_of
from sar.testing.faults import ELSEWHERE, Repeating
from sar.testing.rig import IMPATIENT, Result, rig
from sar.testing.seams import Seam, seams

SAMPLED_CALLS = 25
"""Calls of one search into which a fault is put one at a time; spread evenly over all of them."""
CREDENTIALS = {"authorization", "x-api-token", "x-redmine-api-key"}


def lasting_faults_are_told(slug: str) -> None:
    """Where every request fails, nothing is disclosed and the outcome is a failure with a remedy."""
    for seam in seams(slug):
        for kind in seam.lasting:
            connected, ways = seam.troubled(slug, seam.kit.always(kind))
            result = connected.find(*identifiers(slug, main_key()))
            if ways and ways[0].requests:
                assert not complete(outcome_of(result)), kind
                assert result.disclosed == [] or len(list(seams(slug))) > 1, kind
            _stays_home(ways, kind)


def a_fault_in_any_part_is_told(slug: str) -> None:
    """A lasting fault in any single request of a search is told, and the rest is as in a calm run."""
    for seam in seams(slug):
        _each_call_in_turn(slug, seam)


def _each_call_in_turn(slug: str, seam: Seam) -> None:
    given, kinds = identifiers(slug, main_key()), list(seam.lasting)
    connected, ways = seam.troubled(slug, lambda *_: None)
    connected.find(*given)
    total = len(ways[0].requests)
    step = max(1, total // SAMPLED_CALLS)
    for place, number in enumerate(range(0, total, step)):
        for kind in {kinds[place % len(kinds)], kinds[(place * 5 + 3) % len(kinds)]}:
            connected, ways = seam.troubled(slug, seam.kit.on_call(number, kind))
            _truthful(slug, connected.find(*given), f"{kind} at call {number} of {total}")
            _stays_home(ways, kind)


def passing_faults_are_overcome(slug: str) -> None:
    """Two faults before each answer change nothing."""
    for seam in seams(slug):
        for kind in seam.passing:
            connected, _ = seam.troubled(slug, seam.kit.at_first(kind, 2))
            result = connected.find(*identifiers(slug, main_key()))
            assert result.keys == calm(slug, main_key()).keys, kind
            assert complete(outcome_of(result)) or result.verdict, kind


def endless_lists_end(slug: str) -> None:
    """A list whose pages repeat for ever ends, and the answer is not called complete unless it is."""
    ways: list[Repeating] = []

    def through(inner: Any) -> Repeating:
        ways.append(Repeating(inner))
        return ways[0]

    connected = rig(slug, through=through, policy=msgspec.structs.replace(IMPATIENT, max_calls=2000))
    _truthful(slug, connected.find(*identifiers(slug, main_key())), "repeating pages")
    assert ways[0].repeated <= 2000


def _truthful(slug: str, result: Result, what: str) -> None:
    """Complete and equal to a calm run, or incomplete and said so; never more than the calm run gave."""
    undisturbed = calm(slug, main_key())
    outcome = outcome_of(result)
    assert not isinstance(outcome, NothingHeld), what
    assert result.keys <= undisturbed.keys, f"{what}: {sorted(result.keys - undisturbed.keys)[:5]} should not be there"
    if complete(outcome):
        assert result.keys == undisturbed.keys, f"{what}: missing without a word"


def _stays_home(ways: list[Any], kind: str) -> None:
    """No credential went to the host to which a fault redirected."""
    asked = [request for way in ways for request in way.requests if not isinstance(request, str)]
    abroad = [request for request in asked if request.url.host == ELSEWHERE and CREDENTIALS & set(request.headers)]
    assert abroad == [], kind
