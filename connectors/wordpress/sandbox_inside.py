"""The machine of the site: PHP that answers from inside, and a folder of finished exports."""

import base64
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from typing import Any, BinaryIO

from sar.sdk import Entry, Missing

Row = dict[str, Any]
State = dict[str, Any]
MADE = 1_789_400_000.0
Pairs = list[dict[str, str]]


class Inside:
    """A place whose commands answer as our PHP does inside of a site."""

    def __init__(self, state: State, folder: str) -> None:
        self._state, self._folder = state, folder

    def files(self, pattern: str) -> list[Entry]:
        """The finished exports."""
        if pattern.rstrip("/") != self._folder:
            raise Missing("a file or folder is not there")
        names = sorted(self._state["zips"])
        return [Entry(f"{self._folder}/{name}", len(self._zip(name)), MADE) for name in names]

    def inside(self, folder: str) -> tuple[list[Entry], list[str]]:
        """The finished exports; there are no folders in that one."""
        return self.files(folder), []

    def open(self, path: str) -> BinaryIO:
        """A finished export."""
        return io.BytesIO(self._zip(path.rpartition("/")[2]))

    def run(self, command: Sequence[str], content: bytes = b"", *, seconds: float = 300) -> bytes:
        """What our PHP prints, after a notice of some plug-in."""
        if list(command)[:1] not in (["wp"], ["php"]):
            raise Missing("a command is not there or cannot be run")
        packed = re.search(rb"base64_decode\('([^']+)'\)", content)
        assert packed and content.rstrip().endswith(b"{$sar['mark']}\\n\";")
        asked = json.loads(base64.b64decode(packed.group(1)))
        text = json.dumps(_answer(self._state, asked), ensure_ascii=False)
        return f"Notice: something is deprecated\n{asked['mark']}\n{text}\n{asked['mark']}\n".encode()

    def close(self) -> None:
        """Nothing to leave."""

    def _zip(self, name: str) -> bytes:
        content = self._state["zips"][name]
        if isinstance(content, bytes):
            return content
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as opened:
            for inner, data in content.items():
                opened.writestr(inner, data if isinstance(data, str) else json.dumps(data))
        return packed.getvalue()


def _answer(state: State, asked: Row) -> Row:
    inside = state["inside"]
    told = {
        "version": "6.8.1", "multisite": False, "plugins": inside["plugins"], "theme": inside["theme"],
        "shown": [name for name, type_ in state["types"].items() if type_["rest_base"]], "short": inside["short"],
    }  # fmt: skip
    emails = [email.casefold() for email in asked["emails"]]
    if not emails and not asked["numbers"]:
        return told
    accounts = [_account(state, row) for row in state["users"] if _wanted(row, emails, asked["numbers"])]
    numbers = {row["ID"] for row in accounts}
    posts = [row for row in inside["posts"] if _posted(state, row, emails, numbers)]
    tables = [row for row in inside["entries"] if not row["table"].startswith(tuple(asked["skip"]))]
    entries = [row for row in tables if _holds(row, emails)]
    exports = [[given(state, email) for given in EXPORTERS] for email in emails]
    return {**told, "accounts": accounts, "exports": exports, "posts": posts, "entries": entries}


def _wanted(row: Row, emails: list[str], numbers: list[str]) -> bool:
    return row["email"].casefold() in emails or str(row["id"]) in numbers


def _posted(state: State, row: Row, emails: list[str], numbers: set[str]) -> bool:
    """Of types that REST shows, only by what is stored with them."""
    if row["post"]["post_type"] in state["types"]:
        return _holds(row["meta"], emails)
    return _holds(row, emails) or row["post"]["post_author"] in numbers


def _account(state: State, row: Row) -> Row:
    known = state["inside"]["settings"].get(str(row["id"]), {"meta": {"nickname": [row["name"]]}, "sessions": []})
    return {"ID": str(row["id"]), "user_login": row["username"], "user_email": row["email"], **known}


def _holds(row: Row, emails: list[str]) -> bool:
    return any(email in json.dumps(row, ensure_ascii=False).casefold() for email in emails)


def _pairs(**values: object) -> Pairs:
    return [{"name": name.replace("_", " "), "value": str(value)} for name, value in values.items() if value]


def _given(key: str, name: str, items: Iterator[Row]) -> Row:
    return {"key": key, "name": name, "items": list(items), "failed": ""}


def _item(group: str, label: str, item: str, data: Pairs) -> Row:
    return {"group_id": group, "group_label": label, "group_description": "", "item_id": item, "data": data}


def _users(state: State, email: str) -> Row:
    def items() -> Iterator[Row]:
        for row in state["users"]:
            if row["email"].casefold() == email:
                names = {"User_ID": row["id"], "User_Email": row["email"], "User_Display_Name": row["name"]}
                yield _item("user", "User", f"user-{row['id']}", _pairs(**names))
                for place, session in enumerate(
                    state["inside"]["settings"].get(str(row["id"]), {}).get("sessions", [])
                ):
                    held = _pairs(IP=session["ip"], User_Agent=session["ua"])
                    yield _item("session-tokens", "Sessions", f"session-tokens-{row['id']}-5f70bf18{place}", held)

    return _given("wordpress-user", "WordPress User", items())


def _comments(state: State, email: str) -> Row:
    """Approved and held ones: spam and trash are left out."""

    def items() -> Iterator[Row]:
        for row in state["comments"]:
            if row["author_email"].casefold() == email and row["status"] in {"approved", "hold"}:
                said = {
                    "Comment_Author": row["author_name"], "Comment_Author_Email": row["author_email"],
                    "Comment_Author_IP": row["author_ip"], "Comment_Content": row["content"]["rendered"],
                    "Comment_URL": f'<a href="{row["link"]}">{row["link"]}</a>',
                }  # fmt: skip
                yield _item("comments", "Comments", f"comment-{row['id']}", _pairs(**said))

    return _given("wordpress-comments", "WordPress Comments", items())


def _media(state: State, email: str) -> Row:
    numbers = {row["id"] for row in state["users"] if row["email"].casefold() == email}
    files = [row for row in state["posts"] if row["type"] == "attachment" and row["author"] in numbers]
    kept = [row for row in files if row["status"] != "trash"]
    items = (_item("media", "Media", f"post-{row['id']}", _pairs(URL=row["source_url"])) for row in kept)
    return _given("wordpress-media", "WordPress Media", items)


def _club(state: State, email: str) -> Row:
    return _given("acme-club", "Acme Club", iter(state["inside"]["club"].get(email, [])))


EXPORTERS: tuple[Callable[[State, str], Row], ...] = (_users, _comments, _media, _club)
