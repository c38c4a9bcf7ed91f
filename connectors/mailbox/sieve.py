"""What the server is asked: every way in which its search may see an address. It finds more than is meant."""

from collections.abc import Sequence

from .needles import Needles

HEADERS = (
    "Reply-To", "Sender", "Return-Path", "Delivered-To", "X-Original-To", "Resent-From", "Resent-To", "Resent-Cc",
    "Resent-Bcc", "Resent-Sender", "Resent-Reply-To",
)  # fmt: skip
"""Headers that have no search key of their own."""
Term = list[str]


def criteria(needles: Needles) -> Term:
    """One search for all: header keys see addresses written with spaces or comments, TEXT sees all the rest."""
    return _any_of([term for spelling in needles.spellings for term in _terms(spelling)])


def charset(terms: Term) -> str | None:
    """UTF-8 where a spelling needs it; else none is named, which every server understands."""
    return None if all(term.isascii() for term in terms) else "UTF-8"


def _terms(spelling: str) -> list[Term]:
    keys = [[key, spelling] for key in ("FROM", "TO", "CC", "BCC", "BODY", "TEXT")]
    # in links an address is written with its @ encoded
    keys.append(["TEXT", spelling.replace("@", "%40")])
    return keys + [["HEADER", name, spelling] for name in HEADERS]


def _any_of(terms: Sequence[Term]) -> Term:
    """The terms joined by OR, which takes two: as a tree, so that no server meets a deep nesting."""
    if len(terms) == 1:
        return list(terms[0])
    half = len(terms) // 2
    return ["OR", *_any_of(terms[:half]), *_any_of(terms[half:])]
