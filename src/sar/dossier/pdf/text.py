"""Untrusted text made fit for paper: cleaned, every glyph known or marked, wrapped to a width."""

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from reportlab import rl_config
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from sar.dossier.legible import legible

# no text of ours goes through a markup parser; these close it all the same
rl_config.trustedSchemes = []
rl_config.trustedHosts = []

REGULAR, BOLD = "NotoSans", "NotoSans-Bold"
_FILES = {REGULAR: "NotoSans-Regular.ttf", BOLD: "NotoSans-Bold.ttf"}

_PLAINER = {0x2192: "->", 0x2190: "<-", 0x25CF: "•", 0x25A0: "•", 0x2011: "-", 0x200B: None, 0x00AD: None}


def fonts() -> None:
    """Register the embedded fonts; doing it again is harmless."""
    for name, file in _FILES.items():
        if name not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(TTFont(name, str(Path(__file__).parent / "fonts" / file)))


def clean(text: str) -> str:
    """The text without controls and direction changes; a character without a glyph is named as `[U+1F600]`."""
    if text.isascii() and text.isprintable():
        return text
    text = legible(text).translate(_PLAINER)
    known = _glyphs()
    if all(char in known for char in text):
        return text
    return "".join(char if char in known else f"[U+{ord(char):04X}]" for char in text)


def wrapped(text: str, font: str, size: float, width: float) -> Iterator[str]:
    """The lines of a cleaned text; a word that is wider than the width is broken."""
    for line in text.split("\n"):
        yield from _wrapped_line(line.rstrip(), font, size, width)


def width_of(text: str, font: str, size: float) -> float:
    """Width of a line in points."""
    return float(pdfmetrics.stringWidth(text, font, size))


def _wrapped_line(line: str, font: str, size: float, width: float) -> Iterator[str]:
    if not line or (len(line) * size * 0.3 < width and width_of(line, font, size) <= width):
        yield line
        return
    space, taken, words = _word_width(" ", font, size), 0.0, list[str]()
    for word in line.split(" "):
        wide = _word_width(word, font, size)
        if words and taken + space + wide > width:
            yield " ".join(words)
            words, taken = [], 0.0
        if wide > width:
            *whole, word = _broken(word, font, size, width)  # noqa: PLW2901 - the rest goes on as a word
            yield from whole
            wide = _word_width(word, font, size)
        taken += wide + (space if words else 0.0)
        words.append(word)
    if words:
        yield " ".join(words)


def _broken(word: str, font: str, size: float, width: float) -> Iterator[str]:
    start, taken = 0, 0.0
    for place, char in enumerate(word):
        wide = _word_width(char, font, size)
        if taken + wide > width and place > start:
            yield word[start:place]
            start, taken = place, 0.0
        taken += wide
    yield word[start:]


@lru_cache(maxsize=20_000)
def _word_width(word: str, font: str, size: float) -> float:
    return width_of(word, font, size)


@lru_cache(maxsize=1)
def _glyphs() -> frozenset[str]:
    fonts()
    return frozenset(map(chr, pdfmetrics.getFont(REGULAR).face.charToGlyph)) | {"\n"}
