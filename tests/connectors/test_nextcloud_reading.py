"""How Nextcloud's entries are fetched and read: once each, none lost unsaid, through hostile XML and old spellings."""

from importlib import import_module

import pytest
from tests.connectors.nextcloud_shared import ANN, answering, card

from sar.errors import Changed
from sar.http import Request, Response
from sar.testing import rig
from sar.testing.watched import watched

lines = import_module("sar.connectors.nextcloud.lines")
dav = import_module("sar.connectors.nextcloud.dav")

# fetching


def test_what_is_shared_is_read_once() -> None:
    connected, way = watched("nextcloud")
    connected.find(*ANN)
    read = [request.url.path for request in way.requests if request.method == "REPORT"]
    assert not [path for path in read if "contacts_shared_by_sam" in path or "personal_shared_by_sam" in path]
    assert [path for path in read if "customers_shared_by_bob" in path], "bob himself is not searched"


def test_an_entry_that_spoils_its_batch_is_found_and_told() -> None:
    """Servers put into their XML what must not be there."""

    def spoilt(request: Request) -> Response | None:
        broken = Response(207, content=b"<d:multistatus xmlns:d='DAV:'>\x0b</d:multistatus>", request=request)
        return broken if b"bob.vcf" in request.content else None

    result = rig("nextcloud", through=answering("/sam/contacts", spoilt)).find(*ANN)
    (gap,) = (gap for gap in result.gaps if gap.remediable)
    assert gap.text == "1 entries of Contacts (account sam) could not be fetched."
    assert ("contact", "sam/contacts/ann.vcf") in result.keys
    assert ("contact", "sam/contacts/bob.vcf") not in result.keys


def test_an_entry_that_is_listed_and_left_out_is_told() -> None:
    def left_out(request: Request) -> Response | None:
        empty = Response(207, content=b"<d:multistatus xmlns:d='DAV:'/>", request=request)
        return empty if request.method == "REPORT" else None

    result = rig("nextcloud", through=answering("/joann/private", left_out)).find(*ANN)
    assert [gap.text.partition(" could")[0] for gap in result.gaps if gap.remediable] == [
        "The address book Private of the account joann"
    ]


def test_an_interrupted_run_does_not_fetch_again_what_it_has() -> None:
    held = [record.id for record in rig("nextcloud").find(*ANN).disclosed]
    connected, way = watched("nextcloud")
    connected.find(*ANN, held=held)
    fetched = b" ".join(request.content for request in way.requests if request.method == "REPORT")
    assert b"contacts/ann.vcf" not in fetched
    assert b"contacts/joann.vcf" in fetched


# reading


@pytest.mark.parametrize(
    "inside", ["<!DOCTYPE x [<!ENTITY a 'b'>]>", "<!-- <a --><!DOCTYPE x SYSTEM 'file:///etc/passwd'>"]
)
def test_xml_with_a_document_type_is_refused(inside: str) -> None:
    with pytest.raises(Changed):
        dav.parsed(f"<?xml version='1.0'?>{inside}<d:multistatus xmlns:d='DAV:'/>".encode())


def test_of_an_answer_only_each_parts_own_address_is_read() -> None:
    body = b"""<d:multistatus xmlns:d="DAV:"><d:response><d:href>http://other.example.net/dav/a%20b/</d:href><d:propstat>
        <d:prop><d:owner><d:href>/dav/owner/</d:href></d:owner><d:getetag>"1"</d:getetag></d:prop>
        <d:status>HTTP/1.1 200 OK</d:status></d:propstat><d:propstat><d:prop><d:displayname>no</d:displayname></d:prop>
        <d:status>HTTP/1.1 404 Not Found</d:status></d:propstat></d:response></d:multistatus>"""
    (part,) = dav.resources(body)
    assert (part.href, part.path, part.name) == ("/dav/a%20b/", "/dav/a b", "a b")
    assert part.hrefs("{DAV:}owner") == ["/dav/owner/"]
    assert part.text("{DAV:}displayname") == ""


def test_an_answer_that_the_server_cut_short_is_not_taken_for_whole() -> None:
    body = b"""<d:multistatus xmlns:d="DAV:"><d:response><d:href>/x/</d:href>
        <d:status>HTTP/1.1 507 Insufficient Storage</d:status></d:response></d:multistatus>"""
    with pytest.raises(Changed):
        dav.resources(body)


def test_old_and_new_spellings_of_a_property() -> None:
    text = card(
        "item1.EMAIL;INTERNET;HOME:ann@exam\r\n ple.com",
        "NOTE;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:Caf=C3=A9=0Aand=\r\n more, with a bare comma",
        'ATTENDEE;CN="A: B, C";SENT-BY="mailto:bob@example.net":MAILTO:o%27hara@example.org',
    )
    (component,) = lines.read(text)
    email, note, attendee = component["properties"][1:]
    assert (email["value"], email["group"], email["params"]) == (
        "ann@example.com",
        "item1",
        {"TYPE": ["INTERNET", "HOME"]},
    )
    assert note["value"] == "Café\nand more, with a bare comma"
    assert attendee["params"]["CN"] == ["A: B, C"]
    assert attendee["addresses"] == ["o'hara@example.org", "bob@example.net"]
