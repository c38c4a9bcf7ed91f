"""Imitations of processors: one cast of invented people, one small WSGI app per connector."""

from sar.sandbox.cast import Person, cast, fixtures_folder, main_subject
from sar.sandbox.kit import Answer, Api, Ask, Imitation, World, answer, elsewhere, serve
from sar.sandbox.tree import Tree

__all__ = [
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
    "main_subject",
    "serve",
]
