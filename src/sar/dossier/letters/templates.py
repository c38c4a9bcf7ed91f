"""Letter templates: plain text with Jinja's places, a subject line first, paragraphs between blank lines.

A controller's own templates lie in a folder (`letters` in sar.toml) as `fr/answer.txt` and so on; those that are not
there are ours. Each letter carries the version and the hash of the template that it was made from.
"""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import msgspec

from sar.errors import SettingsError
from sar.i18n import Translator

LetterKind = Literal[
    "acknowledgement", "identity", "clarification", "extension", "fees", "answer", "nothing", "refusal",
    "rectification", "recipients", "portability", "closing",
]  # fmt: skip
KINDS: tuple[LetterKind, ...] = LetterKind.__args__  # type: ignore[attr-defined]
VERSION = "1"
OURS = Path(__file__).parent / "texts"


class Letter(msgspec.Struct, frozen=True):
    """A letter as it is sent."""

    kind: LetterKind
    lang: str
    subject: str
    paragraphs: tuple[str, ...]
    template: str
    """Version and hash of the template, such as `1:5d41402abc4b`."""

    @property
    def text(self) -> str:
        """The whole letter as plain text."""
        return "\n\n".join((self.subject, *self.paragraphs)) + "\n"


class Templates:
    """The templates of one controller."""

    def __init__(self, folder: Path | None = None) -> None:
        if folder is not None and not folder.is_dir():
            raise SettingsError("letters: {path} is not a folder", "Mend `letters` in sar.toml.", path=folder)
        self._folders = (folder, OURS) if folder else (OURS,)

    def write(self, kind: LetterKind, say: Translator, values: Mapping[str, Any]) -> Letter:
        """A letter in one language; SettingsError when a template asks for what there is not."""
        from jinja2 import StrictUndefined, TemplateError
        from jinja2.sandbox import SandboxedEnvironment

        source = self._source(kind, say.short)
        environment = SandboxedEnvironment(undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
        environment.filters.update(day=say.day, number=say.number)
        try:
            text = environment.from_string(source).render(values)
        except TemplateError as error:
            said = "the letter {file} cannot be written ({error})"
            remedy = "Mend the template, or remove it to use ours."
            file = f"{say.short}/{kind}.txt"
            raise SettingsError(said, remedy, file=file, error=type(error).__name__) from None
        subject, *paragraphs = (_unwrapped(part) for part in text.split("\n\n") if part.strip())
        digest = hashlib.sha256(source.encode()).hexdigest()[:12]
        return Letter(kind, say.lang, subject, tuple(paragraphs), f"{VERSION}:{digest}")

    def _source(self, kind: LetterKind, short: str) -> str:
        for folder in self._folders:
            path = folder / short / f"{kind}.txt"
            if path.is_file():
                return path.read_text(encoding="utf-8")
        file, known = f"{short}/{kind}.txt", ", ".join(KINDS)
        raise SettingsError("there is no letter {file}", "Known: {known}.", file=file, known=known)


def _unwrapped(paragraph: str) -> str:
    """A paragraph on one line; lines that begin with a dash or a space stay lines of their own."""
    lines: list[str] = []
    for line in paragraph.strip("\n").splitlines():
        if lines and line and not line.startswith(("-", " ")) and not lines[-1].endswith("  "):
            lines[-1] = f"{lines[-1]} {line.strip()}"
        else:
            lines.append(line.rstrip("\n"))
    return "\n".join(line.strip() for line in lines)
