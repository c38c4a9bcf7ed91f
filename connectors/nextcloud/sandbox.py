"""An imitation of Nextcloud 32: OCS, DAV, Forms, Tables, Talk and comments, each account seeing its own only."""

import base64
from pathlib import Path
from typing import Any

from sar.sandbox import Answer, Api, Ask, Imitation, World, answer

from . import sandbox_apps, sandbox_dav, sandbox_ocs, sandbox_rows, sandbox_writes

PASSWORDS = {uid: f"sandbox-{uid}-app-password" for uid in ("office", "sam", "joann")}
"""They open nothing."""
READING = {uid: f"{password}-reading" for uid, password in PASSWORDS.items()}
"""With these the server shows the same, and lets nothing be changed, as rights files of other DAV servers have it."""


def imitate(world: World) -> Imitation:
    """A server over `fixtures/nextcloud/`: JSON for what is in tables, files for cards and events."""
    state: dict[str, Any] = world.load("nextcloud.json")
    state["passwords"] = dict(PASSWORDS)
    state["sent"] = []
    state["tree"] = _tree(world.fixtures)
    sandbox_rows.fill(state)
    api = Api(lambda ask: _guard(ask, state))
    sandbox_ocs.views(api, state)
    sandbox_apps.views(api, state)
    sandbox_dav.views(api, state)
    sandbox_writes.views(api, state)
    settings = {
        "url": "https://cloud.example.org",
        "accounts": dict(PASSWORDS),
        "left_out": ["guest-*", "aarcher", "bob", "austin"],
    }
    return Imitation(api, settings, state, read_only={"accounts": dict(READING)})


def _tree(fixtures: Path) -> dict[str, str]:
    """Path below the DAV root → text, with the line ends that DAV has."""
    return {
        str(path.relative_to(fixtures)): path.read_text(encoding="utf-8").replace("\n", "\r\n")
        for name in ("addressbooks", "calendars")
        for path in sorted((fixtures / name).rglob("*.*"))
    }


def _guard(ask: Ask, state: dict[str, Any]) -> Answer | None:
    """401 for a wrong password; OCS wants its header, and JSON only when that is asked for."""
    try:
        uid, _, password = base64.b64decode(ask.headers.get("Authorization", "")[6:]).decode().partition(":")
    except ValueError:
        uid, password = "", ""
    reads_only = password != "" and READING.get(uid) == password
    known = reads_only or (password != "" and state["passwords"].get(uid) == password)
    ask.environ["account"] = uid if known else ""
    ask.environ["reads_only"] = reads_only
    if ask.path.startswith("/ocs/"):
        if ask.headers.get("OCS-APIRequest") != "true":
            return answer({"message": "CSRF check failed"}, 412)
        if not known:
            return sandbox_ocs.failed(997, "Current user is not logged in", 401)
        if "json" not in ask.headers.get("Accept", "") and ask.args.get("format") != "json":
            return Answer("<?xml version='1.0'?><ocs/>", content_type="application/xml")
        return None
    if not known and ask.path.startswith("/index.php"):
        return answer({"message": "Current user is not logged in"}, 401)
    return None if known else Answer("<d:error xmlns:d='DAV:'/>", 401, content_type="application/xml")
