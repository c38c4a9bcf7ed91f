"""What only PHP inside the site can tell: its exporters, its plug-ins, and what they store."""

import base64
import json
import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sar.sdk import Changed, Context, Place, SettingsError, as_object

MARK = "=====sar====="
FOLDER = Path(__file__).parent / "php"
SECONDS = 900.0
BROKEN = "Run `wp_command` by hand with `<?php echo 1;` on its input; what a plug-in prints or breaks is seen there."

Row = dict[str, Any]


class Site:
    """Runs our PHP on the host of the site, and reads files there."""

    def __init__(self, context: Context) -> None:
        self._context = context
        given = context.setting("wp_command")
        self.command = shlex.split(given) if isinstance(given, str) else [str(part) for part in given or []]
        self._place: Place | None = None

    @property
    def configured(self) -> bool:
        """Whether PHP can be run inside the site."""
        return bool(self.command)

    @property
    def place(self) -> Place:
        """The machine on which the site runs."""
        if self._place is None:
            setting = self._context.setting
            key, known = str(setting("ssh_key")), str(setting("known_hosts"))
            self._place = self._context.place(str(setting("host")), key=key, known_hosts=known)
        return self._place

    def ask(self, emails: Sequence[str] = (), numbers: Sequence[str] = (), skip: Sequence[str] = ()) -> Row:
        """What the site says of itself, and with addresses or numbers of accounts also what it holds on them."""
        asked = {
            "root": self._root(), "host": urlsplit(str(self._context.setting("url"))).netloc, "mark": MARK,
            "emails": list(emails), "numbers": list(numbers), "skip": list(skip),
        }  # fmt: skip
        return _answer(self.place.run(self.command, program(asked), seconds=SECONDS))

    def _root(self) -> str:
        root = str(self._context.setting("wp_root")).rstrip("/")
        if not root and Path(self.command[0]).name.startswith("php"):
            said = "{processor}.wp_root is not set, and plain php does not know where the site lies"
            remedy = "Set wp_root to the folder of wp-load.php."
            raise SettingsError(said, remedy, processor=self._context.processor)
        return root


def program(asked: Row) -> bytes:
    """Our PHP with what is asked before it: on its input, so that no address stands in a list of processes."""
    packed = base64.b64encode(json.dumps(asked).encode()).decode()
    begin = f"<?php $sar = json_decode(base64_decode('{packed}'), true); ?>\n"
    parts = [path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.php"))]
    return (begin + "?>\n".join(parts)).encode()


def _answer(printed: bytes) -> Row:
    parts = printed.decode("utf-8", "replace").split(f"\n{MARK}\n")
    if len(parts) != 3:
        raise Changed("the site's PHP did not come to its end", BROKEN)
    try:
        return as_object(json.loads(parts[1]), "the answer of the site's PHP")
    except ValueError:
        raise Changed("the site's PHP printed something else than its answer", BROKEN) from None
