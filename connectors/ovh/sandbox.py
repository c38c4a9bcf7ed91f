"""An imitation of OVHcloud's European region: lists of ids, one entry at a time, signed requests."""

import hashlib
import time
from typing import Any
from urllib.parse import quote

from sar.sandbox import Answer, Api, Ask, Imitation, World, answer

APPLICATION, SECRET, CONSUMER = "sandbox-application", "sandbox-application-secret", "sandbox-consumer-key"
ACCOUNT, PASSWORD, TOKEN = "sandbox-account", "sandbox-account-secret", "sandbox-ovh-token"
SOLD = ("/me", "/email/domain", "/email/exchange", "/email/pro", "/sms", "/telephony")
"""What this region sells; it has no MX Plan and no contacts of domain names."""
WINDOW = 180
"""Seconds by which a signature's time may be off."""


def imitate(world: World) -> Imitation:
    """An account over `fixtures/ovh/ovh.json`; its clock may be set apart by `state["ahead"]`."""
    state: dict[str, Any] = {**world.load("ovh.json"), "ahead": 0}
    api = Api(lambda ask: _refusal(ask, state))
    _open(api, state)
    _account(api, state)
    settings = {
        "url": "https://eu.api.ovh.com/1.0",
        "application_key": APPLICATION,
        "application_secret": SECRET,
        "consumer_key": CONSUMER,
    }
    return Imitation(api, settings, state, path="/1.0")


def _error(status: int, code: str, message: str) -> Answer:
    return answer({"errorCode": code, "httpCode": f"{status} Error", "message": message}, status)


def _refusal(ask: Ask, state: dict[str, Any]) -> Answer | None:
    """The checks of the gate, in the order in which OVHcloud makes them."""
    if ask.path in {"/1.0/auth/time", "/auth/oauth2/token"}:
        return None
    if ask.headers.get("authorization"):
        good = ask.headers["authorization"] == f"Bearer {TOKEN}"
        return None if good else answer({"class": "Client::Unauthorized", "message": "Invalid token"}, 401)
    return _wrong_key(ask) or _wrong_moment(ask, state)


def _wrong_key(ask: Ask) -> Answer | None:
    if ask.headers.get("x-ovh-application") != APPLICATION:
        return _error(403, "INVALID_KEY", "This application key is invalid")
    if ask.headers.get("x-ovh-consumer") != CONSUMER:
        return _error(403, "INVALID_CREDENTIAL", "This credential is not valid")
    return None


def _wrong_moment(ask: Ask, state: dict[str, Any]) -> Answer | None:
    moment = ask.headers.get("x-ovh-timestamp", "")
    if not moment.isdigit() or abs(int(moment) - time.time() - state["ahead"]) > WINDOW:
        return _error(400, "QUERY_TIME_OUT", "Query out of time")
    if ask.headers.get("x-ovh-signature") != _signature(ask, moment):
        return _error(400, "INVALID_SIGNATURE", "Invalid signature")
    return None if _granted(ask, state) else _error(403, "NOT_GRANTED_CALL", "This call has not been granted")


def _signature(ask: Ask, moment: str) -> str:
    query = ask.environ.get("QUERY_STRING", "")
    url = f"{ask.scheme}://{ask.host}{quote(ask.path, safe='/')}" + (f"?{query}" if query else "")
    signed = "+".join([SECRET, CONSUMER, ask.method, url, ask.get_data(as_text=True), moment])
    return "$1$" + hashlib.sha1(signed.encode(), usedforsecurity=False).hexdigest()


def _granted(ask: Ask, state: dict[str, Any]) -> bool:
    path = ask.path.removeprefix("/1.0")
    rules = [rule["path"] for rule in state["credential"]["rules"] if rule["method"] == ask.method]
    return any(path == rule or (rule.endswith("*") and path.startswith(rule[:-1])) for rule in rules)


def _open(api: Api, state: dict[str, Any]) -> None:
    @api.on("GET", "/1.0/auth/time")
    def now(ask: Ask) -> Answer:
        return answer(int(time.time() + state["ahead"]))

    @api.on("POST", "/auth/oauth2/token")
    def token(ask: Ask) -> Answer:
        form = ask.form
        if (form.get("client_id"), form.get("client_secret")) != (ACCOUNT, PASSWORD):
            return answer({"error": "invalid_client", "error_description": "client unknown"}, 401)
        return answer({"access_token": TOKEN, "token_type": "Bearer", "expires_in": 3599, "scope": "all"})


def _account(api: Api, state: dict[str, Any]) -> None:
    @api.on("GET", "/1.0/me")
    def me(ask: Ask) -> Answer:
        return answer(state["me"])

    @api.on("GET", "/1.0/auth/currentCredential")
    def credential(ask: Ask) -> Answer:
        return answer(state["credential"])

    @api.on("GET", "/1.0/<path:path>")
    def any_other(ask: Ask, path: str) -> Answer:
        lists, address = state["lists"], f"/{path}"
        if address in lists:
            return answer([_id(name) for name, row in lists[address].items() if _matches(ask, row)])
        parent, _, name = address.rpartition("/")
        if name in lists.get(parent, {}):
            return answer(lists[parent][name])
        if not address.startswith(SOLD):
            return answer({"class": "Client::NotFound", "message": "Got an invalid (or empty) URL"}, 404)
        if parent in lists:
            return answer({"class": "Client::NotFound", "message": "The requested object does not exist"}, 404)
        return answer([])


def _id(name: str) -> str | int:
    return int(name) if name.isdigit() and len(name) < 9 else name


def _matches(ask: Ask, row: dict[str, Any]) -> bool:
    """Filters take values letter by letter."""
    return all(row.get(name) == value for name, value in ask.args.items())
