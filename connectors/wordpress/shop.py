"""WooCommerce: customers, orders of customers and guests with their notes, downloads, reviews."""

from collections.abc import Iterator

from sar.sdk import Gap, Identifier, Missing, Person, Proof, Record, Said, Via, guarded, id_of, inner, moment, text_of

from . import learnt
from .api import Row
from .case import Case
from .records import record

SHOP = "/wc/v3"


class Shop:
    """The search in the shop."""

    def __init__(self, case: Case) -> None:
        self._case = case

    def find(self) -> Iterator[Record | Gap]:
        """Registered customers first; guests stand in their orders only."""
        self._case.search.progress("orders")
        for email in self._case.search.emails:
            yield from guarded("The customers of the shop", self._customers(email))
        for account in self._case.accounts.values():
            yield from guarded("A customer of the shop", self._customer(account))
            yield from guarded("The orders of a customer", self._orders(customer=account.source_id))
        for email in self._case.search.emails:
            yield from guarded("The search for orders", self._orders(search=email))
            yield from guarded("The reviews of products", self._reviews(email))

    def _customers(self, email: str) -> Iterator[Record | Gap]:
        for row in self._case.api.rows(f"{SHOP}/customers", email=email, role="all"):
            yield from self._bought(row)

    def _customer(self, account: Record) -> Iterator[Record | Gap]:
        try:
            row = self._case.api.one(f"{SHOP}/customers/{account.source_id}")
        except Missing as error:
            if b"woocommerce_rest_invalid_id" not in error.body:
                raise
            return
        yield from self._bought(row)

    def _bought(self, row: Row) -> Iterator[Record | Gap]:
        number = id_of(row)
        if not self._case.first("customer", number):
            return
        proof = self._case.search.prove(row, "email", "/email", "/billing/email") or self._case.by_account(row, "id")
        name = f"{text_of(row, 'first_name')} {text_of(row, 'last_name')}".strip()
        people = (Person("subject", name, _contacts(row)),) if proof else ()
        customer = record(self._case.search, "customer", row, proof, title=name, people=people)
        yield customer
        if proof:
            yield from guarded("The downloads of a customer", self._downloads(customer))

    def _downloads(self, customer: Record) -> Iterator[Record]:
        path = f"{SHOP}/customers/{customer.source_id}/downloads"
        for row in self._case.api.whole(path):
            number = "/".join((customer.source_id, *(text_of(row, key) for key in ("order_id", "download_id"))))
            yield record(self._case.search, "download", row, Via(customer.id, asked=path), source_id=number)

    def _orders(self, **asked: str) -> Iterator[Record | Gap]:
        for status in ("any", "trash"):
            for row in self._case.api.rows(f"{SHOP}/orders", status=status, **asked):
                yield from self._order(row)

    def _order(self, row: Row) -> Iterator[Record | Gap]:
        number, own = id_of(row), self._own(row)
        if not self._case.first("order", number):
            return
        proof = own or self._case.search.mention(row)
        title = Said("Order {number}", {"number": text_of(row, "number") or number})
        order = record(
            self._case.search, "order", self._case.folded("order", number, row) if own else row, proof,
            title=title, people=self._people(row) if own else (),
            kind="invoice" if row.get("date_paid") else "deal",
        )  # fmt: skip
        yield order
        if own:
            yield from guarded("The notes on an order", self._notes(order))

    def _own(self, row: Row) -> Proof | None:
        """By the address on the order, or by the account; a guest's order names account 0."""
        by_address = self._case.search.prove(row, "email", "/billing/email", "/shipping/email")
        return by_address or self._case.by_account(row, "customer_id")

    def _people(self, row: Row) -> tuple[Person, ...]:
        seen = moment(row.get("date_created_gmt"))
        name = f"{text_of(row, 'billing', 'first_name')} {text_of(row, 'billing', 'last_name')}".strip()
        return (Person("subject", name, (*_contacts(row), *learnt.ip(row.get("customer_ip_address"), seen))),)

    def _notes(self, order: Record) -> Iterator[Record]:
        path = f"{SHOP}/orders/{order.source_id}/notes"
        for row in self._case.api.whole(path):
            author = text_of(row, "author")
            people = (Person("author", author),) if author not in {"", "system", "WooCommerce"} else ()
            number, title = (
                f"{order.source_id}/{id_of(row)}",
                Said("Note on order {number}", {"number": order.source_id}),
            )
            proof = Via(order.id, asked=path)
            yield record(self._case.search, "order_note", row, proof, source_id=number, title=title, people=people)

    def _reviews(self, email: str) -> Iterator[Record]:
        """Reviews are comments: only those that the comments do not show are given here."""
        for status in ("all", "spam", "trash"):
            for row in self._case.api.rows(f"{SHOP}/products/reviews", reviewer_email=email, status=status):
                proof = self._case.search.prove(row, "email", "/reviewer_email")
                if proof and self._case.first("comment", id_of(row)):
                    people = (Person("subject", text_of(row, "reviewer")),)
                    title = Said("Review {number}", {"number": id_of(row)})
                    yield record(self._case.search, "comment", row, proof, people=people, title=title,
                                 kind="submission", text=text_of(row, "review"),
                                 occurred_at=moment(row.get("date_created_gmt")))  # fmt: skip


def _contacts(row: Row) -> tuple[Identifier, ...]:
    email = learnt.email(inner(row, "billing", "email"))
    return (*email, *learnt.phone(inner(row, "billing", "phone"), sure=True))
