"""Imports that are put off until they are needed, one at a time.

Two threads that first import packages with circular imports at the same moment, as requests and what is
built on it, see them half made: Python breaks the deadlock of their module locks that way.
"""

import importlib
import threading
from types import ModuleType

_ONE_AT_A_TIME = threading.RLock()


def load(name: str) -> ModuleType:
    """Import a module now, while no other thread imports one this way."""
    with _ONE_AT_A_TIME:
        return importlib.import_module(name)
