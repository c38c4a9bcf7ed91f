"""Which accounts are the subject's."""

from collections.abc import Iterator

from sar.sdk import Gap, Match, Proof, Record, guarded

from . import records
from .addresses import NOBODY, STATES, exact
from .api import Row, number_of
from .case import Case
from .fields import TEXTS, VALUES

DETAILS = "memberships,groups,auth_source"


class Accounts:
    """The search for accounts; those of the subject are noted in the case."""

    def __init__(self, case: Case) -> None:
        self._case = case
        self._additional: dict[str, str] = {}
        self._exact_hits: list[Row] = []

    def find(self) -> Iterator[Record | Gap]:
        """By address in every state, by number where one is known, and by custom fields of accounts."""
        yield from guarded("Additional e-mail addresses of accounts", self._by_exact_filter())
        for email in self._case.search.emails:
            for state in STATES:
                # a substring of any address, the log-in, or words of the name; in every version
                for row in self._case.api.rows("users.json", "users", name=email, status=state):
                    yield from self._one(row)
        for row in self._exact_hits:
            yield from self._one(row)
        for known in self._case.search.of("user_id"):
            if known.value.isascii() and known.value.isdigit():
                yield from guarded("An account", self._one({"id": int(known.value)}))
        if self._case.fields.ids("user", *TEXTS):
            yield from guarded("The custom fields of accounts", self._by_custom_field())

    def _by_exact_filter(self) -> Iterator[Record]:
        """Note which accounts Redmine 5.1 and newer says have an address, additional ones included."""
        if self._case.api.honours("users.json", "users", **exact(NOBODY)):
            for email in self._case.search.emails:
                for spelling in dict.fromkeys((email, email.casefold())):
                    for row in self._case.api.rows("users.json", "users", **exact(spelling)):
                        self._additional[number_of(row)] = email
                        self._exact_hits.append(row)
        yield from ()

    def _by_custom_field(self) -> Iterator[Record]:
        """All accounts are looked through: the filters miss other cases, and old versions ignore them."""
        for state in STATES:
            for row in self._case.api.all("users.json", "users", status=state):
                if self._case.search.prove(row, "email", *VALUES) or self._case.search.mention(row, *VALUES):
                    yield from self._one(row)

    def _one(self, row: Row) -> Iterator[Record]:
        number = number_of(row)
        if not self._case.first("user", number):
            return
        if self._proof(row):
            row = self._case.api.numbered("users", "user", number, include=DETAILS)
        proof = self._proof(row) or self._case.search.mention(row, *VALUES)
        record = records.account(self._case.search, self._case.root, row, proof, self._additional.get(number, ""))
        if proof and not (isinstance(proof, Match) and proof.how == "mention"):
            self._case.accounts[number] = record
        yield record

    def _proof(self, row: Row) -> Proof | None:
        by_mail = self._case.search.prove(row, "email", "/mail", "/login", *VALUES)
        return by_mail or self._case.search.prove(row, "user_id", "/id")
