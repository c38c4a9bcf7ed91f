"""Comments of every status and type: by address, by account, and where others mention the address."""

from collections.abc import Iterator

from sar.sdk import Gap, Person, Proof, Record, Rejected, Said, guarded, id_of, moment, text_of

from . import learnt
from .api import Row
from .case import Case
from .records import record

COMMENTS = "/wp/v2/comments"
STATUSES = ("any", "hold", "spam", "trash")
"""`any` should be all of them, but versions differ in what they leave out; the default is approved ones only."""


class Comments:
    """The search for comments."""

    def __init__(self, case: Case) -> None:
        self._case = case

    def own(self) -> Iterator[Record | Gap]:
        """Those that bear the address, and those made while logged in."""
        self._case.search.progress("comments")
        for email in self._case.search.emails:
            yield from guarded("The comments of an address", self._by_address(email))
        for account in self._case.accounts.values():
            yield from guarded("The comments of an account", self._all(author=account.source_id))

    def mentions(self) -> Iterator[Record | Gap]:
        """WordPress looks in text, name, address and website for any part of them."""
        for email in self._case.search.emails:
            yield from guarded("The search in comments", self._all(search=email))

    def _by_address(self, email: str) -> Iterator[Record | Gap]:
        try:
            yield from self._all(author_email=email)
        except Rejected as error:
            # WordPress takes no letters beyond ASCII for an address: the search in comments looks at them all the same
            if b"author_email" not in error.body or email.isascii():
                raise

    def _all(self, **asked: str) -> Iterator[Record | Gap]:
        for status in STATUSES:
            # without a type, reviews of products are left out
            for row in self._case.api.rows(COMMENTS, status=status, type="all", **asked):
                yield from self._one(row)

    def _one(self, row: Row) -> Iterator[Record]:
        number = id_of(row)
        if not self._case.first("comment", number):
            return
        own = self._own(row)
        # a name that is somebody's address proves nothing: anybody may write it there
        proof = own or self._case.search.mention(row, "/content/raw", "/author_url")
        raw = self._case.folded("comment", number, row) if own else row
        yield record(
            self._case.search, "comment", raw, proof, title=_title(row), people=_people(row) if own else (),
            kind="submission" if text_of(row, "type") == "review" else "message",
        )  # fmt: skip

    def _own(self, row: Row) -> Proof | None:
        return self._case.search.prove(row, "email", "/author_email") or self._case.by_account(row, "author")


def _title(row: Row) -> Said:
    review, status = text_of(row, "type") == "review", text_of(row, "status")
    values = {"number": id_of(row), "status": status}
    if status in {"", "approved"}:
        return Said("Review {number}", values) if review else Said("Comment {number}", values)
    return Said("Review {number} ({status})", values) if review else Said("Comment {number} ({status})", values)


def _people(row: Row) -> tuple[Person, ...]:
    when = moment(row.get("date_gmt"))
    known = (*learnt.email(row.get("author_email")), *learnt.ip(row.get("author_ip"), when))
    return (Person("subject", text_of(row, "author_name"), known),)
