"""What a connector finds that goes through its processor once for many subjects."""

from sar.registry import Registry
from sar.sandbox import cast
from sar.testing.expected import calm, identifiers, main_key
from sar.testing.rig import Result, rig


def one_pass_gives_each_what_they_get_alone(slug: str) -> None:
    """Whoever stands beside them in a pass, each of the cast is given the same records, proofs, limits and verdict."""
    people = [key for key in cast() if identifiers(slug, key)]
    together = dict(zip(people, rig(slug).find_many([identifiers(slug, key) for key in people]), strict=True))
    for key in people:
        assert told(together[key]) == told(calm(slug, key)), key


def a_pass_by_some_identifiers_adds_what_they_add_alone(slug: str) -> None:
    """In a later round, in which each is searched by what was learnt of them, nobody gets more or less than alone."""
    people = [key for key in cast() if identifiers(slug, key)]
    known = [identifiers(slug, key) for key in people]
    for place in range(max(map(len, known))):
        due = [(key, all_, (all_[place],)) for key, all_ in zip(people, known, strict=True) if len(all_) > place]
        together = rig(slug).find_many([all_ for _, all_, _ in due], wanted=[some for _, _, some in due])
        for (key, all_, some), result in zip(due, together, strict=True):
            assert told(result) == told(rig(slug).find(*all_, wanted=some)), (key, place)


def a_pass_for_one_is_a_search(slug: str) -> None:
    """Alone in a pass, the main subject gets what a search gives."""
    (alone,) = rig(slug).find_many([identifiers(slug, main_key())])
    assert told(alone) == told(calm(slug, main_key()))


def serves_many(slug: str) -> bool:
    """Whether the connector offers it."""
    return hasattr(Registry.discover().load(slug), "find_many")


def told(result: Result) -> tuple[object, ...]:
    """All that a subject is told, but for the moment at which it was read."""
    assert result.error is None, result.error
    records = [(one.id, one.proof, one.raw, one.title, one.attachments) for one in (*result.disclosed, *result.near)]
    return sorted(records, key=lambda one: one[0]), result.gaps, result.verdict
