"""Voicemail: messages are numbered by their place, so that files are fetched at once and the list is read again."""

from collections.abc import Iterator
from typing import Any

from sar.sdk import Attachment, Changed, Gap, Record, content_id, guarded, id_of, text_of

from . import records
from .case import Case
from .times import tomorrow

Row = dict[str, Any]
Rows = Iterator[Record | Gap]
TRIES = 3
BY_MAIL = (
    "Messages of the voicemail box {mailbox} are sent by e-mail and then deleted at VoIP.ms: the firm's mailboxes "
    "hold them."
)
LASTING = ("date", "callerid", "duration")
"""What stays the same when a message is heard, moved or renumbered."""


class Voicemail:
    """All boxes and folders of the account."""

    def __init__(self, case: Case) -> None:
        self._case = case

    def find(self) -> Rows:
        """Box by box; what is sent away by e-mail is said."""
        folders = [id_of(row, "value") for row in self._case.api.rows("getVoicemailFolders", "folders")]
        for box in self._case.api.rows("getVoicemails", "voicemails"):
            mailbox = id_of(box, "mailbox")
            if text_of(box, "delete_message") == "yes":
                yield Gap(BY_MAIL, values={"mailbox": mailbox})
            for folder in folders:
                yield from guarded("A folder of voicemail", self._folder(mailbox, folder))

    def _folder(self, mailbox: str, folder: str) -> Rows:
        """The subject's messages of one folder, read in one go or again if the list changed meanwhile."""
        for _ in range(TRIES):
            before = self._list(mailbox, folder)
            found = list(self._read(before, mailbox, folder))
            if not found or self._list(mailbox, folder) == before:
                yield from found
                return
            for item in found:
                if isinstance(item, Record):
                    self._case.given.discard((item.type, item.source_id))
        raise Changed("the folder changed while it was read", "Run again with --resume at a quieter time.")

    def _list(self, mailbox: str, folder: str) -> list[Row]:
        days = {"date_from": self._case.since, "date_to": tomorrow()}
        return self._case.api.rows("getVoicemailMessages", "messages", mailbox=mailbox, folder=folder, **days)

    def _read(self, rows: list[Row], mailbox: str, folder: str) -> Rows:
        for row in rows:
            raw = records.payload(self._case, "voicemail", row, from_="callerid")
            number = f"{mailbox}/{content_id({key: row.get(key) for key in LASTING})}"
            proof = self._case.proof(raw, "from")
            if not proof and not self._case.is_near(raw, "from"):
                continue
            if not self._case.first("voicemail", number) or self._case.search.holds("voicemail", number):
                continue
            files: tuple[Attachment, ...] = ()
            if proof:
                file = self._file(row, mailbox, folder, number)
                files = (file,) if isinstance(file, Attachment) else ()
                yield from () if isinstance(file, Attachment) else (file,)
                for heard in guarded("The transcript of a voicemail", self._heard(row, mailbox, folder)):
                    if isinstance(heard, Gap):
                        yield heard
                    else:
                        raw["transcription"] = heard
            yield records.record(self._case, "voicemail", number, raw, proof, files=files)

    def _file(self, row: Row, mailbox: str, folder: str, number: str) -> Attachment | Gap:
        asked = {"mailbox": mailbox, "folder": folder, "message_num": id_of(row, "message_num")}
        name = f"voicemail-{number.replace('/', '-')}"
        return self._case.attach(name, self._case.api.file("getVoicemailMessageFile", "message", **asked))

    def _heard(self, row: Row, mailbox: str, folder: str) -> Iterator[Row]:
        """What VoIP.ms heard in a message: that of the same caller at the same moment."""
        day = text_of(row, "date")[:10]
        asked = {"mailbox": mailbox, "folder": folder, "date_from": day, "date_to": day}
        for one in self._case.api.rows("getVoicemailTranscriptions", "messages", **asked):
            same = all(_bare(text_of(one, key)) == _bare(text_of(row, key)) for key in ("date", "callerid"))
            if same:
                yield one


def _bare(text: str) -> str:
    return text.strip(" \"',")
