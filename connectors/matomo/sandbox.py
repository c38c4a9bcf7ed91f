"""An imitation of Matomo: one endpoint, errors with status 200, conditions decoded thrice, a log cut off at 100."""

import html
import ipaddress
import re
import unicodedata
from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import unquote_plus

from sar.sandbox import Answer, Api, Ask, Imitation, World, answer

TOKEN = "sandbox-matomo-token"  # noqa: S105 - opens nothing
ROWS = 100
"""What the log gives to who does not ask for more."""
OPERATORS = re.compile(r"^(\w+?)(==|!=|=@|!@|=\^|=\$)(.*)$", re.DOTALL)
OF_VISIT = {"userId": "user", "visitorId": "visitor", "visitIp": "ip", "referrerUrl": "referrer"}
OF_ACTION = {
    "pageUrl": "url", "outlinkUrl": "outlink", "downloadUrl": "download", "pageTitle": "pageTitle",
    "eventCategory": "eventCategory", "eventAction": "eventAction", "eventName": "eventName",
    "siteSearchKeyword": "siteSearchKeyword",
}  # fmt: skip
OTHERS = {
    "referrerName", "referrerKeyword", "contentName", "contentPiece", "contentTarget", "customVariableName",
    "customVariableValue",
}  # fmt: skip
BY_PROFILE = {"userId", "visitorId"}

Row = dict[str, Any]


class Refused(Exception):
    """An error in Matomo's words."""


def imitate(world: World) -> Imitation:
    """A Matomo of two sites over `fixtures/matomo/matomo.json`."""
    state: Row = {**world.load("matomo.json"), "super": True, "profile": True, "log_off": [], "plugins_off": []}
    _fill(state)
    api = Api(_guard)

    @api.on("POST", "/index.php")
    def endpoint(ask: Ask) -> Answer:
        view = METHODS.get(ask.form.get("method", ""))
        try:
            if view is None:
                raise Refused("The method does not exist or is not available in the module.")
            return answer(view(state, ask))
        except Refused as error:
            return answer({"result": "error", "message": str(error)})

    return Imitation(api, {"url": "https://stats.example.org/", "token": TOKEN}, state)


def _guard(ask: Ask) -> Answer | None:
    """A token in an address is refused, as one that is for POST only; a wrong one gets a page, whatever was asked."""
    if ask.form.get("token_auth") == TOKEN and "token_auth" not in ask.args:
        return None
    if "token_auth" not in ask.form:
        return answer({"result": "error", "message": "You must be logged in to access this functionality."}, 401)
    return Answer("<!DOCTYPE html><html><body>Unable to authenticate</body></html>", 401, content_type="text/html")


def _fill(state: Row) -> None:
    """More visits of one person than Matomo's own tool for data subjects ever gives."""
    page = {"type": "action", "url": "https://portal.example.org/", "pageTitle": "Portal"}
    for number in range(1001, 1406):
        state["visits"].append({
            "id": number, "site": 3, "user": "ann@example.com", "visitor": "5d41402abc4b2a76", "ip": "198.51.100.30",
            "at": f"2026-06-{number % 28 + 1:02d}T{number % 24:02d}:00:00Z", "actions": [page],
        })  # fmt: skip


def _super(state: Row, ask: Ask) -> Row:
    return {"value": state["super"]}


def _all_sites(state: Row, ask: Ask) -> list[Row]:
    if not state["super"]:
        raise Refused("You can't access this resource as it requires 'superuser' access.")
    return list(state["sites"])


def _some_sites(state: Row, ask: Ask) -> list[Row]:
    return [site for site in state["sites"] if state["super"] or site["idsite"] == "1"]


def _dimensions(state: Row, ask: Ask) -> list[Row]:
    if "CustomDimensions" in state["plugins_off"]:
        raise Refused("The plugin CustomDimensions is not enabled.")
    return list(state["dimensions"][ask.form["idSite"]])


def _visits(state: Row, ask: Ask) -> list[Row]:
    sites = ask.form["idSite"].split(",")
    for site in sites:
        if site in state["log_off"]:
            raise Refused(f"Visits log is deactivated in website settings. (idSite={site})")
    first, _, last = ask.form.get("date", "1998-01-01,today").partition(",")
    found = [one for one in state["visits"] if str(one["site"]) in sites and _within(one, first, last)]
    found = [one for one in found if _meets(state, one, ask.form.get("segment", ""), sites)]
    found.sort(key=lambda one: one["at"], reverse=ask.form.get("filter_sort_order") != "asc")
    limit, offset = int(ask.form.get("filter_limit", ROWS)), int(ask.form.get("filter_offset", 0))
    end = None if limit < 0 else offset + limit
    with_actions = ask.form.get("doNotFetchActions") != "1"
    return [_shown(state, one, with_actions) for one in found[offset:end]]


def _within(visit: Row, first: str, last: str) -> bool:
    return visit["at"][:10] >= first and (last == "today" or visit["at"][:10] <= last)


def _meets(state: Row, visit: Row, segment: str, sites: list[str]) -> bool:
    """The condition is decoded as a whole, then each value twice more; a plus sign becomes a space each time."""
    if not segment:
        return True
    either = [part.split(",") for part in unquote_plus(segment).split(";")]
    # every part is looked at, since one that is unknown is an error whatever the others say
    met = [[_holds(state, visit, one, sites) for one in parts] for parts in either]
    return all(any(parts) for parts in met)


def _holds(state: Row, visit: Row, condition: str, sites: list[str]) -> bool:
    parts = OPERATORS.match(condition)
    if parts is None:
        raise Refused("The segment condition is not valid.")
    name, operator, value = parts.groups()
    wanted = _folded(unquote_plus(unquote_plus(value)))
    values = [_folded(text) for text in _values(state, visit, name, sites)]
    if not wanted:
        return any(values) if operator == "!=" else not any(values)
    if operator in {"!=", "!@"}:
        return wanted not in values if operator == "!=" else not any(wanted in one for one in values)
    tests: dict[str, Callable[[str], bool]] = {
        "==": lambda one: one == wanted, "=@": lambda one: wanted in one,
        "=^": lambda one: one.startswith(wanted), "=$": lambda one: one.endswith(wanted),
    }  # fmt: skip
    return any(tests[operator](one) for one in values)


def _values(state: Row, visit: Row, name: str, sites: list[str]) -> list[str]:
    if name in BY_PROFILE and not state["profile"]:
        raise Refused(f"Segment '{name}' is not a supported segment.")
    if name in OF_VISIT:
        return [_stored_ip(state, visit) if name == "visitIp" else visit.get(OF_VISIT[name], "")]
    if name in OF_ACTION and name[:5] not in state["plugins_off"]:
        return [one.get(OF_ACTION[name], "") for one in visit["actions"]]
    if name in OTHERS:
        return []
    active = {
        f"dimension{row['idcustomdimension']}" for site in sites for row in state["dimensions"][site] if row["active"]
    }
    if name not in active:
        raise Refused(f"Segment '{name}' is not a supported segment.")
    return [visit.get("dimensions", {}).get(name[9:], ""), *(one.get(name, "") for one in visit["actions"])]


def _folded(text: str) -> str:
    """As the usual collation compares: neither case nor accents count."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


def _stored_ip(state: Row, visit: Row) -> str:
    """By how many parts are masked: bytes of IPv4, and their share of IPv6."""
    address, mask = ipaddress.ip_address(visit["ip"]), int(state.get("mask", 0))
    bits = 8 * mask if address.version == 4 else (0, 64, 80, 104, 128)[mask]
    return str(type(address)(int(address) >> bits << bits))


def _shown(state: Row, visit: Row, with_actions: bool) -> Row:
    moment = int(datetime.fromisoformat(visit["at"]).timestamp())
    site = next(one for one in state["sites"] if one["idsite"] == str(visit["site"]))
    shown = {
        "idSite": str(visit["site"]), "idVisit": str(visit["id"]), "visitIp": _stored_ip(state, visit),
        "visitorId": visit["visitor"], "fingerprint": f"{visit['id']:016x}", "siteName": site["name"],
        "userId": visit.get("user"), "serverTimestamp": moment, "firstActionTimestamp": moment,
        "lastActionTimestamp": moment, "serverDatePrettyFirstAction": visit["at"][:10],
        "serverTimePrettyFirstAction": visit["at"][11:19], "visitDurationPretty": "1 min 0s",
        "actions": str(len(visit["actions"])), "referrerType": "website" if visit.get("referrer") else "direct",
        "referrerTypeName": "Websites" if visit.get("referrer") else "Direct Entry",
        "referrerUrl": visit.get("referrer", ""), "deviceType": "Desktop", "operatingSystem": "GNU/Linux",
        "operatingSystemIcon": "plugins/Morpheus/icons/dist/os/LIN.png", "browser": "Firefox 143.0",
        "language": "French", "country": "Canada", "region": "Quebec", "city": "Montreal",
    }  # fmt: skip
    actions = [_action(one, visit, place) for place, one in enumerate(visit["actions"])]
    dimensions = {f"dimension{key}": value for key, value in visit.get("dimensions", {}).items()}
    return {**shown, **dimensions, "actionDetails": actions if with_actions else []}


def _action(action: Row, visit: Row, place: int) -> Row:
    """Titles are kept as HTML, web addresses as they were sent."""
    title = html.escape(action.get("pageTitle", "")).replace("&#x27;", "&#039;")
    return {
        **action,
        "pageTitle": title,
        "serverTimePretty": visit["at"],
        "pageId": f"{visit['id']}{place}",
        "icon": None,
    }


def _export(state: Row, ask: Ask) -> Any:
    asked = [(key, value) for key, value in ask.form.items() if key.startswith("visits[")]
    sites = {key.partition("]")[0]: value for key, value in asked if key.endswith("[idsite]")}
    numbers = {key.partition("]")[0]: value for key, value in asked if key.endswith("[idvisit]")}
    if not numbers or set(sites) != set(numbers):
        raise Refused("The parameter 'visits' is not valid.")
    found = [visit for visit in state["visits"] if str(visit["id"]) in numbers.values()]
    return _tables(state, found) if found else []


def _tables(state: Row, visits: list[Row]) -> Row:
    """Every table's rows; `idsite` is the name of the site, and the rows of a plug-in name no visit."""
    urls = sorted({one["url"] for visit in state["visits"] for one in visit["actions"]})
    tables: dict[str, list[Row]] = {
        "log_visit": [], "log_link_visit_action": [], "log_form": [], "log_conversion": [], "log_conversion_item": [],
        "log_action_log_link_visit_action_idaction_url": [],
    }  # fmt: skip
    for visit in visits:
        number, site = str(visit["id"]), next(one for one in state["sites"] if one["idsite"] == str(visit["site"]))
        own = {"idvisit": number, "idvisitor": visit["visitor"]}
        row = {
            **own,
            "idsite": site["name"],
            "location_ip": _stored_ip(state, visit),
            "config_id": f"{visit['id']:016x}",
        }
        tables["log_visit"].append(row if not visit.get("user") else {**row, "user_id": visit["user"]})
        for place, action in enumerate(visit["actions"]):
            url = str(urls.index(action["url"]) + 1)
            link = {**own, "idsite": site["idsite"], "idlink_va": f"{number}{place}", "idaction_url": url}
            tables["log_link_visit_action"].append(link)
            name = {"idaction": url, "name": action["url"]}
            names = tables["log_action_log_link_visit_action_idaction_url"]
            names.extend([name] if name not in names else [])
        if "order" in visit:
            tables["log_conversion"].append({**own, "idsite": site["idsite"], **visit["order"]})
            tables["log_form"].append({"idlogform": "8", "idsite": site["idsite"], "time_spent": "4200"})
    return tables


METHODS: dict[str, Callable[[Row, Ask], Any]] = {
    "UsersManager.hasSuperUserAccess": _super,
    "SitesManager.getAllSites": _all_sites,
    "SitesManager.getSitesWithAdminAccess": _some_sites,
    "CustomDimensions.getConfiguredCustomDimensions": _dimensions,
    "Live.getLastVisitsDetails": _visits,
    "PrivacyManager.exportDataSubjects": _export,
}
