"""Forms: submissions in which an answer is the subject's address or number, or which their account sent."""

from collections.abc import Iterator
from typing import Any

from sar.sdk import (
    Changed,
    Field,
    Gap,
    Identifier,
    Person,
    Proof,
    Record,
    Said,
    Search,
    as_object,
    as_rows,
    id_of,
    moment,
    some_rows,
    text_of,
)

from .account import Account, told
from .ocs import PAGE
from .sieve import similar
from .values import own_value

Row = dict[str, Any]


class Forms:
    """All submissions of all forms whose results an account sees; the server's search is not needed, nor trusted."""

    def __init__(self, search: Search, root: str) -> None:
        self._search, self._root = search, root
        self._read: set[str] = set()

    def of(self, account: Account) -> Iterator[Record | Gap]:
        """The account's own forms, and those shared with it."""
        for type_ in ("owned", "shared"):
            yield from told(account.id, "The list of forms", self._forms(account, type_))

    def _forms(self, account: Account, type_: str) -> Iterator[Record | Gap]:
        for form in account.ocs.rows("apps/forms/api/v3/forms", type=type_):
            number, rights = id_of(form), form.get("permissions")
            if number in self._read or not (isinstance(rights, list) and "results" in rights):
                continue
            self._read.add(number)
            yield from told(account.id, "The answers to a form", self._submissions(account, form))

    def _submissions(self, account: Account, form: Row) -> Iterator[Record | Gap]:
        for row, questions in _pages(account, id_of(form)):
            proof = self._proof(row)
            if proof or similar(self._search, row):
                yield self._record(form, row, questions, proof)

    def _proof(self, row: Row) -> Proof | None:
        """An answer that is the address; where others' addresses are answers too, whose it is cannot be told."""
        texts = {f"/answers/{place}/text": one.get("text") for place, one in enumerate(some_rows(row, "answers"))}
        return (
            self._search.prove(row, "user_id", "/userId")
            or own_value(self._search, row, texts)
            or self._search.mention(row)
        )

    def _record(self, form: Row, row: Row, questions: dict[str, Row], proof: Proof | None) -> Record:
        return self._search.record(
            "submission",
            f"{id_of(form)}/{id_of(row)}",
            kind="submission",
            title=text_of(form, "title") or Said("Form"),
            proof=proof,
            raw=row,
            url=f"{self._root}index.php/apps/forms/{text_of(form, 'hash')}/results" if text_of(form, "hash") else "",
            occurred_at=moment(row.get("timestamp")),
            fields=tuple(_fields(row, questions)),
            people=tuple(self._people(row, questions, proof)),
        )

    def _people(self, row: Row, questions: dict[str, Row], proof: Proof | None) -> Iterator[Person]:
        own = proof is not None and getattr(proof, "how", "") != "mention"
        user = text_of(row, "userId")
        known = [Identifier("user_id", user, processor=self._search.processor, confidence="strong")] if user else []
        if user.startswith("anon-user-"):
            known = []
        sender = bool(user and self._search.matcher.match("user_id", user))
        if own and (sender or not known):
            yield Person(
                "subject", "" if not known else text_of(row, "userDisplayName"), (*known, *_phones(row, questions))
            )
        else:
            yield Person("sender", text_of(row, "userDisplayName"), tuple(known))


def _pages(account: Account, form: str) -> Iterator[tuple[Row, dict[str, Row]]]:
    """All submissions with the form's questions; servers that know no limit give all at once, again and again."""
    seen: set[str] = set()
    while True:
        path = f"apps/forms/api/v3/forms/{form}/submissions"
        answer = as_object(account.ocs.same(path, limit=PAGE, offset=len(seen)), "the answers")
        questions = {id_of(one): one for one in some_rows(answer, "questions")}
        rows = as_rows(answer.get("submissions"), "the answers")
        fresh = [row for row in rows if id_of(row) not in seen]
        yield from ((row, questions) for row in fresh)
        seen.update(id_of(row) for row in fresh)
        total = answer.get("filteredSubmissionsCount")
        if len(rows) < PAGE or (isinstance(total, int) and len(seen) >= total):
            return
        if not fresh:
            raise Changed("the pages of a list repeat without end")


def _fields(row: Row, questions: dict[str, Row]) -> Iterator[Field]:
    for one in some_rows(row, "answers"):
        question = text_of(questions.get(text_of(one, "questionId"), {}), "text") or "Answer"
        if text_of(one, "text"):
            yield Field(f"question:{text_of(one, 'questionId')}", question, text_of(one, "text"))
    if text_of(row, "userId"):
        yield Field("account", "Account", text_of(row, "userId"), "", "observed")


def _phones(row: Row, questions: dict[str, Row]) -> Iterator[Identifier]:
    """Answers to questions that accept only a phone number."""
    for one in some_rows(row, "answers"):
        question = questions.get(text_of(one, "questionId"), {})
        if text_of(question, "extraSettings", "validationType") == "phone" and text_of(one, "text"):
            yield Identifier("phone", text_of(one, "text"), confidence="strong")
