"""Cells of a CSV file that no spreadsheet takes for a formula."""

import re

BOM = b"\xef\xbb\xbf"
"""Begins a CSV file: without it, spreadsheets of the commonest make read accented letters wrongly."""
TRIGGERS = "=+\\-@\t\r\n＝＋－＠"
"""What a formula begins with; the wide forms are read as the narrow ones where Chinese or Japanese is typed."""
_FORMULA = re.compile(rf"'*[ \u00a0]*[{TRIGGERS}]")
_DEFUSED = re.compile(rf"''*[ \u00a0]*[{TRIGGERS}]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def cell(text: str) -> str:
    """The text with an apostrophe before what would be a formula; `bare` takes it away again."""
    clean = _CONTROL.sub("\ufffd", text)
    return f"'{clean}" if _FORMULA.match(clean) else clean


def bare(text: str) -> str:
    """The text of a cell as it was before."""
    return text[1:] if _DEFUSED.match(text) else text
