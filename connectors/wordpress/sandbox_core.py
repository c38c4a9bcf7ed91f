"""The core's routes: a substring finds accounts, defaults hide, and a wrong key gives the anonymous view with 200."""

from base64 import b64encode
from collections.abc import Callable
from typing import Any

from sar.sandbox import Answer, Api, Ask, answer

Row = dict[str, Any]
State = dict[str, Any]
STATUSES = {"approve": "approved", "hold": "hold", "spam": "spam", "trash": "trash"}


def refused(code: str, status: int, **data: Any) -> Answer:
    """An error as WordPress words it."""
    return answer({"code": code, "message": "Sorry.", "data": {"status": status, **data}}, status)


def is_administrator(ask: Ask, state: State) -> bool:
    """Whether the key is right; a wrong one is nobody's, and no error."""
    return may_change(ask, state) or ask.headers.get("Authorization", "") == state["reader"]


def may_change(ask: Ask, state: State) -> bool:
    """Whether the key may change what is others'; in a network of sites not every administrator's may."""
    return bool(ask.headers.get("Authorization", "") == state["authorization"])


def item(ask: Ask, state: State, row: Row) -> Answer:
    """One object, with what the key may do with it."""
    return answer(row, Allow="GET, POST, PUT, PATCH, DELETE" if may_change(ask, state) else "GET")


def page(ask: Ask, rows: list[Row], *, beyond: bool = False) -> Answer:
    """One page in the order of ids; `beyond`: a page after the last is refused."""
    size, number = int(ask.args.get("per_page", 10)), int(ask.args.get("page", 1))
    if not 1 <= size <= 100:
        return refused("rest_invalid_param", 400, params={"per_page": "must be between 1 and 100"})
    rows = sorted(rows, key=lambda row: int(row["id"]), reverse=ask.args.get("order", "desc") == "desc")
    total = -(-len(rows) // size)
    if beyond and number > max(total, 1):
        return refused("rest_post_invalid_page_number", 400)
    return answer(rows[(number - 1) * size : number * size], X_WP_Total=str(len(rows)), X_WP_TotalPages=str(total))


def basic(user: str, password: str) -> str:
    """The header of a key."""
    return "Basic " + b64encode(f"{user}:{password}".encode()).decode()


def core(api: Api, state: State, password: str) -> None:
    """Who one is, accounts, comments, posts of all types, plug-ins."""
    state["authorization"], state["reader"] = basic("sam", password), basic("olga", password)
    _site(api, state)
    _users(api, state)
    _comments(api, state)
    for name, type_ in state["types"].items():
        if type_["rest_base"] and name not in {"wp_template", "nav_menu_item"}:
            _posts(api, state, name, type_)

    @api.on("GET", "/wp-content/uploads/<path:name>")
    def uploaded(ask: Ask, name: str) -> Answer:
        return Answer(f"the bytes of {name}", content_type="image/jpeg")


def _only(state: State, code: str, view: Callable[..., Answer]) -> Callable[..., Answer]:
    def guarded(ask: Ask, **parts: Any) -> Answer:
        return view(ask, **parts) if is_administrator(ask, state) else refused(code, 401)

    return guarded


def _site(api: Api, state: State) -> None:
    @api.on("GET", "/wp-json/")
    def index(ask: Ask) -> Answer:
        locale = {"args": {"locale": {"type": "string", "enum": state["locales"]}}}
        routes = {"/wp/v2/users/(?P<id>[\\d]+)": {"endpoints": [{"args": {"id": {}}}, locale]}}
        site = {"name": "Example", "url": "https://www.example.org"}
        return answer({**site, "namespaces": state["namespaces"], "routes": routes})

    api.on("GET", "/wp-json/wp/v2/types")(_only(state, "rest_cannot_view", lambda ask: answer(state["types"])))
    api.on("GET", "/wp-json/wp/v2/statuses")(_only(state, "rest_cannot_view", lambda ask: answer(state["statuses"])))
    api.on("GET", "/wp-json/wp/v2/plugins")(
        _only(state, "rest_cannot_view_plugins", lambda ask: answer(state["plugins"]))
    )
    api.on("GET", "/wp-json/wp/v2/themes")(_only(state, "rest_cannot_view_themes", lambda ask: answer(state["themes"])))


def _users(api: Api, state: State) -> None:
    def seen(row: Row, edit: bool) -> Row:
        shown = ("id", "name", "url", "description", "slug")
        return row if edit else {key: row[key] for key in shown if key in row}

    @api.on("GET", "/wp-json/wp/v2/users/me")
    def me(ask: Ask) -> Answer:
        if not is_administrator(ask, state):
            return refused("rest_not_logged_in", 401)
        known = next(row for row in state["users"] if row["id"] == 1)
        return answer({**known, "capabilities": state["capabilities"]} if ask.args.get("context") == "edit" else known)

    @api.on("GET", "/wp-json/wp/v2/users")
    def users(ask: Ask) -> Answer:
        known, edit = is_administrator(ask, state), ask.args.get("context") == "edit"
        if edit and not known:
            return refused("rest_forbidden_context", 401)
        rows = state["users"] if known else [row for row in state["users"] if row["id"] == 1]
        wanted = ask.args.get("search", "").casefold()
        places: tuple[str, ...] = ("email",) if "@" in wanted else ("username", "url", "email", "slug", "name")
        places = places if known else tuple(place for place in places if place != "email")
        rows = [row for row in rows if not wanted or any(wanted in str(row.get(key, "")).casefold() for key in places)]
        return page(ask, [seen(row, edit) for row in rows])

    @api.on("GET", "/wp-json/wp/v2/users/<int:number>")
    def user(ask: Ask, number: int) -> Answer:
        found = next((row for row in state["users"] if row["id"] == number), None)
        if found is None:
            return refused("rest_user_invalid_id", 404)
        return item(ask, state, seen(found, is_administrator(ask, state) and ask.args.get("context") == "edit"))

    @api.on("GET", "/wp-json/wp/v2/users/<int:number>/application-passwords")
    def passwords(ask: Ask, number: int) -> Answer:
        if not is_administrator(ask, state):
            return refused("rest_cannot_list_application_passwords", 401)
        return answer(state["application_passwords"].get(str(number), []))


def _comments(api: Api, state: State) -> None:
    @api.on("GET", "/wp-json/wp/v2/comments")
    def comments(ask: Ask) -> Answer:
        known, edit, asked = is_administrator(ask, state), ask.args.get("context") == "edit", ask.args
        if not known and ("author_email" in asked or asked.get("status", "approve") != "approve"):
            return refused("rest_forbidden_param", 401)
        if edit and not known:
            return refused("rest_forbidden_context", 401)
        email = asked.get("author_email", "")
        if email and (not email.isascii() or "@" not in email or " " in email):
            return refused("rest_invalid_param", 400, params={"author_email": "Invalid email address."})
        rows = [row for row in state["comments"] if _comment(row, ask, email.casefold())]
        private = () if edit else ("author_email", "author_ip", "author_user_agent")
        return page(ask, [{key: row[key] for key in row if key not in private} for row in rows])

    @api.on("GET", "/wp-json/wp/v2/comments/<int:number>")
    def comment(ask: Ask, number: int) -> Answer:
        found = next((row for row in state["comments"] if row["id"] == number), None)
        if not is_administrator(ask, state):
            return refused("rest_forbidden_context", 401)
        return item(ask, state, found) if found else refused("rest_comment_invalid_id", 404)


def _comment(row: Row, ask: Ask, email: str) -> bool:
    status, type_ = ask.args.get("status", "approve"), ask.args.get("type", "comment")
    by_status = {"all": {"approved", "hold"}, "any": set(STATUSES.values())}.get(status, {STATUSES.get(status, "")})
    texts = [row["content"]["raw"], row["author_name"], row["author_email"], row["author_url"]]
    wanted = ask.args.get("search", "").casefold()
    return (
        row["status"] in by_status
        and (type_ == "all" or row["type"] == type_)
        and (not email or row["author_email"].casefold() == email)
        and ("author" not in ask.args or str(row["author"]) == ask.args["author"])
        and (not wanted or any(wanted in text.casefold() for text in texts))
    )


def _posts(api: Api, state: State, name: str, type_: Row) -> None:
    path, media = f"/wp-json/wp/v2/{type_['rest_base']}", name == "attachment"
    known = {"inherit", "private", "trash"} if media else {*state["statuses"], "any"}

    @api.on("GET", path)
    def posts(ask: Ask) -> Answer:
        wanted = set(ask.args.get("status", "inherit" if media else "publish").split(","))
        edit = ask.args.get("context") == "edit"
        if not is_administrator(ask, state) and (edit or wanted - {"publish", "inherit"}):
            return refused("rest_forbidden_context" if edit else "rest_invalid_param", 401 if edit else 400)
        if wanted - known:
            return refused("rest_invalid_param", 400, params={"status": "is not one of the known ones"})
        wanted |= {"publish", "future", "draft", "pending", "private"} if "any" in wanted else set()
        return page(ask, [row for row in state["posts"] if _post(row, ask, name, type_, wanted)], beyond=True)

    @api.on("GET", f"{path}/<int:number>/revisions")
    def revisions(ask: Ask, number: int) -> Answer:
        return page(ask, [row for row in state["revisions"] if row["parent"] == number], beyond=True)


def _post(row: Row, ask: Ask, name: str, type_: Row, statuses: set[str]) -> bool:
    text = " ".join(row[part]["raw"] for part in ("title", "excerpt", "content", "caption") if part in row)
    # a type without authors ignores the question for one
    by_author = "author" not in ask.args or not type_["supports"].get("author")
    return (
        row["type"] == name
        and row["status"] in statuses
        and (by_author or str(row["author"]) == ask.args["author"])
        and ask.args.get("search", "").casefold() in text.casefold()
    )
