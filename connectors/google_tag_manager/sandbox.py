"""An imitation of Google Tag Manager's API v2."""

from typing import Any

from sar.sandbox import TOKEN, Answer, Api, Ask, Imitation, World, answer, issue_tokens, service_account

TOKEN_URL = "https://oauth2.googleapis.com/token"  # noqa: S105 - an address
SCOPES = (
    "https://www.googleapis.com/auth/tagmanager.readonly",
    "https://www.googleapis.com/auth/tagmanager.edit.containers",
)


def imitate(world: World) -> Imitation:
    """A website's container, one on a server, and one that was never published."""
    state: dict[str, Any] = world.load("containers.json")
    api = Api(_guard)
    issue_tokens(api, "/token", TOKEN_URL, SCOPES)
    _containers(api, state)
    settings = {
        "containers": ["GTM-EXAMPL1", "GTM-EXAMPL2", "GTM-EXAMPL3"], "key": service_account(),
        "server_logs": "elsewhere", "url": "https://tagmanager.googleapis.com", "token_url": TOKEN_URL,
    }  # fmt: skip
    return Imitation(api, settings, state)


def _refused(code: int, status: str, message: str, reason: str) -> Answer:
    """An error in the older of the two shapes that Google's APIs use."""
    errors = [{"message": message, "domain": "global", "reason": reason}]
    return answer({"error": {"code": code, "message": message, "errors": errors, "status": status}}, code)


def _guard(ask: Ask) -> Answer | None:
    if ask.path != "/token" and ask.headers.get("authorization") != f"Bearer {TOKEN}":
        return _refused(401, "UNAUTHENTICATED", "Request had invalid authentication credentials.", "authError")
    return None


def _containers(api: Api, state: dict[str, Any]) -> None:
    @api.on("GET", "/tagmanager/v2/accounts/containers:lookup")
    def lookup(ask: Ask) -> Answer:
        wanted = ask.args.get("tagId", ask.args.get("destinationId", ""))
        found = next((one for one in state["containers"] if wanted in one["tagIds"]), None)
        return answer(found) if found else _refused(404, "NOT_FOUND", "Not found or permission denied.", "notFound")

    @api.on("GET", "/tagmanager/v2/accounts/<account>/containers/<container>/versions:live")
    def live(ask: Ask, account: str, container: str) -> Answer:
        found = state["versions"].get(f"accounts/{account}/containers/{container}")
        return answer(found) if found else _refused(404, "NOT_FOUND", "Not found or permission denied.", "notFound")
