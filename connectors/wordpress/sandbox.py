"""An imitation of a WordPress site: its REST routes, those of two plug-ins, and PHP inside of it."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import parse_qs

from sar.sandbox import Answer, Api, Imitation, World

from .sandbox_core import core
from .sandbox_inside import Inside
from .sandbox_plugins import gravity, shop
from .sandbox_writes import writes

EXPORTS = "/srv/www/wp-content/uploads/wp-personal-data-exports"
PASSWORD = "abcd EFGH 1234 ijkl MNOP 5678"  # noqa: S105 - opens nothing
MANY = range(105)
"""More of everything than one page of 100 holds."""

EMPTY = {"first_name": "", "last_name": "", "url": "", "description": "", "locale": "", "meta": []}
"""What WordPress shows of an account all the same."""


class Routed(Api):
    """Routes below `/wp-json`, or by `?rest_route=`: that works always, the other only with pretty addresses."""

    def __init__(self, state: dict[str, Any]) -> None:
        super().__init__()
        self._state = state

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Answer one request, wherever its route is named."""
        route = parse_qs(environ["QUERY_STRING"]).get("rest_route")
        if not self._state["pretty"] and environ["PATH_INFO"].startswith("/wp-json"):
            return Answer("<html>Page not found</html>", 404, content_type="text/html")(environ, start_response)
        if route:
            environ["PATH_INFO"] = f"/wp-json{route[0]}"
        return super().__call__(environ, start_response)


def imitate(world: World) -> Imitation:
    """A site over `fixtures/wordpress/wordpress.json`."""
    state: dict[str, Any] = world.load("wordpress.json")
    _fill(state)
    api = Routed(state)
    core(api, state, PASSWORD)
    gravity(api, state)
    shop(api, state)
    writes(api, state)
    settings = {
        "url": "https://www.example.org", "user": "sam", "password": PASSWORD, "host": "ssh://web@www.example.org",
        "wp_command": ["wp", "--context=admin", "--path=/srv/www", "eval-file", "-"], "exports": EXPORTS,
    }  # fmt: skip
    return Imitation(api, settings, state, place=Inside(state, EXPORTS), read_only={"user": "olga"})


def _fill(state: dict[str, Any]) -> None:
    """More of everything than one page holds: of Ann's, and of others that a search takes along."""
    state["users"] = [{**EMPTY, "nickname": row["username"], **row} for row in state["users"]]
    user, comment, post, entry, order = (state[name][0] for name in ("users", "comments", "posts", "entries", "orders"))
    for place in MANY:
        mail = f"hannah{place}@example.net"
        more = {"id": 200 + place, "username": f"hannah{place}", "name": "Hannah", "email": mail, "roles": ["customer"]}
        state["users"].append({**user, **more})
        text = {"rendered": f"<p>Reply {place}</p>", "raw": f"Reply {place}"}
        by = {"author_name": "Ann", "author_email": "ann.archer@example.org", "author_ip": "192.0.2.10"}
        state["comments"].append({**comment, **by, "id": 400 + place, "content": text})
        title = {"rendered": f"Diary {place}", "raw": f"Diary {place}"}
        state["posts"].append({**post, "id": 600 + place, "author": 7, "title": title})
        other = {"email": f"jo{place}.joann@example.com", "phone": "", "first_name": "Jo", "last_name": "Else"}
        state["orders"].append({**order, "id": 2000 + place, "customer_id": 0, "billing": other})
    for place in range(205):
        state["entries"].append({**entry, "id": str(3000 + place), "1": "Jo", "2": f"jo{place}.joann@example.com"})
