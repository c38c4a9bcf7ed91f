"""The rounds of many requests: each searches its own processors while one pass through a processor serves them all.

What a round learns is followed in the next one, and there again by one further pass for all subjects together.
"""

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import Any

from sar.collect import Course, side_by_side
from sar.identifiers import Identifier
from sar.passes import Pass
from sar.unit import Source, Stopped

Due = tuple[Course, Sequence[Identifier] | None]


@dataclass(frozen=True)
class Rounds:
    """Many courses that keep step with each other."""

    many: Mapping[str, Source]
    """Processors that are gone through once for all."""
    single: frozenset[str]
    jobs: int
    """Requests side by side."""
    units: int
    """Processors side by side for one request."""
    finish: Callable[[Course], None]
    """Writes the answer of a request that has nothing more to search."""
    passed: Callable[[str, int, int], None]
    """Told of each pass: the processor, how many subjects it served, how many calls it made."""
    stop: threading.Event

    def run(self, courses: Sequence[Course]) -> None:
        """Make all rounds; answers are written as soon as they can be."""
        left = list(courses)
        while left:
            left = self._round(left)

    def _round(self, courses: Sequence[Course]) -> list[Course]:
        """One round of all; gives those that have a further one to make."""
        due = {name: [one for course in courses for one in _asked(course, name)] for name in self.many}
        due = {name: several for name, several in due.items() if several}
        with (
            ThreadPoolExecutor(max(1, len(due)), "pass") as passing,
            ThreadPoolExecutor(max(1, min(self.jobs, len(courses))), "request") as requests,
        ):
            passes = {name: passing.submit(self._pass, name, several) for name, several in due.items()}
            own = [requests.submit(self._own, course, _those_of(course, passes, due)) for course in courses]
            found = self._results([*passes.values(), *own])[len(passes) :]
            late = [course for course, ended in zip(courses, found, strict=True) if ended is None]
            closed = dict(zip(late, self._results([requests.submit(self._goes_on, one) for one in late]), strict=True))
        return [one for one, goes_on in zip(courses, found, strict=True) if closed.get(one, goes_on)]

    def _own(self, course: Course, passes: Sequence["Future[None]"]) -> bool | None:
        """A request's own searches; whether it goes on, or None as long as a pass for it is not through."""
        self._go_on()
        side_by_side(course.collection, course.due(self.single), self.units)
        through = all(one.done() and not one.exception() for one in passes)
        return self._goes_on(course) if through else None

    def _goes_on(self, course: Course) -> bool:
        """Whether there is another round to make; if not, the answer is written."""
        self._go_on()
        if course.turn():
            return True
        side_by_side(course.collection, course.last(), self.units)
        course.ended()
        self.finish(course)
        return False

    def _pass(self, name: str, due: Sequence[Due]) -> None:
        calls = Pass(self.many[name], [(course.collection, wanted) for course, wanted in due]).run()
        self.passed(name, len(due), calls)

    def _go_on(self) -> None:
        if self.stop.is_set():
            raise Stopped

    def _results(self, running: Sequence["Future[Any]"]) -> list[Any]:
        """What all gave; after a failure or a stop nothing new is begun, and what runs comes to its end."""
        try:
            wait(running, return_when=FIRST_EXCEPTION)
            if any(one.done() and one.exception() for one in running):
                self._halt(running)
        except KeyboardInterrupt:
            self._halt(running)
            raise Stopped from None
        return [one.result() for one in running]

    def _halt(self, running: Iterable["Future[Any]"]) -> None:
        self.stop.set()
        begun = [one for one in running if not one.cancel()]
        wait(begun)
        failures = [error for one in begun if (error := one.exception())]
        raise next((one for one in failures if not isinstance(one, Stopped)), Stopped())


def _asked(course: Course, name: str) -> list[Due]:
    return [(course, wanted) for _, wanted in course.due({name})]


def _those_of(
    course: Course, passes: Mapping[str, "Future[None]"], due: Mapping[str, Sequence[Due]]
) -> list["Future[None]"]:
    return [passes[name] for name, several in due.items() if any(one is course for one, _ in several)]
