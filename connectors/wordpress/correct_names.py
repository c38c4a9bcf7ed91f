"""Which of the person's names a text is; a name that nobody knows as theirs may be a pseudonym, or somebody else's."""

from collections.abc import Iterable, Iterator
from itertools import product

from sar.sdk import Correction, text_of

from .api import Row

FORMS = ("{0} {1}", "{1} {0}", "{1}, {0}")
NAMES = ("given_name", "family_name", "full_name")


class Names:
    """The names that the person's accounts hold, and those that the correction itself says."""

    def __init__(self, correction: Correction, accounts: Iterable[Row]) -> None:
        self._correction, rows = correction, list(accounts)
        self.logins = {folded(text_of(row, "username")) for row in rows}
        self.given = set(self._told("given_name", (text_of(row, "first_name") for row in rows)))
        self.family = set(self._told("family_name", (text_of(row, "last_name") for row in rows)))

    @property
    def concerned(self) -> bool:
        """Whether a name is to be corrected."""
        return any(name in self._correction.new for name in NAMES)

    def asked(self, key: str) -> bool:
        """Whether a field is corrected by its own key, as in `custom:wordpress:nickname`."""
        return any(name.startswith("custom:") and name.endswith(f":{key}") for name in self._correction.new)

    def field_of(self, text: str) -> str:
        """The field that a text is; empty when it is none of the person's known names."""
        name, known = folded(text), self._correction.known
        given = self.given | {folded(one) for one in known.get("given_name", ())}
        family = self.family | {folded(one) for one in known.get("family_name", ())}
        wholes = {form.format(first, last) for form, first, last in product(FORMS, given, family)}
        if name in wholes | set(self._told("full_name", ())):
            return "full_name"
        return "given_name" if name in given else "family_name" if name in family else ""

    def fit(self, given: str, family: str) -> bool:
        """Whether a given and a family name are the person's; what is empty, or known of no account, says nothing."""
        first, last = folded(given), folded(family)
        return (not first or not self.given or first in self.given) and (
            not last or not self.family or last in self.family
        )

    def _told(self, field: str, held: Iterable[str]) -> Iterator[str]:
        new, was = self._correction.new.get(field, ""), self._correction.was.get(field, "")
        yield from (folded(one) for one in (*held, new, was) if one.strip())


def folded(text: str) -> str:
    """Without what does not tell one name from another."""
    return " ".join(text.casefold().split())
