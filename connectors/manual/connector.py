"""A processor that no program can search: the question to send to it, and nothing found until it answers."""

from collections.abc import Iterator
from datetime import date, timedelta

from sar.sdk import (
    Awaiting,
    Context,
    Finding,
    Gap,
    Identifier,
    Matcher,
    Said,
    Search,
    SettingsError,
    Verdict,
    filled,
    in_words,
    listed,
)

from .letters import WORDS

TASK = "Ask {who} what they hold on you."
COLON = {"fr": " : ", "en": ": "}
BY_HAND = "{who} cannot be searched by a program: what they hold is known only from their own answer."

UNKNOWN, KNOWN = "`identify_by` has an unknown kind: {kinds}", "Known: {known}."


class Manual:
    """Writes the question to one processor."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._title = str(context.setting("title"))

    def check(self) -> Iterator[Finding]:
        """Whether the letters can be written."""
        for letter in self._letters(Matcher([Identifier("email", "somebody@example.com")])).values():
            if "somebody@example.com" not in letter:
                yield Finding("error", "a letter does not name the person", "Put {identifiers} into it.")
                return
        yield Finding("ok", "the letters can be written")
        yield Finding("note", BY_HAND, values={"who": self._title})
        if not self._context.has("sender"):
            yield Finding("note", "the letters are not signed: write who signs, or set `sender`")

    def find(self, search: Search) -> Iterator[Gap | Verdict]:
        """The task, with a letter in each language."""
        yield Gap(BY_HAND, "", {"who": self._title})
        letters = self._letters(search.matcher)
        yield Awaiting(Said(TASK, {"who": self._title}), to=self._context.setting("to"), letters=letters)

    def _letters(self, matcher: Matcher) -> dict[str, str]:
        return {language: self._letter(language, matcher) for language in WORDS}

    def _letter(self, language: str, matcher: Matcher) -> str:
        setting, words = self._context.setting, WORDS[language]
        role, holds, questions = setting("role"), setting("holds"), setting("questions")
        values = {
            "title": self._title,
            "date": in_words(date.today() + timedelta(days=int(setting("answer_days"))), language),
            "identifiers": listed(self._identifiers(language, matcher)),
            "role": words.role.format(role=role) if role else "",
            "holds": f"{words.holds}\n\n{listed(holds)}" if holds else "",
            "questions": f"{words.questions}\n\n{listed(questions)}" if questions else "",
            "sender": setting("sender") or words.sender,
        }
        return filled(setting(f"letter_{language}") or words.letter, values)

    def _identifiers(self, language: str, matcher: Matcher) -> list[str]:
        """Only the kinds that are asked for, and none that is doubtful: what is given away is kept to the needed."""
        wanted = self._context.setting("identify_by")
        known = [one for one in matcher.identifiers if one.kind in wanted and one.confidence != "weak"]
        if not known:
            # a letter that names nobody cannot be answered
            known = list(matcher.of("email") or matcher.identifiers)
        kinds = WORDS[language].kinds
        unknown = set(wanted) - set(kinds)
        if unknown:
            raise SettingsError(UNKNOWN, KNOWN, kinds=", ".join(unknown), known=", ".join(kinds))
        return list(dict.fromkeys(f"{kinds[one.kind]}{COLON[language]}{one.value}" for one in known))
