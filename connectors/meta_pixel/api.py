"""Meta's Graph API: objects by id, lists by cursor; the token goes in a header, never in an address."""

from collections.abc import Iterator
from typing import Any

from sar.sdk import Changed, Context, as_object, as_rows, id_of, inner, pages, text_of

from .refusals import explain

Row = dict[str, Any]
LIMIT = 100


class Api:
    """What the token's user is assigned; nothing of it is asked by person, so a batch reads all once."""

    def __init__(self, context: Context) -> None:
        headers = {"authorization": f"Bearer {context.secret('token')}"}
        self._context = context
        self._client = context.http(str(context.setting("url")), headers=headers, explain=explain)

    def one(self, number: str, fields: str) -> Row:
        """An object with these of its fields."""
        asked = {"fields": fields}
        fetched = self._context.once(f"{number} {fields}", lambda: [as_object(self._client.json(number, asked))])
        found = next(fetched)
        if id_of(found) != number:
            raise Changed("the answer is about something else than was asked")
        return found

    def rows(self, path: str, limit: int = LIMIT, **params: str) -> Iterator[Row]:
        """All rows of a list.

        The next page's address holds the token, so it is never followed: its presence says that there is one.
        """

        def page(after: str) -> tuple[list[Row], str | None]:
            place = {"after": after} if after else {}
            answer = as_object(self._client.json(path, {**params, "limit": limit, **place}), path)
            return as_rows(answer.get("data"), "a list"), _after(answer)

        return self._context.once(f"{path} {limit} {sorted(params.items())}", lambda: pages(page, ""))


def _after(answer: Row) -> str | None:
    """The cursor of the next page; the last page has a cursor too, but no next."""
    if not inner(answer, "paging", "next"):
        return None
    after = text_of(answer, "paging", "cursors", "after")
    if not after:
        raise Changed("a list goes on without saying where")
    return after
