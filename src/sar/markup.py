"""What a reader of HTML sees, in time that grows with its length only.

The standard library's parser looks from every unclosed tag or comment to the end again: a page of 200 KiB made
for that keeps it busy for minutes, and what processors hold is hostile data.
"""

import re
from collections.abc import Iterator
from html import unescape

BREAKS = frozenset({"p", "br", "div", "li", "tr", "h1", "h2", "h3", "h4", "blockquote", "table", "ul", "ol"})
HIDDEN = ("script", "style")
_OPENS = re.compile(r"<(?=[A-Za-z/!?])")
_NAME = re.compile(r"/?([A-Za-z][^\s/<>\"'=]*)")
_ENDS = {name: re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE) for name in HIDDEN}
_IN_TAG = re.compile(r"[>\"']")


def readable(html: str) -> str:
    """The text, with line breaks where blocks begin and end; scripts and styles are left out."""
    return "".join(_Walk(html).parts())


class _Walk:
    """One pass over a page; what can never be closed any more is known beforehand, and taken for text."""

    def __init__(self, html: str) -> None:
        self._html = html
        self._last = {sign: html.rfind(sign) for sign in (">", "-->", '"', "'")}
        self._quotes = True

    def parts(self) -> Iterator[str]:
        """Texts and line breaks in their order."""
        html, place = self._html, 0
        while opened := _OPENS.search(html, place):
            start = opened.start()
            yield unescape(html[place:start])
            end = self._end(start)
            if end < 0:
                yield "<"
                place = start + 1
                continue
            named = _NAME.match(html, start + 1)
            name = named[1].casefold() if named else ""
            if name in BREAKS:
                yield "\n"
            place = self._after(name, end) if html[start + 1] != "/" else end
        yield unescape(html[place:])

    def _end(self, start: int) -> int:
        """Where the tag or comment that begins here ends; -1 where it does not."""
        if self._html.startswith("<!--", start):
            closed = self._html.find("-->", start + 2) if self._last["-->"] > start else -1
            return closed + 3 if closed >= 0 else -1
        if self._last[">"] < start:
            return -1
        if self._html[start + 1] in "/!?" or not self._quotes:
            return self._html.find(">", start) + 1
        return self._outside_quotes(start)

    def _outside_quotes(self, start: int) -> int:
        place = start
        while found := _IN_TAG.search(self._html, place):
            sign = found.group()
            if sign == ">":
                return found.end()
            if self._last[sign] <= found.start():
                break
            place = self._html.index(sign, found.end()) + 1
        self._quotes = False  # one that is never closed: from here on they mean nothing
        return self._html.find(">", start) + 1

    def _after(self, name: str, end: int) -> int:
        """Where reading goes on: for what is not shown, at its closing tag."""
        if name not in HIDDEN:
            return end
        closed = _ENDS[name].search(self._html, end)
        return closed.start() if closed else len(self._html)
