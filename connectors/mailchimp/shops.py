"""Customers of connected shops, with their orders and carts."""

from collections.abc import Iterator

from sar.sdk import Gap, Record, Search, Via, guarded, id_of, text_of

from . import records
from .api import Api, safe_id


class Shops:
    """All shops of the account."""

    def __init__(self, api: Api, search: Search) -> None:
        self._api, self._search = api, search

    def find(self) -> Iterator[Record | Gap]:
        """Shop by shop."""
        yield from guarded("Shops", self._shops(), absent="This account has no shops.")

    def _shops(self) -> Iterator[Record | Gap]:
        for row in self._api.all("/ecommerce/stores", "stores"):
            shop = safe_id(id_of(row))
            for email in self._search.emails:
                yield from guarded("Customers of a shop", self._customers(shop, email))
            yield from guarded("Carts of a shop", self._carts(shop))

    def _customers(self, shop: str, email: str) -> Iterator[Record | Gap]:
        for row in self._api.rows(f"/ecommerce/stores/{shop}/customers", "customers", email_address=email):
            proof = self._search.prove(row, "email", "/email_address")
            number = safe_id(id_of(row))
            customer = records.record(self._search, "customer", row, proof, f"{shop}/{number}")
            yield customer
            if proof:
                yield from guarded("Orders of a customer", self._orders(shop, number, customer))

    def _orders(self, shop: str, number: str, customer: Record) -> Iterator[Record]:
        path = f"/ecommerce/stores/{shop}/orders"
        for row in self._api.rows(path, "orders", customer_id=number):
            if text_of(row, "customer", "id") == number:
                by_mail = self._search.prove(row, "email", "/customer/email_address")
                proof = by_mail or Via(customer.id, asked=f"{path}?customer_id={number}")
                yield records.record(self._search, "order", row, proof, f"{shop}/{id_of(row)}")

    def _carts(self, shop: str) -> Iterator[Record]:
        """There is no filter by customer: all are read."""
        for row in self._api.all(f"/ecommerce/stores/{shop}/carts", "carts"):
            proof = self._search.prove(row, "email", "/customer/email_address")
            if proof:
                yield records.record(self._search, "cart", row, proof, f"{shop}/{id_of(row)}")
