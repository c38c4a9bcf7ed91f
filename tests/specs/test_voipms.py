"""VoIP.ms's own description and samples as referees: parameters, statuses, and the shape of every answer.

They are not part of this project: SAR_SPECS names their folder.
"""

import importlib
import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any
from urllib.parse import parse_qs

import pytest
from tests.specs.referee import SPECS, needs_specs

from sar.http import Request, Response, Transport
from sar.identifiers import Identifier
from sar.proof import walk
from sar.records import Record
from sar.registry import Registry
from sar.testing import Result, rig
from sar.testing.faults import Faulty
from sar.testing.mending import mending, wanted

pytestmark = needs_specs

ANN = Identifier("phone", "+15145550101")
OF_REST = {"method", "content_type"}
"""Parameters that the description, which is of SOAP, does not need."""
SAMPLE_ARTEFACTS = {"getMediaMMS"}
"""The sample shows a list as PHP prints it, and its numbered places as keys."""


def module(name: str) -> Any:
    """A module of the connector."""
    return importlib.import_module(f"{Registry.discover().get('voipms').package}.{name}")


@cache
def described() -> dict[str, set[str]]:
    """The parameters of each method."""
    wsdl = (SPECS / "voipms-server.wsdl").read_text(encoding="utf-8")
    types = re.findall(r'<xsd:complexType name="(\w+)Input">(.*?)</xsd:complexType>', wsdl, re.DOTALL)
    return {name: set(re.findall(r'<xsd:element name="(\w+)"', body)) for name, body in types}


@cache
def statuses() -> set[str]:
    """Every status that is known."""
    listed = json.loads((SPECS / "voipms-api-statuses.json").read_text(encoding="utf-8"))["statuses"]
    return {one["code"] for one in listed}


@cache
def samples() -> dict[str, Any]:
    """A sample of each method's answer, with every key that the vendor shows."""
    methods = json.loads((SPECS / "voipms-api-responses.json").read_text(encoding="utf-8"))["methods"]
    return {name: built(shape) for name, shape in methods.items()}


def built(shape: dict[str, Any]) -> Any:
    """A value of a described shape."""
    if shape["kind"] == "scalar":
        return shape["sample"]
    if shape["kind"] == "list":
        return [built(shape["element"])]
    if shape["kind"] == "map":
        return {"key": built(shape["value"])}
    return {field["name"]: built(field["shape"]) for field in shape["fields"]}


def asked_and_answered() -> list[tuple[dict[str, str], Any]]:
    """All that a search of an account that has everything and a correction ask, and what the imitation answers."""
    seen: list[tuple[dict[str, str], Any]] = []

    class Watched(Transport):
        def __init__(self, inner: Transport) -> None:
            self._inner = inner

        def handle_request(self, request: Request) -> Response:
            answer = self._inner.handle_request(request)
            if request.method == "POST":
                form = {key: values[0] for key, values in parse_qs(request.content.decode()).items()}
                seen.append((form, json.loads(answer.read())))
            return answer

    with mending("voipms") as mends:
        case = wanted("voipms")["ann"]
        receipts = mends.apply(mends.plan(case["set"], case["was"]).request, Watched)
        assert {one.state for one in receipts} == {"verified"}
    connected = rig("voipms", through=Watched)
    state = connected.imitation.state
    state["clients"] = [{"client": "700", "email": "ann@example.com", "phone_number": "5145550101"}]
    state["client_cdr"] = {"700": [{**state["cdr"][0], "uniqueid": "7001"}]}
    state["client_sms"] = {"700": [{**state["sms"][-1], "id": "7002"}]}
    connected.find(ANN)
    list(connected.connector.check())
    return seen


def test_every_parameter_exists_for_its_method() -> None:
    unknown = {
        (form["method"], key)
        for form, _ in asked_and_answered()
        for key in set(form) - OF_REST - described().get(form["method"], set())
    }
    assert unknown == set()


def test_every_method_that_the_connector_knows_is_asked() -> None:
    asked = {form["method"] for form, _ in asked_and_answered()}
    known = Registry.discover().sandbox("voipms").METHODS
    assert asked == set(known)
    assert asked <= set(described())


def test_every_status_that_means_something_here_is_one_of_the_vendors() -> None:
    empty, refusals = module("api").EMPTY, module("refusals")
    refused = {*refusals.FATAL, *refusals.REMEDIES, *refusals.UNKNOWN_IDS, refusals.LATER, refusals.LIMIT}
    assert refused | empty <= statuses()


def test_all_that_an_entry_has_is_known_and_all_that_a_write_takes_is_sent() -> None:
    """Nothing that the vendor shows would be emptied, and the entry is named as the write demands."""
    for type_, form in module("forms").FORMS.items():
        row = samples()[form.method][form.rows][0]
        assert set(module("forms").whole(type_, row)) == set(form.sent)
        assert {form.named, *form.sent} == described()[form.write] - {"api_username", "api_password"}
        assert form.number in described()[form.method]
        assert set(row) == {form.number, *form.sent, *form.shown}


def test_every_empty_list_of_the_vendors_description_is_empty_here_where_it_is_asked_for() -> None:
    """Statuses of lists that are read, by what the vendor says of them."""
    api = module("api")

    listed = json.loads((SPECS / "voipms-api-statuses.json").read_text(encoding="utf-8"))["statuses"]
    read = (
        "CDR",
        "Client",
        "Filter",
        "Mailbox",
        "Message",
        "message",
        "Phonebook entries",
        "recording",
        "DIDs",
        "account",
    )
    there_are_no = [one for one in listed if one["description"].startswith(("There are no ", "There was no "))]
    ours = {one["code"] for one in there_are_no if any(word in one["description"] for word in read)}
    assert ours <= api.EMPTY


def shape_of(value: Any) -> Any:
    """The keys of an answer, those of a list by its first row."""
    if isinstance(value, dict):
        return {key: shape_of(one) for key, one in value.items()}
    return [shape_of(value[0])] if isinstance(value, list) and value else None


def test_every_answer_of_the_imitation_has_the_vendors_keys() -> None:
    compared = set()
    for form, answer in asked_and_answered():
        method = form["method"]
        if answer["status"] == "success" and method not in SAMPLE_ARTEFACTS and not _is_empty(answer):
            assert _keys(answer) == _keys(samples()[method]), method
            compared.add(method)
    assert compared == set(Registry.discover().sandbox("voipms").METHODS) - SAMPLE_ARTEFACTS


def _is_empty(answer: dict[str, Any]) -> bool:
    return any(value == [] for value in answer.values())


def _keys(answer: Any) -> set[str]:
    """Every key with what lies above it; plain values in a list count as none, nor does an empty list below a row."""
    found = {re.sub(r"/\d+(?=/|$)", "/*", path) for path, _ in walk(answer)}
    return {re.sub(r"(/\*)+$", "", path) for path in found} | (
        {"/sms/*/media"} if "/sms/*/col_media1" in found else set()
    )


LISTS = {
    "getCDR": ("cdr", "call", "callerid"),
    "getSMS": ("sms", "sms", "contact"),
    "getMMS": ("sms", "mms", "contact"),
    "getVoicemailMessages": ("messages", "voicemail", "callerid"),
    "getFaxMessages": ("faxes", "fax", "callerid"),
    "getPhonebook": ("phonebooks", "phonebook", "number"),
    "getCallerIDFiltering": ("filtering", "filter", "callerid"),
    "getForwardings": ("forwardings", "forwarding", "phone_number"),
    "getSubAccounts": ("accounts", "sub_account", "callerid_number"),
    "getClients": ("clients", "client", "phone_number"),
    "getCallTranscriptions": ("transcriptions", "transcript", "speakers"),
}
"""Method → the key of its rows, the type of our records, and where the vendor's sample has a number."""


def searched(method: str) -> tuple[Any, Result]:
    """The vendor's sample row, and a search for the number in it over an account that answers with that sample."""
    key, _, number = LISTS[method]
    sample = samples()[method]
    row = sample[key][0]
    digits = re.findall(r"\d{10,}", json.dumps(row[number]))[0]

    def with_sample(inner: Transport) -> Transport:
        def fault(request: Request, _: int) -> Response | None:
            named = f"method={method}&".encode() in request.content
            return Response(200, json=sample, request=request) if named else None

        return Faulty(inner, fault)

    return row, rig("voipms", through=with_sample).find(Identifier("phone", f"+1{digits}"))


@pytest.mark.parametrize("method", sorted(LISTS))
def test_the_vendors_sample_is_read_without_loss(method: str) -> None:
    type_ = LISTS[method][1]
    row, result = searched(method)
    found = [record for record in result.disclosed if record.type == type_]
    assert found, "the sample's own number does not lead to it"
    hidden = set(Registry.discover().get("voipms").redact)
    assert found[0].raw[type_] == {key: value for key, value in row.items() if key not in hidden}
    assert not list(_unshown(found[0], found[0].raw[type_]))


def _unshown(record: Record, row: dict[str, Any]) -> Iterator[str]:
    """Values of the vendor's row that stand nowhere in what is shown of the record."""
    shown = [record.source_id, record.text, *(field.value for field in record.fields)]
    for path, value in walk(row):
        if str(value) and not any(str(value) in text for text in shown):
            yield path


def test_the_sample_of_a_recording_is_read_by_its_id() -> None:
    named_in = module("recordings").named_in

    row = samples()["getCallRecordings"]["recordings"][0]
    named = named_in(row["callrecording"], None)
    assert named is not None
    assert named.from_ != named.to
    # the row's own time differs from that of its id by whole hours of an offset
    apart = abs((named.at.replace(tzinfo=None) - named.at.fromisoformat(row["datetime"])).total_seconds())
    assert apart <= 14 * 3600
    assert min(apart % 3600, -apart % 3600) <= 60


def test_files_of_the_samples_are_decoded() -> None:
    decoded_file = module("api").decoded_file

    sound = samples()["getVoicemailMessageFile"]["message"][0]["data"].rstrip(".")
    whole = sound[: len(sound) // 4 * 4]  # the vendor cut it off in the middle
    assert decoded_file(whole, 1 << 20).media_type == "audio/wav"
    recording = samples()["getCallRecording"]["base64file"]
    assert decoded_file(recording, 1 << 20).content[:2] == b"\xff\xe3"
