"""The ways by which a connector reaches its processor, each with the faults that it can meet."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from sar.http import Policy
from sar.sandbox import Imitation
from sar.testing import faults, trouble
from sar.testing.rig import IMPATIENT, Rig, rig


@dataclass(frozen=True)
class Seam:
    """One way, with its lasting and passing faults by name."""

    name: str
    """The parameter of `rig` that wraps it: `through`, `wire` or `place`."""
    lasting: tuple[str, ...]
    passing: tuple[str, ...]
    kit: Any
    """The module that makes faults happen: `always`, `at_first`, `on_call`."""
    wrap: Callable[[Any, Any], tuple[Any, Any]]
    """An inner way and a fault → what the connector is given, and what remembers its requests."""
    used: Callable[[Imitation], bool]

    def troubled(self, slug: str, fault: Any, policy: Policy = IMPATIENT) -> tuple[Rig, list[Any]]:
        """A rig whose way meets the fault; the list is filled with what remembers the requests."""
        memory: list[Any] = []

        def wrapped(inner: Any) -> Any:
            given, remembers = self.wrap(inner, fault)
            memory.append(remembers)
            return given

        ways: dict[str, Any] = {self.name: wrapped}
        return rig(slug, policy=policy, **ways), memory


def _over_http(inner: Any, fault: Any) -> tuple[Any, Any]:
    way = faults.Faulty(inner, fault)
    return way, way


def _over_wire(inner: Any, fault: Any) -> tuple[Any, Any]:
    way = trouble.FaultyWire(inner, fault)
    return way.dial, way


def _in_place(inner: Any, fault: Any) -> tuple[Any, Any]:
    way = trouble.FaultyPlace(inner, fault)
    return way, way


SEAMS = (
    Seam("through", tuple(faults.LASTING), tuple(faults.PASSING), faults, _over_http, lambda one: one.app.speaks),
    Seam("wire", trouble.WIRE_LASTING, trouble.WIRE_PASSING, trouble, _over_wire, lambda one: one.dial is not None),
    Seam("place", trouble.PLACE_LASTING, (), trouble, _in_place, lambda one: one.place is not None),
)


def seams(slug: str) -> Iterable[Seam]:
    """The ways that this connector uses."""
    imitation = rig(slug).imitation
    return [seam for seam in SEAMS if seam.used(imitation)]


def secrets(connected: Rig) -> list[str]:
    """Every secret that the imitation's settings hold."""
    found: list[str] = []
    for name, spec in connected.manifest.settings.items():
        value = connected.imitation.settings.get(name)
        if spec.secret and value:
            found += [str(one) for one in value.values()] if isinstance(value, dict) else [str(value)]
    return found
