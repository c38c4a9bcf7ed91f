"""Figures for Prometheus, of this process and of the workspace; names of processors, never anything of a person.

Needs the extra `sar[metrics]`.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sar.errors import CallError, SarError
from sar.happenings import Happening, listening
from sar.workspace import counts

if TYPE_CHECKING:
    from prometheus_client.core import Metric

    from sar.house import House

HERE = "127.0.0.1"
OTHER = "other"
"""What stands for a processor that the settings do not name: labels stay few."""
FINISHED = frozenset({"found", "nothing_held", "not_searchable", "awaiting", "answered", "failed"})


def address(text: str) -> tuple[str, int]:
    """`9100`, `0.0.0.0:9100` or `[::1]:9100`; without a host this machine only. CallError when it is none of them."""
    host, _, port = text.rpartition(":")
    if not port.isascii() or not port.isdigit() or not 0 <= int(port) <= 65535:
        said, remedy = "{text} is no address for metrics", "Give a port such as 9100, or ADDRESS:PORT."
        raise CallError(said, remedy, text=repr(text))
    return host.strip("[]") or HERE, int(port)


@contextmanager
def serve(house: "House", where: tuple[str, int]) -> Iterator[str]:
    """Serve the figures while the block runs; gives their address. Port 0 takes a free one."""
    try:
        from prometheus_client import CollectorRegistry, start_http_server
    except ImportError:
        raise CallError("prometheus-client is not installed", "pip install 'sar[metrics]'") from None
    registry = CollectorRegistry()
    tally = Tally(registry, frozenset(house.processors))
    registry.register(Standing(house))
    with ExitStack() as stack:
        stack.enter_context(listening(tally.take))
        try:
            server, thread = start_http_server(where[1], where[0], registry)
        except OSError as error:
            said, remedy = "metrics cannot be served ({error})", "Choose another address or port."
            raise CallError(said, remedy, error=error.strerror) from None
        stack.callback(thread.join)
        stack.callback(server.server_close)
        stack.callback(server.shutdown)
        host = f"[{where[0]}]" if ":" in where[0] else where[0]
        yield f"http://{host}:{server.server_port}/metrics"


class Tally:
    """What happens in this process, counted."""

    def __init__(self, registry: Any, processors: frozenset[str]) -> None:
        from prometheus_client import Counter

        def counter(name: str, help_: str, *labels: str) -> Any:
            return Counter(name, help_, labels, registry=registry)

        self._known = processors
        self._units = counter("sar_units", "Searches that ended", "processor", "outcome")
        self._seconds = counter("sar_unit_seconds", "Seconds that searches took", "processor")
        self._calls = counter("sar_calls", "Calls over HTTP by class of status", "processor", "status")
        self._waits = counter("sar_limit_wait_seconds", "Seconds waited for vendors' limits", "processor")
        self._answers = counter("sar_answers", "Answers written")

    def take(self, happened: Happening) -> None:
        """Count one thing."""
        processor = happened.processor if happened.processor in self._known else OTHER
        seconds = happened.seconds or 0.0
        if happened.event == "call":
            self._calls.labels(processor, _class(happened.outcome)).inc()
        elif happened.event == "limit waited for":
            self._waits.labels(processor).inc(seconds)
        elif happened.event == "unit ended":
            outcome = happened.outcome if happened.outcome in FINISHED else OTHER
            self._units.labels(processor, outcome).inc()
            self._seconds.labels(processor).inc(seconds)
        elif happened.event == "answer written":
            self._answers.inc()


class Standing:
    """How the workspace stands, counted when it is asked for."""

    def __init__(self, house: "House") -> None:
        self._house = house

    def describe(self) -> "list[Metric]":
        """Nothing: the workspace is not asked before the first scrape."""
        return []

    def collect(self) -> "Iterator[Metric]":
        """Requests and batches by state, and for how long the oldest waits; without them where it cannot be read."""
        from prometheus_client.core import GaugeMetricFamily

        up = GaugeMetricFamily("sar_workspace_up", "1 where the workspace can be read")
        try:
            found = self._read()
        except (SarError, _database_error()):
            up.add_metric([], 0)
            yield up
            return
        up.add_metric([], 1)
        yield up
        for name, one in found.items():
            family = GaugeMetricFamily(f"sar_{name}", f"{name.capitalize()} by state", labels=["state"])
            for state in ("waiting", "running", "done"):
                family.add_metric([state], getattr(one, state))
            yield family
        yield GaugeMetricFamily("sar_oldest_waiting_seconds", "Age of the oldest request not done", value=self._oldest)

    def _read(self) -> dict[str, counts.Standing]:
        with self._house.workspace.engine.connect().execution_options(reads=True) as connection:
            requests, oldest = counts.open_requests(connection)
            self._oldest = max(0.0, (datetime.now(UTC) - oldest).total_seconds()) if oldest else 0.0
            return {"requests": requests, "batches": counts.batches(connection)}


def _class(status: str) -> str:
    """`2xx`, or `none` where no answer came."""
    return f"{status[0]}xx" if status[:1].isdigit() else "none"


def _database_error() -> type[Exception]:
    from sqlalchemy.exc import SQLAlchemyError

    return SQLAlchemyError
