"""What rests on a text that was not read in its source, in one list for the officer and their lawyer."""

from collections.abc import Iterator

from sar.i18n import Translator
from sar.law.contents import ITEMS
from sar.law.regimes import grounds, regimes

ITEM, REMEDY = "{provision}: {item}", "{body}: {text}"
RIGHT, GROUND = "{provision}: the right to {right}", "{provision}: the ground {code} ({ground})"
ENGLISH = Translator("en")


def open_points(say: Translator = ENGLISH) -> Iterator[tuple[str, str]]:
    """(Law, point) for every sentence that is marked."""
    short = say.short
    for slug, law in regimes().items():
        for point in law.check:
            yield slug, say(point)
        for content in law.contents:
            if content.check:
                yield slug, say(ITEM, provision=content.provision[short], item=say(ITEMS[content.item][0]))
        for right in law.rights:
            if right.check:
                yield slug, say(RIGHT, provision=right.provision[short], right=right.text[short])
        for remedy in law.remedies:
            if remedy.check:
                yield slug, say(REMEDY, body=remedy.body[short], text=remedy.text[short])
    for one in grounds().values():
        if one.check:
            values = {"provision": one.provision[short], "code": one.code, "ground": one.label[short]}
            yield one.regime, say(GROUND, values)
