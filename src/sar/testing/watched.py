"""A connector on its imitation, with what it asked remembered."""

from typing import Any

from sar.http import Transport
from sar.testing.faults import Faulty
from sar.testing.rig import Rig, rig


def watched(slug: str, **more: Any) -> tuple[Rig, Faulty]:
    """The rig, and the way to its imitation, which holds the requests; `more` as `rig` takes it."""
    ways: list[Faulty] = []

    def through(inner: Transport) -> Transport:
        ways.append(Faulty(inner, lambda request, before: None))
        return ways[0]

    return rig(slug, through=through, **more), ways[0]
