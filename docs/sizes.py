"""What vendors' limits allow: calls counted over the imitations, limits read from the manifests.

The sandbox's main subject, whom every system holds, is searched for twice with one shelf: the first time lists are
fetched once for a whole batch, so the second tells what each further subject of a batch costs.
"""

from dataclasses import dataclass

from sar.identifiers import Identifier, Matcher
from sar.limits import gap
from sar.processors import bundled, imitated
from sar.registry import Limit, Registry
from sar.sandbox import main_subject
from sar.sdk import Search
from sar.shelf import Shelf
from sar.unit import Source

HOUR, DAY = 3600, 24
MANY = 10_000_000


@dataclass(frozen=True)
class Size:
    """What one system's limit allows."""

    name: str
    limit: Limit
    once: int
    """Calls that are made once for a batch, and for a subject alone too."""
    each: int
    """Calls for each subject of a batch."""

    @property
    def calls_an_hour(self) -> float:
        """Calls that are made at most, a little below the limit."""
        return HOUR / gap(self.limit.rate, self.limit.per)

    @property
    def subjects_an_hour(self) -> float:
        """Subjects of a batch."""
        return self.calls_an_hour / self.each

    @property
    def alone_an_hour(self) -> float:
        """Requests that each come alone."""
        return self.calls_an_hour / (self.once + self.each)


def sizes(registry: Registry) -> list[Size]:
    """Of every system that is asked over HTTP, the tightest first."""
    found = [_size(source) for source in imitated(registry, bundled(registry))]
    return sorted((one for one in found if one.each), key=lambda one: one.subjects_an_hour)


def table(found: list[Size]) -> str:
    """As it stands in docs/operations.md."""
    lines = [
        "| system | calls allowed in an hour | once for a batch | for each subject | subjects in an hour, in a batch | "
        "requests in an hour, each alone |",
        "|---|--:|--:|--:|--:|--:|",
    ]
    for one in found:
        cells = (one.calls_an_hour, one.once, one.each, one.subjects_an_hour, one.alone_an_hour)
        lines.append(f"| {one.name} | {' | '.join(f'{cell:,.0f}' for cell in cells)} |")
    return "\n".join(lines)


def arithmetic(found: list[Size]) -> str:
    """The way to ten million subjects."""
    tightest, widest = found[0], found[-1]
    lines = ["Ten million subjects, each in one batch or another, under one key for each system, take", ""]
    for one in (tightest, found[len(found) // 2], widest):
        hours = MANY / one.subjects_an_hour
        calls = MANY * one.each
        lines.append(
            f"- {hours / DAY:,.0f} days for {one.name}: {MANY:,} × {one.each} calls = {calls:,}, "
            f"at {one.calls_an_hour:,.0f} an hour;"
        )
    share = tightest.subjects_an_hour * DAY * 365 / MANY
    lines[-1] = lines[-1].removesuffix(";") + "."
    lines.append("")
    lines.append(
        f"So all systems together answer {tightest.subjects_an_hour:,.0f} subjects in an hour, "
        f"{tightest.subjects_an_hour * DAY:,.0f} in a day and {tightest.subjects_an_hour * DAY * 365:,.0f} in a year: "
        f"{share:.0%} of ten million. The limit is the vendor's and not the machine's, and further workers do not "
        f"change it. What does: a higher limit where the vendor gives one (`limit` in credentials.toml), fewer systems "
        f"(`--except`), or the vendor's export read as files."
    )
    return "\n".join(lines)


def _size(source: Source) -> Size:
    shelf = Shelf()
    try:
        first = _calls(source, shelf)
        second = _calls(source, shelf) if first else 0
    finally:
        shelf.close()
    manifest = source.processor.manifest
    return Size(manifest.name, manifest.limit, first - second, second)


def _calls(source: Source, shelf: Shelf) -> int:
    """Calls of one search for the main subject."""
    person, manifest = main_subject(), source.processor.manifest
    known = [Identifier("email", one) for one in person.emails] + [Identifier("phone", one) for one in person.phones]
    access = source.access()
    access.shelf = shelf
    matcher = Matcher([*known, Identifier("ip", person.ip)], source.processor.name)
    search = Search(source.processor.name, manifest.slug, matcher, kinds=manifest.finds_by)
    try:
        for _ in source.load()(access).find(search):
            pass
    finally:
        access.close()
    return access.calls
