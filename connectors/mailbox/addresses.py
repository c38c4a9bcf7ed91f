"""The addresses of a header (RFC 5322 with its obsolete forms), told apart from what merely looks like one.

An address in a display name, a comment or a quoted local part is not the mailbox's. What cannot be read in
one way only gives no address: then the message is at most a near match.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from .words import decoded

PLAIN = re.compile(r"\s+|[<>,;:@.\[\]\\()\"]|[^\s<>,;:@.\"()\[\]\\]+")
ATOM = re.compile(r"[^\s<>,;:@\"()\[\]\\]+")
"""A local part that needs no quotes."""


class Mailbox(NamedTuple):
    """Who stands in a header: display name (or comment) and address."""

    name: str
    address: str


class _Token(NamedTuple):
    kind: str
    """`space`, `comment`, `quoted`, `word`, or the sign itself."""
    text: str


def mailboxes(value: str) -> list[Mailbox]:
    """All mailboxes of an unfolded header value, those of groups included."""
    found = list(_mailboxes(value))
    if not found and "=?" in value:
        # some programs encode the whole header, address and all
        found = list(_mailboxes(decoded(value)))
    return found


def _mailboxes(value: str) -> Iterator[Mailbox]:
    waiting: list[_Token] = []
    inside = False
    for token in _tokens(value):
        inside = token.kind == "<" or (inside and token.kind != ">")
        if token.kind in {",", ";"} and not inside:
            yield from _mailbox(waiting)
            waiting = []
        elif token.kind == ":" and not inside:
            waiting = []  # the name of a group
        else:
            waiting.append(token)
    yield from _mailbox(waiting)


def _mailbox(tokens: list[_Token]) -> Iterator[Mailbox]:
    kinds = [token.kind for token in tokens]
    if "<" not in kinds:
        address = _address(tokens)
        name = " ".join(token.text for token in tokens if token.kind == "comment")
    elif kinds.count("<") > 1:
        return
    else:
        opened = kinds.index("<")
        closed = kinds.index(">", opened) if ">" in kinds[opened:] else len(tokens)
        address, name = _address(_without_route(tokens[opened + 1 : closed])), _phrase(tokens[:opened])
    if address:
        yield Mailbox(decoded(name).strip(), address)


def _phrase(tokens: list[_Token]) -> str:
    return "".join(" " if token.kind == "space" else token.text for token in tokens).strip()


def _without_route(tokens: list[_Token]) -> list[_Token]:
    """`<@relay.example,@other.example:ann@example.com>` is ann's."""
    first = next((token for token in tokens if token.kind not in {"space", "comment"}), None)
    if first and first.kind == "@":
        colons = [place for place, token in enumerate(tokens) if token.kind == ":"]
        return tokens[colons[-1] + 1 :] if colons else tokens
    return tokens


def _address(tokens: list[_Token]) -> str:
    """The address that all these tokens spell, or nothing."""
    parts = [token for token in tokens if token.kind not in {"space", "comment"}]
    signs = [place for place, token in enumerate(parts) if token.kind == "@"]
    if len(signs) != 1 or _torn(tokens):
        return ""
    local, domain = _local(parts[: signs[0]]), "".join(token.text for token in parts[signs[0] + 1 :])
    fit = all(token.kind in {"word", ".", "[", "]", ":"} for token in parts[signs[0] + 1 :])
    return f"{local}@{domain}" if local and domain.strip(".") and fit else ""


def _torn(tokens: list[_Token]) -> bool:
    """Whether two words follow each other without a dot or @ between: no address, but words beside one."""
    before = ""
    for token in tokens:
        if token.kind in {"space", "comment"}:
            continue
        if before in {"word", "quoted"} and token.kind in {"word", "quoted"}:
            return True
        before = token.kind
    return False


def _local(parts: list[_Token]) -> str:
    if not all(part.kind in {"word", "quoted", "."} for part in parts):
        return ""
    said = "".join(decoded(part.text) for part in parts)
    if ATOM.fullmatch(said):
        return said
    escaped = said.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"' if said else ""


def _tokens(value: str) -> Iterator[_Token]:
    place, unclosed = 0, ""
    while place < len(value):
        sign = value[place]
        if sign in '"(' and sign not in unclosed:
            end, said = (_quoted if sign == '"' else _comment)(value, place)
            if end:
                yield _Token("quoted" if sign == '"' else "comment", said)
                place = end
                continue
            unclosed += sign  # looked for once, not again for each further sign
        found = PLAIN.match(value, place)
        assert found
        said = found.group()
        yield _Token("space" if said.isspace() else said if said in '<>,;:@.[]\\()"' else "word", said)
        place = found.end()


def _quoted(value: str, start: int) -> tuple[int, str]:
    """Where a quoted string ends and what it says; 0 when it does not end."""
    said: list[str] = []
    place = start + 1
    while place < len(value):
        if value[place] == '"':
            return place + 1, "".join(said)
        place += value[place] == "\\"
        said.append(value[place : place + 1])
        place += 1
    return 0, ""


def _comment(value: str, start: int) -> tuple[int, str]:
    """Where a comment, with those inside it, ends and what it says; 0 when it does not end."""
    depth, place = 0, start
    while place < len(value):
        depth += (value[place] == "(") - (value[place] == ")")
        place += 1 + (value[place] == "\\")
        if depth == 0:
            return place, value[start + 1 : place - 1]
    return 0, ""
