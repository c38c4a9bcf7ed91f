"""Which accounts are the subject's."""

from collections.abc import Iterator

from sar.sdk import Gap, Identifier, Match, Missing, Person, Proof, Record, Via, canonical, guarded, moment, text_of

from . import learnt
from .api import Row
from .case import Case
from .records import record

USERS = "/wp/v2/users"


class Accounts:
    """The search for accounts; those of the subject are noted in the case."""

    def __init__(self, case: Case) -> None:
        self._case = case

    def find(self) -> Iterator[Record | Gap]:
        """By address, by number, and by a log-in or display name that is the address."""
        search = self._case.search
        for email in search.emails:
            yield from guarded("The accounts", self._by_address(email))
        yield from guarded("An account by its number", self._by_number())
        for email in search.emails:
            yield from guarded("Accounts whose name is the address", self._by_name(email))
        if search.exhaustive and not self._case.inside:
            yield from guarded("The list of all accounts", self._mentioning())

    def _by_address(self, email: str) -> Iterator[Record | Gap]:
        """A part of any address is enough for WordPress, and `email=` it ignores: each row is looked at."""
        for row in self._case.api.rows(USERS, search=email):
            yield from self._one(row)

    def _by_number(self) -> Iterator[Record | Gap]:
        known = [one.value for one in self._case.search.of("user_id")] + self._case.exports.numbers()
        for number in dict.fromkeys(known):
            if number.isascii() and number.isdigit() and ("account", number) not in self._case.given:
                try:
                    row = self._case.api.one(f"{USERS}/{number}")
                except Missing as error:
                    if b"rest_user_invalid_id" in error.body:
                        continue
                    raise
                if text_of(row, "id") == number:
                    yield from self._one(row)

    def _by_name(self, email: str) -> Iterator[Record | Gap]:
        """With an `@` WordPress looks at addresses only, so names are sought by what stands before it."""
        wanted, local = canonical("email", email), email.rpartition("@")[0]
        for row in self._case.api.rows(USERS, search=local):
            names = {canonical("email", text_of(row, key)) for key in ("username", "name", "nickname")}
            if wanted in names or self._case.search.prove(row, "email", "/email"):
                yield from self._one(row)

    def _mentioning(self) -> Iterator[Record | Gap]:
        for row in self._case.api.all(USERS):
            if self._proof(row):
                yield from self._one(row)

    def _proof(self, row: Row) -> Proof | None:
        search = self._case.search
        own = search.prove(row, "email", "/email") or search.prove(row, "user_id", "/id")
        return own or search.mention(row, "/description", "/url")

    def _one(self, row: Row) -> Iterator[Record | Gap]:
        number, proof = text_of(row, "id"), self._proof(row)
        if not self._case.first("account", number):
            return
        own = isinstance(proof, Match) and proof.how != "mention"
        raw = self._case.folded("account", number, row) if own else row
        account = record(self._case.search, "account", raw, proof, people=self._people(row) if own else ())
        yield account
        if own:
            self._case.accounts[number] = account
            yield from guarded("The application passwords of an account", self._passwords(account), absent=NONE)

    def _people(self, row: Row) -> tuple[Person, ...]:
        processor = self._case.search.processor
        known = [Identifier("user_id", text_of(row, "id"), processor=processor, confidence="strong")]
        for kind, key in (("email", "email"), ("username", "username")):
            if text_of(row, key):
                sure = "strong" if kind == "email" else "weak"
                known.append(Identifier(kind, text_of(row, key), confidence=sure))  # type: ignore[arg-type]
        return (Person("subject", text_of(row, "name"), tuple(known)),)

    def _passwords(self, account: Record) -> Iterator[Record]:
        """Not the passwords: what they are called, and from where and when they were used last."""
        path = f"{USERS}/{account.source_id}/application-passwords"
        for row in self._case.api.whole(path):
            addresses = tuple(learnt.ip(text_of(row, "last_ip"), moment(row.get("last_used"))))
            people = (Person("subject", "", addresses),) if addresses else ()
            proof, number = Via(account.id, asked=path), text_of(row, "uuid")
            yield record(self._case.search, "application_password", row, proof, source_id=number, people=people)


NONE = "This site has no application passwords."
