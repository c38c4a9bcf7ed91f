"""Sentences of ours with `{places}`: they are filled only when they are said, so that they can be translated."""

import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

SENTENCES = frozenset({"why", "part"})
"""Places that are filled by another sentence, with places of its own."""
LISTS = frozenset({"kinds"})
"""Places that are filled by words of ours, with commas between them."""
_ENTRY = re.compile(r'((?:^#.*\n)*)^msgid ((?:".*"\n)+)msgstr ((?:".*"(?:\n|\Z))+)', re.MULTILINE)


def filled(sentence: str, values: Mapping[str, str]) -> str:
    """A sentence of ours with its `{places}` filled; one without values is taken as it is."""
    if not values:
        return sentence
    plain = {name: value for name, value in values.items() if name not in SENTENCES}
    inner = {name: filled(value, plain) for name, value in values.items() if name in SENTENCES}
    return sentence.format_map({**plain, **inner})


@cache
def read_catalogue(path: Path) -> Mapping[str, str]:
    """A `.po` file's finished translations by sentence; an absent file has none.

    Read here, since libraries for it take longer than all else that a short command does.
    """
    if not path.is_file():
        return {}
    entries = _ENTRY.findall(path.read_text(encoding="utf-8"))
    read = ((_text(said), _text(translated)) for flags, said, translated in entries if "fuzzy" not in flags)
    return {said: translated for said, translated in read if said and translated}


def _text(quoted: str) -> str:
    return "".join(json.loads(line) for line in quoted.splitlines())
