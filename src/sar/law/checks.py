"""What rests on a text that was not read in its source, in one list for the officer and their lawyer."""

from collections.abc import Iterator

from sar.law.contents import ITEMS
from sar.law.regimes import grounds, regimes


def open_points() -> Iterator[tuple[str, str]]:
    """(Law, point) for every sentence that is marked."""
    for slug, law in regimes().items():
        for point in law.check:
            yield slug, point
        for content in law.contents:
            if content.check:
                yield slug, f"{content.provision['en']}: {ITEMS[content.item][0].lower()}"
        for right in law.rights:
            if right.check:
                yield slug, f"{right.provision['en']}: the right to {right.text['en']}"
        for remedy in law.remedies:
            if remedy.check:
                yield slug, f"{remedy.body['en']}: {remedy.text['en']}"
    for ground in grounds().values():
        if ground.check:
            yield ground.regime, f"{ground.provision['en']}: the ground {ground.code} ({ground.label['en']})"
