"""QuickBooks Online: customers, vendors and employees by address, and every transaction that names them."""

from collections.abc import Iterator, Sequence

from sar.sdk import ByHand, Change, Context, Correction, Finding, Gap, Reading, Record, Said, Search, text_of

from . import correct
from .api import Api
from .attached import Attached
from .names import Names
from .others import Others
from .planning import Planning
from .transactions import Transactions

BY_DESIGN = (
    "Transactions that were deleted cannot be read; voided ones stay and are shown.",
    "Card data (QuickBooks Payments), payroll and QuickBooks Time are other systems with keys of their own.",
    "Numbers of social security and tax are masked by QuickBooks itself.",
)


class QuickBooks:
    """Searches one company."""

    def __init__(self, context: Context) -> None:
        self._api = Api(context)
        self._copies = context.setting("copies") is True

    def check(self) -> Iterator[Finding]:
        """Whether the consent holds and covers the accounts."""
        company = next(self._api.rows("CompanyInfo"), {})
        name = text_of(company, "CompanyName")
        told = Said("the consent holds for {company}", {"company": name}) if name else Said("the consent holds")
        yield Finding("ok", told.what, values=told.values)
        next(self._api.rows("Employee"), None)
        yield Finding("ok", "customers, vendors, employees and transactions can be read")

    def may_write(self) -> Iterator[Finding]:
        """Whether the consent holds: it covers reading and writing alike, since QuickBooks knows no other scope.

        Whether the subscription has ended, or payroll keeps a field, is seen at the first write.
        """
        yield from self.check()
        yield Finding("note", "QuickBooks knows no consent that only reads: a refusal shows at the write")

    def plan(self, correction: Correction, records: Sequence[Record]) -> Iterator[Change | ByHand | Gap]:
        """Customers, vendors and employees, and what of their transactions stays."""
        yield from Planning(self._api, correction, records).all()

    def read(self, change: Change) -> Reading:
        """The entry now."""
        return correct.read(self._api, change)

    def apply(self, change: Change, now: Reading) -> None:
        """One sparse update."""
        correct.apply(self._api, change, now)

    def find(self, search: Search) -> Iterator[Record | Gap]:
        """Names first, then their transactions, then what was sent to the address, then files."""
        for sentence in BY_DESIGN:
            yield Gap(sentence)
        names = Names(self._api, search)
        yield from names.find()
        transactions = Transactions(self._api, search, names.proven, self._copies)
        yield from transactions.find()
        others = Others(self._api, search, transactions.shown)
        yield from others.find()
        search.progress("attachments")
        yield from Attached(self._api, search, transactions.shown).find()
