"""Untrusted text without what could mislead its reader: controls, changes of direction, broken characters."""

import unicodedata

_BIDI = dict.fromkeys([0x61C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF])
_INVISIBLE = {code: None for code in [*range(0x20), *range(0x7F, 0xA0), *range(0xFFF9, 0xFFFC)] if code != 0x0A}
_LINES = {0x09: "    ", 0x0B: "\n", 0x0C: "\n", 0x85: "\n", 0x2028: "\n", 0x2029: "\n"}
_BROKEN = dict.fromkeys([*range(0xD800, 0xE000), *range(0xFDD0, 0xFDF0), 0xFFFE, 0xFFFF], "\ufffd")
_STRIPPED = {**_INVISIBLE, **_BIDI, **_LINES, **_BROKEN}


def legible(text: str) -> str:
    """The text in one spelling, of lines and characters that show."""
    if text.isascii() and text.isprintable():
        return text
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).translate(_STRIPPED)
