"""Values that WordPress never lets be empty: a correction that would empty them is for a person."""

from collections.abc import Iterator

from sar.sdk import Alteration, ByHand, Change, Said

NEVER_EMPTY = "{field}: WordPress does not let it be empty."
EMPTY = "Decide what shall stand there, or delete the object by hand."
FILLED = frozenset({"/email", "/name", "/nickname", "/slug", "/billing/email"})
"""What WordPress and WooCommerce refuse to empty, or fill themselves with the log-in name."""


def filled(items: Iterator[Change | ByHand]) -> Iterator[Change | ByHand]:
    """Changes without the alterations that would empty what cannot be empty: those are for a person."""
    for item in items:
        if not isinstance(item, Change):
            yield item
            continue
        for one in _emptied(item):
            told = {"field": one.field.rpartition(":")[2]}
            yield ByHand(item.processor, Said(NEVER_EMPTY, told), Said(EMPTY), one.field, url=item.url)
        yield from without(item, _emptied(item))


def without(change: Change, left: tuple[Alteration, ...], how: Said | None = None) -> Iterator[Change]:
    """The change without some of its alterations; none where nothing is left."""
    rest = tuple(one for one in change.alterations if one not in left)
    if rest:
        yield Change(
            change.processor, change.type, change.source_id, change.record, change.title, rest, how or change.how,
            change.stamp, change.url, change.extra,
        )  # fmt: skip


def _emptied(change: Change) -> tuple[Alteration, ...]:
    return tuple(one for one in change.alterations if not one.new and one.path in FILLED)
