"""An imitation of Google Analytics' Admin API: what is false or empty is left out, and pages are short."""

from typing import Any

from sar.sandbox import TOKEN, Answer, Api, Ask, Imitation, World, answer, issue_tokens, service_account

TOKEN_URL = "https://oauth2.googleapis.com/token"  # noqa: S105 - an address
SCOPES = ("https://www.googleapis.com/auth/analytics.readonly", "https://www.googleapis.com/auth/analytics.edit")
CAP = 2
"""Rows a page here; the vendor's is 200."""
ALPHA_ONLY = {"googleSignalsSettings", "userProvidedDataSettings", "bigQueryLinks", "dataRedactionSettings"}


def imitate(world: World) -> Imitation:
    """Two properties of one account over `fixtures/google_analytics/analytics.json`, and one that nobody named."""
    state: dict[str, Any] = world.load("analytics.json")
    api = Api(_guard)
    issue_tokens(api, "/token", TOKEN_URL, SCOPES)
    _resources(api, state)
    settings = {
        "properties": ["300000001", "300000002"], "key": service_account(), "events_by_id": "unattributable",
        "url": "https://analyticsadmin.googleapis.com", "token_url": TOKEN_URL,
    }  # fmt: skip
    return Imitation(api, settings, state)


def refused(code: int, status: str, message: str) -> Answer:
    """An error as Google's APIs write it."""
    return answer({"error": {"code": code, "message": message, "status": status}}, code)


def _guard(ask: Ask) -> Answer | None:
    if ask.path != "/token" and ask.headers.get("authorization") != f"Bearer {TOKEN}":
        return refused(401, "UNAUTHENTICATED", "Request had invalid authentication credentials.")
    return None


def _resources(api: Api, state: dict[str, Any]) -> None:
    @api.on("GET", "/v1beta/accountSummaries")
    def summaries(ask: Ask) -> Answer:
        return _page(ask, "accountSummaries", state["accounts"])

    @api.on("GET", "/<version>/<path:name>")
    def resource(ask: Ask, version: str, name: str) -> Answer:
        kind = name.rpartition("/")[2]
        if version not in {"v1alpha", "v1beta"} or (kind in ALPHA_ONLY and version == "v1beta"):
            return Answer("<html>404</html>", status=404, content_type="text/html")
        if name in state["lists"]:
            return _page(ask, "bigqueryLinks" if kind == "bigQueryLinks" else kind, state["lists"][name])
        if name in state["resources"]:
            return answer(_written(state["resources"][name]))
        # the same for what does not exist and for what the key may not see
        return refused(403, "PERMISSION_DENIED", "The caller does not have permission")


def _page(ask: Ask, key: str, rows: list[Any]) -> Answer:
    size, start = int(ask.args.get("pageSize", 50)), int(ask.args.get("pageToken", "t0").removeprefix("t"))
    if size > 200:
        return refused(400, "INVALID_ARGUMENT", "page_size is too large")
    end = start + min(size, CAP)
    more = {"nextPageToken": f"t{end}"} if end < len(rows) else {}
    return answer(_written({key: rows[start:end], **more}))


def _written(value: Any) -> Any:
    """As proto3 is written in JSON: what is false or empty is left out, but for a flag that can also be unset."""
    if isinstance(value, dict):
        return {
            key: _written(one)
            for key, one in value.items()
            if one not in ("", [], None) and (one is not False or key == "adsPersonalizationEnabled")
        }
    return [_written(one) for one in value] if isinstance(value, list) else value
