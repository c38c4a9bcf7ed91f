"""`README.txt`: the package in plain words."""

import textwrap
from collections.abc import Iterator

from sar.dossier.model import Dossier
from sar.dossier.portable import words
from sar.dossier.portable.index import Index, LeftOut, Listed
from sar.dossier.words import KINDS

WIDTH = 78


def readme(dossier: Dossier, index: Index) -> bytes:
    """The text."""
    parts = (_about(dossier, index), _laws(dossier, index), _files(dossier, index), _left(dossier, index))
    return ("\n\n".join("\n".join(part) for part in (*parts, _kinds(dossier, index)) if part) + "\n").encode()


def _about(dossier: Dossier, index: Index) -> list[str]:
    say, request = dossier.say, dossier.request
    title = say(words.TITLE)
    said = [
        *([index.controller.name] if index.controller.name else []),
        say(words.OF, id=request.id, day=say.day(request.made_at)),
        *([say(words.SAMPLE)] if request.sandbox else []),
        index.statement,
        *_since(dossier, index),
        *([] if request.complete else [say(words.INCOMPLETE)]),
        *([say(words.MASKED), say(words.DEFUSED)] if index.records else []),
        say(words.WITHHELD),
    ]
    return [title, "=" * len(title), *(line for text in said for line in ("", *_wrapped(text)))]


def _since(dossier: Dossier, index: Index) -> list[str]:
    """That only changes are in it, and how much is gone."""
    if index.since is None:
        return []
    gone = index.since.gone
    return [index.since.text, *([dossier.say(words.GONE, n=gone)] if gone else [])]


def _laws(dossier: Dossier, index: Index) -> list[str]:
    lines = _heading(dossier.say(words.LAWS))
    for law in index.regimes:
        name = dossier.say(words.UNDER, law=law.name, provision=law.provision) if law.provision else law.name
        count = dossier.say.count(law.records, *words.PARTS["record"])
        lines += [
            *_item(f"{name}{dossier.say.colon}{count}"),
            *_wrapped(law.scope, "    "),
            *_reasons(dossier, law.left_out, "    "),
        ]
    return lines


def _files(dossier: Dossier, index: Index) -> list[str]:
    lines = _heading(dossier.say(words.FILES))
    for title, count, paths in _by_kind(dossier, index):
        lines += _item(f"{title} ({count}){dossier.say.colon}{paths}")
    for one in index.files:
        if not one.kind and not one.path.startswith("files/"):
            lines += _item(f"{one.path} – {_described(dossier, one)}")
    own = sum(one.path.startswith("files/") for one in index.files)
    if own:
        lines += _item(f"files/ – {dossier.say.count(own, *words.PARTS['file'])}")
    endings = (".csv", ".jsonl") if index.records else ()
    for name in (*endings, "README.txt", "index.csv", "index.json"):
        lines += _item(f"{name} – {dossier.say(words.KINDS_OF_FILES[name])}")
    return lines


def _described(dossier: Dossier, one: Listed) -> str:
    said = dossier.say(words.KINDS_OF_FILES[one.path])
    return said if one.rows is None else f"{said}, {dossier.say.count(one.rows, *words.PARTS['record'])}"


def _by_kind(dossier: Dossier, index: Index) -> Iterator[tuple[str, str, str]]:
    """Title, number of records and files of each kind that is in the package."""
    for kind, title in KINDS.items():
        files = [one for one in index.files if one.kind == kind]
        if files:
            count = dossier.say.count(files[0].rows or 0, *words.PARTS["record"])
            yield dossier.say(title), count, ", ".join(one.path for one in files)


def _left(dossier: Dossier, index: Index) -> list[str]:
    if not index.left_out:
        return []
    return [*_heading(dossier.say(words.LEFT)), *_reasons(dossier, index.left_out, "")]


def _kinds(dossier: Dossier, index: Index) -> list[str]:
    if not index.kinds:
        return []
    lines = _heading(dossier.say(words.SOURCES))
    for kind in index.kinds:
        lines += _item(f"{kind.title}{dossier.say.colon}{kind.text}")
    return lines


def _reasons(dossier: Dossier, left: list[LeftOut], indent: str) -> Iterator[str]:
    say = dossier.say
    for one in left:
        counted = say.count(one.count, *words.PARTS[one.part])
        yield from _item(say(words.LEFT_LINE, count=counted, reason=one.text), indent)


def _heading(text: str) -> list[str]:
    return [text, "-" * len(text)]


def _item(text: str, indent: str = "") -> list[str]:
    return _wrapped(text, f"{indent}- ", f"{indent}  ")


def _wrapped(text: str, indent: str = "", then: str = "") -> list[str]:
    """Lines of a bearable width; names of files stay whole."""
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=indent,
        subsequent_indent=then or indent,
        break_on_hyphens=False,
        break_long_words=False,
    )
