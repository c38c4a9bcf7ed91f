"""Which lines of a log may be somebody's: a coarse and fast look at whole blocks, at a cost that many wanted share.

Nothing is decided here. A line that is kept is read exactly afterwards; what is dropped holds neither a wanted address
where its lines have it, nor an at sign, in any encoding, before the beginning of a wanted domain, nor the beginning of
a wanted name where users stand. What touches every line runs inside split, map, set and re: a loop in Python would be
several times slower.

Standard library only: the scanning processes import this too.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import compress
from operator import itemgetter
from typing import NamedTuple

from .addresses import spellings
from .lines import USUAL, Layout, Reading, parse
from .mail import Mail
from .readable import decoded, readable
from .told import Told

LONGEST = 1 << 20
"""A longer run without a line's end is no line of a log."""
HEAD, LONGER = 8, 14
"""Characters of a line that are compared before its whole address is: of many lines, then of those that are left."""
BEGINNING = 12
"""Characters of a domain or name that are compared before it is read as a whole."""
NODES = 400
"""Characters that a pattern of many domains is made of: a larger one takes its time to be made, in every process."""
AROUND = 400
"""Bytes on both sides of an at sign in which the rest of its address is looked for, encoded as it may be."""
LEARNT = 500
"""Lines that are not read as a sample a second time."""
FEW = 2
"""So many IPv4 addresses and nothing else are looked for one after another: faster by half than line by line."""
SAMPLED, AT_LEAST, EVERY = 50, 5, 8
"""Lines that are read at the beginning at most and at least; and of so many blocks one line is read of one."""

_ODD = rb"[%\\\x80-\xff]"
"""What may stand for any other character."""
_ODD_BYTES = bytes([*b"%\\", *range(0x80, 0x100)])
_OF_ADDRESSES = b"0123456789abcdefABCDEF:.[],"
_NOT_JSON = re.compile(rb"\n(?![{\n])")
_SECOND = re.compile(rb"\n[^ \n]*+ ([^ ,\n]*+)")
_PORT = re.compile(rb"\.\d{1,3}:\d")
_FIRST_OF_ADDRESSES = frozenset(bytes([one]) for one in b"0123456789abcdefABCDEF:[")
_QUOTED_LIST = re.compile(rb'"([0-9A-Fa-f:\[][0-9A-Fa-f:.\[\], ]++)"')


class Wish(NamedTuple):
    """What all searches together look for, as the scanning processes are told."""

    ips: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    users: tuple[str, ...] = ()


class Sieve:
    """Keeps the lines of one file that may be wanted, and tells what it saw of the others."""

    def __init__(self, wish: Wish, how: Reading) -> None:
        self.told = Told()
        self._how = how
        self._exact = {one.encode() for ip in wish.ips for one in spellings(ip)}
        length = min([HEAD, *map(len, self._exact)])
        self._heads = {one[:length] for form in self._exact for one in (form, b"[" + form)}
        self._head = itemgetter(slice(length))
        self._longer = {form[:LONGER] for form in self._exact if len(form) >= LONGER}
        self._short = self._heads - {form[:length] for form in self._exact if len(form) >= LONGER}
        self._short |= {form[:length] for form in self._exact if len(form) < LONGER}
        self._few = [] if wish.emails or wish.users or len(wish.ips) > FEW else [ip.encode() for ip in wish.ips]
        if any(b":" in ip for ip in self._few):
            self._few = []
        self._mail = Mail(wish.emails)
        self._at_signs, self._users = [*_at_signs(self._mail.domains)], [*_users(wish.users)]
        self._domains = _by_length(self._mail.domains)
        self._names = _beginnings(wish.users) if wish.users else b""
        self._seen: set[Layout] = set()
        self._keys, self._user_keys = set[str](), set[str]()
        self._learnt = set[bytes]()

    def lines(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """The lines that may be wanted, in their order."""
        for number, block in enumerate(self._blocks(pieces)):
            self._sample(number, block)
            for start in sorted(set(self._starts(block))):
                yield block[start : block.index(b"\n", start)].rstrip(b"\r")

    def _blocks(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """Whole lines, each between two line ends."""
        rest = b""
        for piece in pieces:
            cut = piece.rfind(b"\n") + 1
            if cut:
                yield _clean(b"".join((b"\n", rest, memoryview(piece)[:cut])))
                rest = piece[cut:]
            else:
                rest = (rest + piece).lstrip(b"\0")
                if len(rest) > LONGEST:
                    self.told.overlong += 1
                    rest = rest[-HEAD:]
        if rest.strip(b"\0"):
            yield _clean(b"".join((b"\n", rest, b"\n")))

    def _sample(self, number: int, block: bytes) -> None:
        """Learn the form of the lines from the first ones, until one is understood, then from one of some blocks."""
        if not self.told.first:
            for line in block.split(b"\n", SAMPLED + 2)[1 : SAMPLED + 1]:
                self._learn(line)
                if self.told.first and self.told.sampled >= AT_LEAST:
                    break
        if number % EVERY == 0:
            self._learn(block[block.rfind(b"\n", 0, -1) + 1 : -1])

    def _learn(self, text: bytes) -> None:
        if not text.strip() or text in self._learnt:
            return
        if len(self._learnt) < LEARNT:
            self._learnt.add(text)
        line = parse(readable(text.rstrip(b"\r")), self._how)
        self.told.see(line)
        if line:
            self._seen.add(line.layout)
            self._keys |= {line.key} - {""}
            self._user_keys |= {line.user_key} - {""}

    # where lines that may be wanted begin

    def _starts(self, block: bytes) -> Iterator[int]:
        for byte, pattern in self._at_signs:
            first = block.find(byte)
            if first >= 0:
                found = re.compile(pattern).finditer(block, first)  # the first time only, and not before it is needed
                yield from (_line_of(block, one.end()) for one in found if self._hers(block, one))
        if self._few:
            yield from (_line_of(block, at) for needle in self._few for at in _places(block, needle))
            return
        if not (self._exact or self._names):
            return
        for layout, of_layout in (("first", self._in_first), ("second", self._in_second), ("json", self._in_json)):
            if layout in self._seen:  # a stray line may have shown it a moment ago
                yield from of_layout(block)
        if self._seen & {"first", "second"}:
            yield from (_line_of(block, one.end()) for pattern in self._users for one in pattern.finditer(block))
            if self._how.forwarded:
                yield from self._in_lists(block)

    def _hers(self, block: bytes, sign: re.Match[bytes]) -> bool:
        """Whether a wanted address stands around an at sign."""
        domain = block[sign.start(1) : sign.start(1) + BEGINNING].lower()
        begins = any(domain[:length] in words for length, words in self._domains)
        if not begins and domain.translate(None, _ODD_BYTES) == domain:
            return False
        start = max(_line_of(block, sign.start()), sign.start() - AROUND)
        around = block[start : sign.end() + AROUND].partition(b"\n")[0]
        return any(self._mail.within(decoded(readable(around))))

    def _in_first(self, block: bytes) -> Iterator[int]:
        lines = block.split(b"\n")
        heads = list(map(self._head, lines))
        if b"".join(heads).translate(None, _OF_ADDRESSES):
            strays = (line for line, head in zip(lines, heads, strict=True) if head.translate(None, _OF_ADDRESSES))
            yield from _found(block, filter(self._wanted_stray, strays))
        if self._heads.isdisjoint(heads):
            return
        left = compress(lines, map(self._heads.__contains__, heads))
        # many, where a network's name is like a wanted one's: so nothing is looked up more often than it must be
        longer, head, short = self._longer, self._head, self._short
        lines = [line for line in left if line[:LONGER] in longer or head(line) in short]
        fields = [line.partition(b" ")[0] for line in lines]
        if wanted := self._among(fields):
            hits = (line for line, field in zip(lines, fields, strict=True) if field in wanted)
            yield from _found(block, hits)

    def _in_second(self, block: bytes) -> Iterator[int]:
        found = _SECOND.findall(block)
        if "first" not in self._seen and b"".join(found).translate(None, _OF_ADDRESSES):
            strays = (one.start() + 1 for one in _SECOND.finditer(block) if one[1].translate(None, _OF_ADDRESSES))
            yield from (at for at in strays if self._wanted_stray(block[at : block.index(b"\n", at)]))
        if wanted := self._among(found):
            yield from (one.start() + 1 for one in _SECOND.finditer(block) if one[1] in wanted)

    def _in_json(self, block: bytes) -> Iterator[int]:
        if not self._seen & {"first", "second"}:
            strays = (one.end() for one in _NOT_JSON.finditer(block))
            yield from (at for at in strays if self._wanted_stray(block[at : block.find(b"\n", at)]))
        for key in sorted(self._keys) if self._exact else ():
            yield from self._under(key, rb'([^"]*+)"', block)
        for key in sorted(self._user_keys or USUAL["user"]) if self._names else ():
            pattern = _key(key, self._names)
            yield from (_line_of(block, one.end()) for one in pattern.finditer(block))

    def _wanted_stray(self, line: bytes) -> bool:
        """Whether a line of another form than most has a wanted address in one of its first two fields."""
        if line[:1] == b"{":
            if "json" not in self._seen:
                self._learn(line)
            return False
        fields = line.split(b" ", 2)[:2]
        if not self._seen & {"first", "second"} and self._names:
            self._learn(line)
        return any(field[:1] in _FIRST_OF_ADDRESSES and self._wanted(field) for field in fields)

    def _under(self, key: str, value: bytes, block: bytes) -> Iterator[int]:
        pattern = _key(key, value)
        if wanted := self._among(pattern.findall(block)):
            yield from (_line_of(block, one.end()) for one in pattern.finditer(block) if one[1] in wanted)

    def _in_lists(self, block: bytes) -> Iterator[int]:
        yield from (_line_of(block, one.end()) for one in _QUOTED_LIST.finditer(block) if self._wanted(one[1]))

    def _among(self, fields: list[bytes]) -> set[bytes]:
        """The fields that hold a wanted address; most blocks have no lists, brackets and ports to look behind."""
        joined = b" ".join(fields)
        if b"," in joined or b"[" in joined or (b":" in joined and _PORT.search(joined)):
            return {field for field in set(fields) if self._wanted(field)}
        return set() if self._exact.isdisjoint(fields) else self._exact

    def _wanted(self, field: bytes) -> bool:
        """Whether a field is a wanted address, perhaps in brackets, with a port, or one of a list."""
        parts = [part.strip(b" []") for part in field.split(b",")]
        return any(one in self._exact or one.rpartition(b":")[0].strip(b"]") in self._exact for one in parts)


def _clean(block: bytes) -> bytes:
    """Without the zeros that a log cut short while it is written begins with."""
    return block.replace(b"\0", b"") if b"\0" in block else block


def _places(block: bytes, needle: bytes) -> Iterator[int]:
    at = block.find(needle)
    while at >= 0:
        yield at
        at = block.find(needle, at + 1)


def _found(block: bytes, lines: Iterable[bytes]) -> Iterator[int]:
    """Where these lines of a block begin, given in their order."""
    at = 0
    for line in lines:
        at = block.index(b"\n" + line + b"\n", at) + 1
        yield at


def _line_of(block: bytes, at: int) -> int:
    return block.rfind(b"\n", 0, at) + 1


def _at_signs(domains: Iterable[str]) -> Iterator[tuple[bytes, bytes]]:
    """For each way in which an at sign is written: a byte without which it is not there, and its pattern."""
    if domain := _beginnings(_cut(list(domains))):
        yield b"@", b"@(" + domain + b")"
        yield b"%", b"%(?:25)*+40(" + domain + b")"
        yield b"\\", rb"\\(?:x|u00)40(" + domain + b")"


def _cut(words: list[str]) -> Iterator[str]:
    """So much of each as tells it from others, while all together stay small: the same for those that begin alike."""
    of: dict[str, list[str]] = {}
    for word in words:
        of.setdefault(word[:1], []).append(word)
    for alike in of.values():
        lengths = range(BEGINNING, 1, -1)
        fits = (one for one in lengths if _nodes(alike, one) * len(of) <= NODES)
        length = next(fits, 1)
        yield from {word[:length] for word in alike}


def _nodes(words: list[str], length: int) -> int:
    return len({word[:end] for word in words for end in range(1, length + 1)})


def _by_length(words: Iterable[str]) -> list[tuple[int, set[bytes]]]:
    """The beginnings of words, up to where they have other letters than English ones, with their lengths."""
    found: dict[int, set[bytes]] = {}
    for word in words:
        beginning = re.split(r"[^\x00-\x7f]", word.casefold()[:BEGINNING])[0].encode()
        found.setdefault(len(beginning), set()).add(beginning)
    return sorted(found.items())


def _users(names: Iterable[str]) -> Iterator[re.Pattern[bytes]]:
    """Users stand third on a plain line, or fourth behind a virtual host or a list of two addresses."""
    if name := _beginnings(names):
        yield re.compile(rb"\n[^ \n]*+ [^ \n]*+ (?:[^ \n]*+ )??" + name)


def _key(key: str, value: bytes) -> re.Pattern[bytes]:
    return re.compile(b'"' + re.escape(key.encode()) + rb'"\s*+:\s*+"' + value)


def _beginnings(words: Iterable[str]) -> bytes:
    """A pattern of the first characters of all words, without case; empty for no words."""
    tree: dict[str, dict[str, object]] = {}
    for word in words:
        node = tree
        for char in word.casefold()[:BEGINNING]:
            node = node.setdefault(char, {})  # type: ignore[assignment]
        node[""] = {}
    return _branches(tree) if tree else b""


def _branches(node: dict[str, dict[str, object]]) -> bytes:
    if "" in node:
        return b""
    ways = [_either_case(char) + _branches(inner) for char, inner in sorted(node.items()) if char.isascii()]  # type: ignore[arg-type]
    return b"(?:" + b"|".join([*ways, _ODD]) + b")"


def _either_case(char: str) -> bytes:
    return f"[{char}{char.upper()}]".encode() if char.isalpha() else re.escape(char.encode())
