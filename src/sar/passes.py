"""One pass through a processor for many subjects: each is given what a search of their own would have found."""

import time
from collections.abc import Sequence
from typing import cast

from sqlalchemy.exc import DBAPIError

from sar.collect import Collection
from sar.errors import Changed, ProcessorError, Rejected, SarError, SettingsError
from sar.identifiers import Identifier
from sar.outcomes import Failed
from sar.sdk import ManyConnector
from sar.unit import Searching, Source, Stopped, broken, failed

SECONDS, PENDING = 1.0, 2_000
"""What was found is stored when it is this old or so much."""
Wanted = tuple[Collection, Sequence[Identifier] | None]
"""Whose search is due, and by what: None for everything anew."""


def serves_many(source: Source) -> bool:
    """Whether the processor can be gone through once for many subjects."""
    try:
        return hasattr(source.load(), "find_many")
    except SettingsError:
        return False  # its own search will say why


class Pass:
    """One pass while it is made."""

    def __init__(self, source: Source, due: Sequence[Wanted]) -> None:
        self._source, self._due = source, due
        self._name = source.processor.name
        self._lost: dict[int, Failed] = {}
        """Those at whose records our own look broke: the pass goes on without them."""
        self._touched: set[int] = set()

    def run(self) -> int:
        """Search for all to the end and store what it came to; returns how many calls were made."""
        searchings = [Searching(collection, self._source, wanted) for collection, wanted in self._due]
        for one in searchings:
            one.begin()
        access = self._source.access()
        failure: Failed | None = None
        try:
            self._read(cast(ManyConnector, self._source.load()(access)), searchings)
        except (Rejected, Changed) as error:
            failure = failed(error)
        except (ProcessorError, SettingsError) as error:
            # what is down or shut is so for all: asking again for each would only wear it down
            return self._ended(searchings, failed(error), access.calls)
        except (Stopped, SarError, DBAPIError):
            raise
        except Exception as error:
            failure = broken(self._name, error)
        finally:
            for one in searchings:
                one.commit()
            access.close()
        if failure and len(searchings) > 1:
            return self._each_alone(access.calls)
        return self._ended(searchings, failure, access.calls)

    def _ended(self, searchings: Sequence[Searching], failure: Failed | None, calls: int) -> int:
        for number, one in enumerate(searchings):
            one.end(self._lost.get(number, failure))
        return calls

    def _each_alone(self, calls: int) -> int:
        """What one subject's data or question broke must not be the others' loss."""
        for collection, wanted in self._due:
            Searching(collection, self._source, wanted).run()
        return calls

    def _read(self, connector: ManyConnector, searchings: Sequence[Searching]) -> None:
        since, pending = time.monotonic(), 0
        for number, item in connector.find_many([one.search() for one in searchings]):
            if number in self._lost:
                continue
            try:
                searchings[number].take(item)
            except (Stopped, SarError, DBAPIError):
                raise
            except Exception as error:
                self._lost[number] = broken(self._name, error)
            self._touched.add(number)
            pending += 1
            if pending >= PENDING or time.monotonic() - since > SECONDS:
                self._store(searchings)
                since, pending = time.monotonic(), 0

    def _store(self, searchings: Sequence[Searching]) -> None:
        for number in self._touched:
            searchings[number].commit()
        self._touched.clear()
