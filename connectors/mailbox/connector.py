"""Mailboxes: messages to and from the subject, and those that speak of them, on a server and in archives."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Literal

from sar.sdk import Context, Finding, Gap, MissingCredential, ProcessorError, Record, Search, SettingsError, split

from .accounts import Account
from .archives import Archive, Files, Mbox
from .folders import ServerFolder
from .together import Item, Together

BY_DESIGN = (
    "Only the accounts and archives that are named in the settings are searched; deleted messages are no longer there.",
    "Encrypted messages are found by who wrote and got them, not by what they say.",
    "Text in pictures, PDF files and encrypted files is not searched for mentions.",
)
ONLY_EXHAUSTIVE = (
    "Mentions that the mail server's own search does not see, such as in HTML with coded characters or in packed or "
    "binary attachments, are only found in an exhaustive search."
)
ACCOUNT = "The account {account} could not be searched: {why}."
FOLDER = "The folder {folder} of {account} could not be searched: {why}."
ARCHIVE = "The archive {archive} could not be searched: {why}."
GMAIL = "{account}: Gmail's search knows whole words only; see `exhaustive`"
PART = "The folder {folder} of the archive {archive} could not be searched: {why}."


class Mailbox:
    """Searches accounts of one mail server, and archives."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def check(self) -> Iterator[Finding]:
        """Whether each account can be entered and each archive read; what a search will not see."""
        for account in self._accounts():
            yield from self._check_account(account)
        for archive in self._archives():
            yield from self._check_archive(archive)
        if self._context.has("accounts") and not self._context.setting("exhaustive"):
            yield Finding("note", "mentions that only the server's own search could miss are left to `exhaustive`")

    def find(self, search: Search) -> Iterator[Record | Gap]:
        """All folders of all accounts and archives, then every message once."""
        return (item for _, item in self.find_many([search]))

    def find_many(self, searches: Sequence[Search]) -> Iterator[Item]:
        """The same for many subjects: archives are read once, and servers whole once where that is wanted."""
        search = searches[0]
        exhaustive = bool(search.exhaustive or self._context.setting("exhaustive"))
        accounts, archives = self._accounts(), self._archives()
        cap = (search.attachment_cap * 3 >> 1) + (1 << 20)
        together = Together(searches, exhaustive=exhaustive, cap=cap)
        for sentence in BY_DESIGN:
            yield from together.to_all(Gap(sentence))
        if accounts and not exhaustive:
            yield from together.to_all(Gap(ONLY_EXHAUSTIVE))
        try:
            for account in accounts:
                yield from self._read_account(search, together, account, cap)
            for archive in archives:
                yield from self._read_archive(search, together, archive, cap)
            yield from together.found()
        finally:
            for account in accounts:
                account.close()

    def _read_account(self, search: Search, together: Together, account: Account, cap: int) -> Iterator[Item]:
        try:
            listed = account.folders()
        except ProcessorError as error:
            yield from together.to_all(_failed(ACCOUNT, error, account=account.name))
            return
        for number, one in enumerate(listed, 1):
            search.progress("folder {n} of {total}", n=number, total=len(listed))
            failed = partial(_failed, FOLDER, folder=one.shown, account=account.name)
            yield from together.look(ServerFolder(account, one, cap), failed, whole=together.exhaustive)

    def _read_archive(self, search: Search, together: Together, archive: str, cap: int) -> Iterator[Item]:
        search.progress("archives")
        try:
            for folder in self._folders(archive, cap):
                if isinstance(folder, Gap):
                    yield from together.to_all(folder)
                    continue
                failed = partial(_failed, PART, folder=folder.name or "/", archive=folder.archive)
                yield from together.look(folder, failed, whole=True)
        except ProcessorError as error:
            yield from together.to_all(_failed(ARCHIVE, error, archive=archive))

    def _check_account(self, account: Account) -> Iterator[Finding]:
        try:
            count = len(account.folders())
            told = "X-GM-EXT-1" in account.capabilities()
        except ProcessorError as error:
            yield _finding("error", _failed(ACCOUNT, error, account=account.name))
            return
        finally:
            account.close()
        named = {"account": account.name, "count": str(count)}
        yield Finding("ok", "{account}: folders that can be listed: {count}", "", named)
        if told:
            yield Finding("note", GMAIL, "", {"account": account.name})

    def _check_archive(self, archive: str) -> Iterator[Finding]:
        try:
            found = list(self._folders(archive, 1))
        except ProcessorError as error:
            yield _finding("error", _failed(ARCHIVE, error, archive=archive))
            return
        count = sum(not isinstance(one, Gap) for one in found)
        if not count:
            yield Finding("warning", "{archive}: no mail is there", "Is the path right?", {"archive": archive})
        else:
            yield Finding("ok", "{archive}: folders of mail: {count}", "", {"archive": archive, "count": str(count)})
        for one in found:
            if isinstance(one, Gap):
                yield _finding("warning", one)

    def _folders(self, archive: str, cap: int) -> Iterator[Files | Mbox | Gap]:
        host, path = split(archive)
        keys = {name: str(self._context.setting(f"ssh_{name}")) for name in ("key", "known_hosts")}
        place = self._context.place(host, **keys)
        return Archive(place, path, archive, cap).folders()

    def _accounts(self) -> list[Account]:
        secrets = self._context.secrets("accounts")
        if secrets and not self._context.has("host"):
            raise MissingCredential("accounts are given but no host", "Set host to the mail server's name.")
        if not secrets and not self._archives():
            raise SettingsError("neither accounts nor archives are given", "Set one of them in credentials.toml.")
        return [Account(self._context, name, secret) for name, secret in secrets.items()]

    def _archives(self) -> list[str]:
        return [str(path) for path in self._context.setting("archives") or ()]


def _failed(what: str, error: ProcessorError, **values: str) -> Gap:
    return Gap(what, error.remedy_sentence, {**error.values, **values, "why": error.message})


def _finding(level: Literal["warning", "error"], gap: Gap) -> Finding:
    return Finding(level if gap.remedy else "note", gap.what, gap.remedy, gap.values)
