"""The terminal: untrusted text made harmless, and consoles made once."""

import re
import sys
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

# controls (C0, C1), direction overrides and isolates, and line separators can rewrite what the screen shows
_HARMFUL = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def safe(text: str) -> str:
    """Text for a rich table: no controls, no direction changes, no markup."""
    from rich.markup import escape

    return escape(_HARMFUL.sub("�", text))


@cache
def console(err: bool = False) -> "Console":
    """The console on stdout, or on stderr for progress."""
    from rich.console import Console

    # rich takes 80 columns where there is no terminal, and would cut what goes into a file
    terminal = (sys.stderr if err else sys.stdout).isatty()
    return Console(stderr=err, soft_wrap=True, width=None if terminal else 200)
