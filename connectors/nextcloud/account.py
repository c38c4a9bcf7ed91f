"""One account of the server: who it is, what its server offers it, and its two ways in."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from sar.sdk import (
    Capped,
    Changed,
    Context,
    Denied,
    Finding,
    Gap,
    ProcessorError,
    Record,
    as_object,
    id_of,
    inner,
)

from .dav import D, Dav
from .ocs import Ocs, nothing_further

OCS_PARTS = ("accounts", "shares", "files", "comments", "forms", "tables", "talk", "search")
FAILED = "{part} of the account {account} could not be read: {why}."
CLOSED = "the account {account} could not be opened: {why}"
OFFERED = {
    "shares": ("files_sharing", "api_enabled"),
    "comments": ("files", "comments"),
    "forms": ("forms", "version"),
    "tables": ("tables", "enabled"),
    "talk": ("spreed", "features"),
}
"""Parts that are apps → where the server's capabilities say that the account has them."""


class Account:
    """An app password and what it opens; nothing is asked before `open`."""

    def __init__(self, context: Context, login: str, password: str, parts: Iterable[str]) -> None:
        self._context, self.login, self._password, self._parts = context, login, password, frozenset(parts)
        self.id = login
        self.profile: dict[str, Any] = {}
        self.principal = ""
        self._capabilities: dict[str, Any] = {}
        self.version = ""

    def open(self) -> "Account":
        """Log in; raises ProcessorError when the app password opens nothing."""
        root = str(self._context.setting("url"))
        headers, auth = {"OCS-APIRequest": "true"}, (self.login, self._password)
        client = self._context.http(root, headers=headers, auth=auth, explain=nothing_further)
        self.ocs, self.dav = Ocs(client, self._once), Dav(client, str(self._context.setting("dav")), self._once)
        if self._parts & set(OCS_PARTS):
            self.profile = as_object(self.ocs.data("cloud/user"), "the account's profile")
            self.id = id_of(self.profile)
            server = as_object(self.ocs.data("cloud/capabilities"), "the server's capabilities")
            self._capabilities = as_object(server.get("capabilities"), "the server's capabilities")
            self.version = str(inner(server, "version", "string") or "")
        self.principal = self._principal()
        return self

    @property
    def administrator(self) -> bool:
        """Whether it sees the profiles of all accounts; group administrators see only some."""
        groups = self.profile.get("groups")
        return isinstance(groups, list) and "admin" in groups

    def offers(self, part: str) -> bool:
        """Whether the server has this part for the account."""
        return part not in OFFERED or bool(inner(self._capabilities, *OFFERED[part]))

    def keeps_deleted_files(self) -> bool:
        """Whether the server has a trash bin for files."""
        return bool(inner(self._capabilities, "files", "undelete"))

    def _once(self, name: str, rows: Callable[[], Iterable[Any]]) -> Iterator[Any]:
        """What this account sees, which another may not."""
        return self._context.once(f"{self.login} {name}", rows)

    def _principal(self) -> str:
        name = f"{D}current-user-principal"
        found = self.dav.propfind(f"{self.dav.root}/", (name,), 0)
        if any(one.has(name, f"{D}unauthenticated") for one in found):
            raise Denied("the app password was not accepted", status=401)
        paths = [path for one in found for path in one.hrefs(name)]
        if not paths:
            raise Changed("the server does not say who the account is", "Check `dav` in credentials.toml.")
        return paths[0]


Rows = Iterable[Record | Gap]


def told(account: str, part: str, rows: Rows, **values: str) -> Iterator[Record | Gap]:
    """The rows of one part of one account; a failure becomes a gap that names both, and the rest goes on.

    The part's name is a sentence of its own whose `{places}` are filled from `values`.
    """
    try:
        yield from rows
    except Capped:
        raise
    except ProcessorError as error:
        if error.status == 401:
            raise
        yield failed(account, part, error, **values)


def failed(account: str, part: str, error: ProcessorError, **values: str) -> Gap:
    """That a part of an account could not be read, and why."""
    own = {**values, "part": part, "account": account, "why": error.message}
    return Gap(FAILED, error.remedy_sentence, {**error.values, **own})


def unopened(login: str, error: ProcessorError) -> Finding:
    """That an account lets nobody in, or not far enough, and why."""
    values = {**error.values, "account": login, "why": error.message}
    return Finding("error", CLOSED, error.remedy_sentence, values)
