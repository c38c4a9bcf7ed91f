"""Dext: no search by person exists, so its exports are read; without one the search ends in a letter."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Literal

from sar.sdk import (
    Awaiting,
    Context,
    Export,
    Finding,
    Gap,
    Identifier,
    Matcher,
    Place,
    ProcessorError,
    Record,
    Said,
    Search,
    Verdict,
    exports,
    filled,
    in_words,
    listed,
)

from .archive import ENDINGS, UNNAMED, Item, items
from .columns import Columns, columns
from .items import Items
from .letters import LETTERS, UNSIGNED

BY_DESIGN = (
    "Dext offers no search by person: what it holds is known only as far as it stands in an export.",
    "Words within the documents of Dext, which are images, are not searched; the rows that Dext read from them are.",
)
TASK = "Ask for an export of Dext, and ask Dext what else it holds on you."
NO_EXPORT = "There is no export of Dext yet."
UNREAD = "The export {file} could not be read: {why}."


class Dext:
    """Reads the exports of one account, or writes the letter that asks for them."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def check(self) -> Iterator[Finding]:
        """Whether there are exports, how old they are, and whether their tables name the parties."""
        yield from (Finding("note", sentence) for sentence in BY_DESIGN)
        known, found = columns(self._context), 0
        self._letters(Matcher([Identifier("email", "somebody@example.com")]))
        for export in self._exports():
            if isinstance(export, Gap):
                yield _finding(export, "error")
                continue
            yield _finding(export.age(self._context.setting("max_age_days")))
            told = list(self._items(export, known))
            yield from (_finding(one) for one in told if isinstance(one, Gap) and one.what != UNNAMED)
            found += sum(isinstance(one, Item) for one in told)
        if found:
            yield Finding("ok", "items that are exported: {count}", "", {"count": str(found)})
        else:
            yield Finding("warning", "there is no export: the search will end in a letter", "Set `paths`.")

    def find(self, search: Search) -> Iterator[Record | Gap | Verdict]:
        """The items of every export; the task where there is none."""
        yield from map(Gap, BY_DESIGN)
        reader, known, found = Items(search, columns(self._context)), columns(self._context), False
        for export in self._exports():
            if isinstance(export, Gap):
                yield export
                continue
            found = True
            yield export.age(self._context.setting("max_age_days"))
            for one in self._items(export, known):
                yield from [one] if isinstance(one, Gap) else reader.of(one)
        yield from reader.gaps()
        if not found:
            yield Gap(NO_EXPORT)
            yield Awaiting(Said(TASK), to=self._context.setting("to"), letters=self._letters(search.matcher))

    def _items(self, export: Export, known: Columns) -> Iterator[Item | Gap]:
        try:
            with export.place.open(export.entry.path) as file:
                yield from items(file, export.name, known.layout(int(self._context.setting("max_mb"))))
        except ProcessorError as error:
            if error.status == 401:
                raise
            told = {**error.values, "file": export.name, "why": error.message}
            yield Gap(UNREAD, error.remedy_sentence, told)

    def _exports(self) -> Iterator[Export | Gap]:
        return exports(self._context.setting("paths"), self._place, ENDINGS)

    def _place(self, host: str) -> Place:
        context = self._context
        password = context.secret("password") if context.has("password") else ""
        return context.place(
            host, key=context.setting("key"), password=password, known_hosts=context.setting("known_hosts")
        )

    def _letters(self, matcher: Matcher) -> dict[str, str]:
        sure = [one for one in matcher.of("email", "name") if one.confidence != "weak"]
        named = listed(dict.fromkeys(one.value for one in sure or matcher.identifiers))
        due = date.today() + timedelta(days=int(self._context.setting("answer_days")))
        signed = self._context.setting("sender")
        return {
            language: filled(
                letter,
                {"identifiers": named, "date": in_words(due, language), "sender": signed or UNSIGNED[language]},
            )
            for language, letter in LETTERS.items()
        }


def _finding(gap: Gap, level: Literal["warning", "error"] = "warning") -> Finding:
    if not gap.remediable:
        return Finding("note", gap.what, "", gap.values)
    return Finding("error" if gap.what == UNREAD else level, gap.what, gap.remedy, gap.values)
