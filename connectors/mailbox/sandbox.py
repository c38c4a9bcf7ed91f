"""An imitation of a mail server with two accounts, and of archives on a disk, over `fixtures/mailbox/`."""

from typing import Any

from sar.sandbox import Api, Imitation, World

from .sandbox_server import Server
from .sandbox_shelf import Shelf


def imitate(world: World) -> Imitation:
    """The accounts, folders and files that `mailbox.json` lists; all messages are .eml files beside it."""
    state: dict[str, Any] = world.load("mailbox.json")
    for account in state["accounts"].values():
        for folder in account["folders"]:
            rows = folder.get("messages", [])
            folder["messages"] = [_message(world, row, 10 + 2 * place) for place, row in enumerate(rows)]
    state["archives"] = {
        path: (world.fixtures / name).read_bytes() if name else b"" for path, name in state["archives"].items()
    }
    settings = {
        "host": "imap.example.org",
        "security": "none",
        "accounts": {name: account["password"] for name, account in state["accounts"].items()},
        "archives": ["/archives/2019.mbox", "/archives/letters", "/archives/maildir"],
    }
    server = Server(state)
    return Imitation(Api(), settings, state, dial=server.dial, place=Shelf(state["archives"]))


def _message(world: World, row: Any, uid: int) -> dict[str, Any]:
    row = row if isinstance(row, dict) else {"file": row}
    content = (world.fixtures / row["file"]).read_bytes().replace(b"\n", b"\r\n")
    received = "14-Sep-2026 15:21:00 +0000"
    return {"uid": uid, "flags": row.get("flags", []), "received": received, "content": content, "file": row["file"]}
