"""QuickBooks Online's API v3 by python-quickbooks, over the one network seam."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from sar.sdk import (
    Changed,
    Client,
    Context,
    Denied,
    Download,
    Rejected,
    as_object,
    as_rows,
    id_of,
    load,
    text_of,
)

from .faults import explained

Row = dict[str, Any]
PAGE = 1000
"""The largest page; a shorter one is the last."""
LISTS = {"Customer", "Vendor", "Employee"}
"""Deleting one of these makes it inactive, and a plain query leaves inactive ones out."""


class Api:
    """Raw JSON of one company; the access token is fetched on the first call."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self.root = str(context.setting("url")).rstrip("/")
        self._http: Client | None = None
        self._sdk: Any = None
        self._token = ""

    def rows(self, entity: str, where: str = "") -> Iterator[Row]:
        """All rows of an entity, inactive ones included, each once; a batch reads an entity as a whole once."""
        return self._rows(entity, where) if where else self._context.once(entity, lambda: self._rows(entity))

    def _rows(self, entity: str, where: str = "") -> Iterator[Row]:
        conditions = [part for part in (where, "Active IN (true,false)" if entity in LISTS else "") if part]
        select = f"select * from {entity}"  # noqa: S608 - entities are ours, values are quoted
        if conditions:
            select += f" where {' and '.join(conditions)}"
        start, seen = 1, set[str]()
        while True:
            rows = self._page(entity, f"{select} STARTPOSITION {start} MAXRESULTS {PAGE}")
            fresh = [row for row in rows if _key(row) not in seen]
            if rows and not fresh:
                raise Changed("the pages of a list repeat without end")
            seen.update(map(_key, fresh))
            yield from fresh
            if len(rows) < PAGE:
                return
            start += len(rows)

    def one(self, entity: str, number: str) -> Row:
        """One object by its id."""
        return as_object(as_object(self._get(f"{entity.lower()}/{number}")).get(entity), entity)

    def write(self, entity: str, body: Row, request_id: str) -> None:
        """A sparse update; sent twice under one request id, QuickBooks carries it out once."""
        path = f"v3/company/{self.company}/{entity.lower()}"
        params = {"minorversion": "75", "requestid": request_id}
        # without the header faults may come as XML
        self._client().json(path, params, method="POST", json=body, headers={"accept": "application/json"})

    def report(self, name: str, **params: str) -> Row:
        """A report as QuickBooks lays it out: columns and nested rows."""
        return as_object(self._get(f"reports/{name}", **params), "a report")

    def attachment(self, number: str, cap: int) -> Download:
        """A file: QuickBooks gives an address that works for fifteen minutes, which is asked without the token."""
        client = self._client()
        answer = client.get(f"v3/company/{self.company}/download/{number}", {"minorversion": "75"})
        address = answer.text.strip()
        if urlsplit(address).scheme not in {"http", "https"}:
            raise Changed("the address of a file is none")
        return client.download(address, cap)

    def copy(self, entity: str, number: str, cap: int) -> Download:
        """A transaction as the PDF that the customer gets."""
        path = f"v3/company/{self.company}/{entity.lower()}/{number}/pdf?minorversion=75"
        return self._client().download(path, cap)

    @property
    def company(self) -> str:
        """The company's number."""
        return str(self._context.setting("company_id"))

    def _page(self, entity: str, query: str) -> list[Row]:
        answer = as_object(self._get("query", query=query), "a query's answer")
        return as_rows(as_object(answer.get("QueryResponse"), "QueryResponse").get(entity, []), entity)

    def _get(self, path: str, **params: str) -> Any:
        if self._sdk is None:
            self._sdk = _quickbooks(self._client(), self.root, self.company)
        # GET, since the SDK's own query() is a POST, which would not be repeated after a fault
        return self._sdk.get(f"{self.root}/v3/company/{self.company}/{path}", params=params)

    def _client(self) -> Client:
        if self._http is None:
            headers = self._authorized()
            self._http = self._context.http(self.root, headers=headers, renew=self._authorized, explain=explained)
        return self._http

    def _authorized(self) -> dict[str, str]:
        """The access token that all searches share; a fresh one when there is none, or when it was refused."""
        self._token = self._context.token(self._token, self._fresh)
        return {"authorization": f"Bearer {self._token}"}

    def _fresh(self) -> str:
        """A fresh access token; the refresh token that came with it is stored before anything is done with it."""
        context = self._context
        with context.locked():
            auth = (str(context.setting("client_id")), context.secret("client_secret"))
            client = context.http(str(context.setting("token_url")), auth=auth)
            form = {"grant_type": "refresh_token", "refresh_token": context.secret("refresh_token")}
            try:
                # repeated after a fault: the old token stays good until the new one was used
                answer = as_object(client.json(str(context.setting("token_url")), method="POST", data=form, safe=True))
            except Rejected:
                raise Denied("the consent has expired or was used elsewhere", _AGAIN, status=401) from None
            access, refresh = text_of(answer, "access_token"), text_of(answer, "refresh_token")
            if not access:
                raise Changed("the token endpoint gave no access token")
            if refresh:
                context.keep("refresh_token", refresh)
        return access


_AGAIN = "Give the consent anew with `sar init quickbooks`, then --resume."


def quoted(value: str) -> str:
    """A value for a query; the SDK's own quoting leaves the backslash, by which a value could break out."""
    if not value.isprintable():
        raise Rejected("an address has control characters")
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _quickbooks(client: Client, root: str, company: str) -> Any:
    session = client.session()

    class Session:
        access_token = "kept in the seam"  # noqa: S105 - the SDK only asks whether there is one

        def request(self, method: str, url: str, headers: Any = None, params: Any = None, data: Any = None) -> Any:
            return session.request(method, url, headers=headers, params=params, data=data or None)

    sdk = load("quickbooks").QuickBooks(company_id=company, minorversion=75)
    sdk.api_url_v3 = f"{root}/v3"
    sdk.session = Session()
    return sdk


def _key(row: Row) -> str:
    """Rows of RecurringTransaction are wrapped in the name of their kind."""
    if "Id" in row:
        return id_of(row, "Id")
    inner = next((value for value in row.values() if isinstance(value, dict)), {})
    return id_of(inner, "Id")
