"""Imitations of processors: one cast of invented people, one small WSGI app per connector."""

from sar.sandbox.cast import Person, cast, fixtures_folder, main_subject
from sar.sandbox.kit import Answer, Api, Ask, Imitation, World, answer, elsewhere, serve
from sar.sandbox.tokens import TOKEN, issue_tokens, service_account
from sar.sandbox.tree import Tree

__all__ = [
    "TOKEN",
    "Answer",
    "Api",
    "Ask",
    "Imitation",
    "Person",
    "Tree",
    "World",
    "answer",
    "cast",
    "elsewhere",
    "fixtures_folder",
    "issue_tokens",
    "main_subject",
    "serve",
    "service_account",
]
