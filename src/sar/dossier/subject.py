"""Who the answer is about: names, what was searched by and how it was learnt."""

from collections.abc import Iterable
from itertools import groupby

from msgspec import structs

from sar.dossier.disclose import worded
from sar.dossier.model import Searched, Subject
from sar.dossier.told import Told
from sar.third_parties import Others
from sar.workspace import Known, Workspace


def subject(workspace: Workspace, request_id: str, told: Told, names: tuple[str, ...], others: Others) -> Subject:
    """The subject as the dossier names them; what many records gave stands there once."""
    known = workspace.known(request_id)
    followed = [one for one in known if one.state == "followed"]
    left = [one for one in known if one.state != "followed"]

    def searched(chosen: list[Known]) -> tuple[Searched, ...]:
        return tuple(_folded([_searched(workspace, request_id, one, told, others) for one in chosen]))

    return Subject(names, searched(followed), searched(left))


def _searched(workspace: Workspace, request_id: str, known: Known, told: Told, others: Others) -> Searched:
    doubt = told.say(known.doubt)
    source = workspace.proven(request_id, known.identifier.source)
    if source is None:
        return Searched(known.identifier, doubt=doubt)
    title = others.mask(worded(source, told, None)).title
    return Searched(known.identifier, title, told.name(source.processor, source.connector), doubt)


def _folded(found: Iterable[Searched]) -> Iterable[Searched]:
    """An address that a system saw many times is one line, from the first time to the last."""

    def key(one: Searched) -> tuple[str, ...]:
        own = one.identifier
        return own.kind, own.canonical, one.learnt_at, one.doubt if own.seen else f"{own.key} {one.doubt}"

    order: dict[tuple[str, ...], int] = {}
    rows = list(found)
    for place, one in enumerate(rows):
        order.setdefault(key(one), place)
    for _, several in groupby(sorted(rows, key=lambda one: order[key(one)]), key=key):
        yield _one(list(several))


def _one(several: list[Searched]) -> Searched:
    moments = sorted(one.identifier.seen for one in several if one.identifier.seen)
    if len(moments) < 2:
        return several[0]
    first = min(several, key=lambda one: one.identifier.seen or moments[0])
    return structs.replace(first, times=len(moments), last_seen=moments[-1])
