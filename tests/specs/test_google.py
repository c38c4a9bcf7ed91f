"""Google's discovery documents as referees: what is asked exists, and what the sandboxes answer fits the schemas."""

import json
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from urllib.parse import unquote

import pytest
from tests.specs.referee import SPECS, needs_specs

from sar.assertion import GRANT
from sar.http import Request, Response, Transport
from sar.testing import rig

pytestmark = needs_specs

Row = dict[str, Any]
DOCUMENTS = {
    "google_analytics": {
        "/v1beta/": "google/analyticsadmin.v1beta.json",
        "/v1alpha/": "google/analyticsadmin.v1alpha.json",
    },
    "google_tag_manager": {"/tagmanager/v2/": "google/tagmanager.v2.json"},
}
TYPES: dict[str, type | tuple[type, ...]] = {
    "string": str, "boolean": bool, "integer": int, "number": (int, float), "object": dict, "array": list,
}  # fmt: skip


class Document:
    """One API version as Google describes it."""

    def __init__(self, name: str) -> None:
        self.whole: Row = json.loads((SPECS / name).read_text(encoding="utf-8"))

    def method(self, verb: str, path: str) -> Row | None:
        """The method that answers this request."""
        for one in self._methods(self.whole):
            if one["httpMethod"] == verb and re.fullmatch(_pattern(one), path.lstrip("/")):
                return one
        return None

    def faults(self, schema: Row, value: Any, place: str) -> Iterator[str]:
        """Where a value is not as described."""
        if "$ref" in schema:
            yield from self.faults(self.whole["schemas"][schema["$ref"]], value, place)
            return
        kind = TYPES[schema["type"]]
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            yield f"{place} is no {schema['type']}"
        elif isinstance(value, dict) and "properties" in schema:
            for key, inner in value.items():
                if key in schema["properties"]:
                    yield from self.faults(schema["properties"][key], inner, f"{place}/{key}")
                else:
                    yield f"{place} has an unknown {key}"
        elif isinstance(value, list):
            for number, inner in enumerate(value):
                yield from self.faults(schema["items"], inner, f"{place}/{number}")
        elif isinstance(value, str):
            yield from _text_faults(schema, value, place)

    def _methods(self, part: Row) -> Iterator[Row]:
        yield from part.get("methods", {}).values()
        for inner in part.get("resources", {}).values():
            yield from self._methods(inner)


def _pattern(method: Row) -> str:
    """`v1beta/properties/{propertiesId}` as a pattern; a place stands for one part of the path."""
    path: str = method.get("flatPath") or method["path"]
    parts = re.split(r"\{[^}]*\}", path)
    return "[^/:]+".join(re.escape(part) for part in parts)


def _text_faults(schema: Row, value: str, place: str) -> Iterator[str]:
    if "enum" in schema and value not in schema["enum"]:
        yield f"{place} is none of its choices"
    if schema.get("format") == "google-datetime":
        datetime.fromisoformat(value)
    if schema.get("format") == "int64" and not re.fullmatch(r"-?\d+", value):
        yield f"{place} is no number in text"


class Referee(Transport):
    """A way to the sandbox that holds every request and answer against the documents."""

    def __init__(self, inner: Transport, documents: dict[str, Document]) -> None:
        self._inner, self._documents = inner, documents
        self.faults: list[str] = []
        self.asked: list[str] = []
        self.scopes: set[str] = set()

    def handle_request(self, request: Request) -> Response:
        answer = self._inner.handle_request(request)
        answer.read()
        path = unquote(request.url.path)
        if path == "/token":
            self.scopes |= _scopes(request)
            return answer
        self.asked.append(path)
        document = next((one for prefix, one in self._documents.items() if path.startswith(prefix)), None)
        if document is None:
            self.faults.append(f"{path}: of no version that is described")
        else:
            self.faults += [f"{request.method} {path}: {fault}" for fault in self._judged(document, request, answer)]
        return answer

    def _judged(self, document: Document, request: Request, answer: Response) -> Iterator[str]:
        method = document.method(request.method, unquote(request.url.path))
        if method is None:
            yield "there is no such method"
            return
        known = {**method.get("parameters", {}), **document.whole["parameters"]}
        for name, value in request.url.params.multi_items():
            described = known.get(name)
            if described is None or described["location"] != "query":
                yield f"{name} is no parameter"
            elif described["type"] == "integer" and not value.isdigit():
                yield f"{name} is no integer"
        if not self.scopes & set(method["scopes"]):
            yield "the scope does not reach it"
        if answer.is_success:
            yield from document.faults(method["response"], answer.json(), "answer")


def _scopes(request: Request) -> set[str]:
    """What the signed statement asks for."""
    from base64 import urlsafe_b64decode
    from urllib.parse import parse_qs

    form = parse_qs(request.content.decode())
    assert form["grant_type"] == [GRANT]
    said = form["assertion"][0].split(".")[1]
    return set(json.loads(urlsafe_b64decode(said + "=" * (-len(said) % 4)))["scope"].split())


def refereed(slug: str, documents: dict[str, str]) -> tuple[Any, Referee]:
    ways: list[Referee] = []

    def through(inner: Transport) -> Referee:
        ways.append(Referee(inner, {prefix: Document(name) for prefix, name in documents.items()}))
        return ways[0]

    return rig(slug, through=through), ways[0]


@pytest.mark.parametrize("slug", sorted(DOCUMENTS))
def test_what_is_asked_exists_and_what_is_answered_fits(slug: str) -> None:
    connected, way = refereed(slug, DOCUMENTS[slug])
    result = connected.find()
    list(connected.connector.check())
    assert way.faults == []
    assert result.error is None
    assert [gap.text for gap in result.gaps if gap.remediable] == []
    assert len(set(way.asked)) >= 4


@pytest.mark.parametrize("slug", sorted(DOCUMENTS))
def test_the_scope_is_the_narrowest_that_serves(slug: str) -> None:
    connected, way = refereed(slug, DOCUMENTS[slug])
    connected.find()
    (scope,) = way.scopes
    assert scope.endswith(".readonly")
    for name in DOCUMENTS[slug].values():
        assert scope in Document(name).whole["auth"]["oauth2"]["scopes"]


def test_the_address_and_the_roots_are_googles() -> None:
    for slug, documents in DOCUMENTS.items():
        url = rig(slug).access.setting("url")
        for name in documents.values():
            assert Document(name).whole["rootUrl"] == f"{url}/"


@pytest.mark.parametrize(
    "asked",
    [
        "v1beta/properties/300000001/bigQueryLinks",
        "v1/properties/300000001",
        "v1beta/properties/300000001?pagesize=2",
        "v1beta/properties/300000001/dataStreams?pageSize=-1",
    ],
)
def test_the_referee_objects_to_requests(asked: str) -> None:
    """A method of another version, an unknown parameter and a wrong type are noticed."""
    connected, way = refereed("google_analytics", DOCUMENTS["google_analytics"])
    list(connected.connector.check())
    assert way.faults == []
    way.handle_request(Request("GET", f"{connected.access.setting('url')}/{asked}"))
    assert len(way.faults) == 1


@pytest.mark.parametrize(
    "change",
    [{"nickname": "x"}, {"displayName": 7}, {"propertyType": "PROPERTY_TYPE_ODD"}, {"displayName": None}],
)
def test_the_referee_objects_to_answers(change: Row) -> None:
    connected, _ = refereed("google_analytics", DOCUMENTS["google_analytics"])
    row = {**connected.imitation.state["resources"]["properties/300000001"], **change}
    schema = {"$ref": "GoogleAnalyticsAdminV1betaProperty"}
    assert len(list(Document("google/analyticsadmin.v1beta.json").faults(schema, row, "answer"))) == 1
