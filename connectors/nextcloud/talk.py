"""Talk: conversations in which the subject takes part, what they wrote there, and messages that name them."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from sar.sdk import (
    Gap,
    Identifier,
    Missing,
    Person,
    Proof,
    Record,
    Said,
    Search,
    Via,
    as_object,
    as_rows,
    fields,
    id_of,
    moment,
    text_of,
)

from .account import Account, told
from .ocs import Ocs, payload
from .unified import hits

Row = dict[str, Any]
API = "apps/spreed/api"
PAGE = 200
QUIET = {"setReadMarker": 0, "noStatusUpdate": 1, "markNotificationsAsRead": 0}
"""A search leaves no trace: nothing is marked as read, nobody is shown as online."""
ALONE = Said("Participant in a conversation")
SKIPPED = frozenset({"id", "reactionsSelf", "referenceId", "isReplyable", "markdown", "expirationTimestamp", "message"})


class Talk:
    """The conversations of one account after another; each is read once."""

    def __init__(self, search: Search, root: str) -> None:
        self._search, self._root = search, root
        self._read: set[str] = set()
        self._seen: set[str] = set()

    def of(self, account: Account) -> Iterator[Record | Gap]:
        """All conversations of the account, then messages elsewhere that hold an address."""
        yield from told(account.id, "The list of conversations", self._rooms(account))
        for email in self._search.emails:
            yield from told(account.id, "The search for messages", self._mentions(account, email))

    def _rooms(self, account: Account) -> Iterator[Record | Gap]:
        rooms = account.ocs.rows(f"{API}/v4/room", noStatusUpdate=1, includeLastMessage=0)
        for room in rooms:
            token = id_of(room, "token")
            if token not in self._read:
                self._read.add(token)
                yield from told(account.id, "A conversation", self._room(account, token, room))

    def _room(self, account: Account, token: str, room: Row) -> Iterator[Record | Gap]:
        named = self._search.mention(room, "/name", "/displayName", "/description")
        if named:
            yield self._conversation(token, room, named)
        parents: dict[str, Record] = {}
        for row in account.ocs.rows(f"{API}/v4/room/{quote(token)}/participants"):
            participant = self._participant(token, room, row)
            if participant:
                parents[participant.source_id] = participant
                yield participant
        if parents:
            yield from told(account.id, "The messages of a conversation", self._messages(account, token, parents))

    def _conversation(self, token: str, room: Row, proof: Proof) -> Record:
        raw = {key: room.get(key) for key in ("id", "name", "displayName", "description", "type")}
        return self._search.record(
            "conversation",
            id_of(room),
            kind="meeting",
            title=Said("Conversation"),
            proof=proof,
            raw=raw,
            fields=fields(raw, {}, {"id"}),
        )

    def _participant(self, token: str, room: Row, row: Row) -> Record | None:
        """The subject's own line among the participants; a guest's address is a digest, but for moderators."""
        if text_of(row, "actorType") == "users":
            proof = self._search.prove(row, "user_id", "/actorId")
        else:
            proof = self._search.prove(row, "email", "/invitedActorId", "/actorId")
        proof = proof or self._search.prove(row, "phone", "/phoneNumber")
        if proof is None:
            return None
        name = text_of(room, "displayName")
        return self._search.record(
            "participant",
            _actor(token, row),
            kind="meeting",
            title=Said("Participant in {conversation}", {"conversation": name}) if name else ALONE,
            proof=proof,
            raw={**row, "conversation": text_of(room, "displayName")},
            url=f"{self._root}index.php/call/{token}",
            fields=fields(row, {}, {"sessionIds", "attendeePin", "attendeeId", "callId"}),
            people=(Person("subject", text_of(row, "displayName"), (proof.identifier,)),),
        )

    def _messages(self, account: Account, token: str, parents: dict[str, Record]) -> Iterator[Record]:
        for row in _history(account.ocs, token):
            actor = _actor(token, row)
            proof: Proof | None = None
            if actor in parents:
                proof = Via(parents[actor].id, path="/participant")
            proof = proof or self._named(row)
            if proof:
                yield from self._message(token, {**row, "participant": actor}, proof)

    def _mentions(self, account: Account, email: str) -> Iterator[Record | Gap]:
        for hit in hits(account.ocs, "talk-message", email):
            token, number = text_of(hit, "attributes", "conversation"), text_of(hit, "attributes", "messageId")
            if token and number and f"{token}/{number}" not in self._seen:
                yield from told(account.id, "A message", self._one(account, token, number))

    def _one(self, account: Account, token: str, number: str) -> Iterator[Record]:
        around = account.ocs.data(f"{API}/v1/chat/{quote(token)}/{quote(number)}/context", limit=1)
        for row in as_rows(around, "messages"):
            if id_of(row) == number and f"{token}/{number}" not in self._seen:
                self._seen.add(f"{token}/{number}")
                yield self._record(token, {**row, "participant": _actor(token, row)}, self._named(row))

    def _named(self, row: Row) -> Proof | None:
        people = row.get("messageParameters")
        called = [key for key, one in people.items() if isinstance(one, dict) and one.get("type") == "user"] if (
            isinstance(people, dict)
        ) else []  # fmt: skip
        directed = self._search.prove(row, "user_id", *(f"/messageParameters/{key}/id" for key in called))
        return directed or self._search.mention(row, "/message")

    def _message(self, token: str, row: Row, proof: Proof) -> Iterator[Record]:
        if f"{token}/{id_of(row)}" not in self._seen:
            self._seen.add(f"{token}/{id_of(row)}")
            yield self._record(token, row, proof)

    def _record(self, token: str, row: Row, proof: Proof | None) -> Record:
        known: tuple[Identifier, ...] = ()
        author = text_of(row, "actorDisplayName")
        if text_of(row, "actorType") == "users":
            known = (Identifier("user_id", text_of(row, "actorId"), processor=self._search.processor),)
        own = isinstance(proof, Via) or bool(known and self._search.matcher.match("user_id", known[0].value))
        return self._search.record(
            "message",
            f"{token}/{id_of(row)}",
            kind="message",
            title=Said("Message of {author}", {"author": author}) if author else Said("Message of a guest"),
            proof=proof,
            raw={key: value for key, value in row.items() if key != "parent"},
            url=f"{self._root}index.php/call/{token}#message_{id_of(row)}",
            occurred_at=moment(row.get("timestamp")),
            text=_words(row),
            fields=fields({key: row[key] for key in row if key in {"messageType", "systemMessage"}}, {}),
            people=(Person("subject" if own else "author", author, known),),
        )


def _actor(token: str, row: Row) -> str:
    """Who in which conversation: the same for a participant and for what they wrote."""
    return f"{token}:{text_of(row, 'actorType')}:{text_of(row, 'actorId')}"


def _history(ocs: Ocs, token: str) -> Iterator[Row]:
    """All messages, the latest first; the answer's header says where the next page begins, 304 that there is none."""
    last, seen = 0, set[int]()
    while last not in seen:
        seen.add(last)
        try:
            answer = ocs.answer(
                f"{API}/v1/chat/{quote(token)}", lookIntoFuture=0, limit=PAGE, lastKnownMessageId=last, **QUIET
            )
        except Missing as error:
            if error.status == 304:
                return
            raise
        rows = as_rows(payload(answer), "messages")
        yield from rows
        given = answer.headers.get("x-chat-last-given", "")
        if not rows or not given.isdigit():
            return
        last = int(given)


def _words(row: Row) -> str:
    """The message with the names of those whom it calls in their places."""
    text, people = text_of(row, "message"), row.get("messageParameters")
    for key, one in people.items() if isinstance(people, dict) else ():
        text = text.replace("{" + str(key) + "}", text_of(as_object(one, "a parameter"), "name"))
    return text
