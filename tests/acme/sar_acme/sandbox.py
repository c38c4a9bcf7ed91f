"""An imitation of Acme: its search is a substring search, three rows a page."""

from sar.sandbox import Answer, Api, Ask, Imitation, World, answer

PAGE = 3


def imitate(world: World) -> Imitation:
    """Acme over the rows of `fixtures/contacts.json`."""
    state = {"contacts": world.load("contacts.json")}
    api = Api(lambda ask: None if ask.headers.get("X-Token") == "t0ken-of-acme" else answer({}, 401))

    @api.on("GET", "/me")
    def me(ask: Ask) -> Answer:
        return answer({"login": "admin"})

    @api.on("GET", "/contacts")
    def contacts(ask: Ask) -> Answer:
        wanted = ask.args["q"].casefold()
        rows = [{k: v for k, v in row.items() if k != "notes"} for row in state["contacts"]]
        return _page(ask, [row for row in rows if wanted in row["email"].casefold()])

    @api.on("GET", "/contacts/<int:number>/notes")
    def notes(ask: Ask, number: int) -> Answer:
        texts = next(row for row in state["contacts"] if row["id"] == number)["notes"]
        return _page(ask, [{"id": f"{number}-{place}", "text": text} for place, text in enumerate(texts)])

    settings = {"url": "https://acme.example.org/", "token": "t0ken-of-acme"}
    return Imitation(api, settings, state)


def _page(ask: Ask, rows: list[dict[str, object]]) -> Answer:
    number = int(ask.args["page"])
    start = (number - 1) * PAGE
    return answer({"page": number, "rows": rows[start : start + PAGE], "more": start + PAGE < len(rows)})
