"""Nextcloud's files and shares: whose name or address they bear."""

import pytest
from tests.connectors.nextcloud_shared import ANN

from sar.proof import walk
from sar.testing import rig


def test_a_cloud_id_has_the_form_of_an_address_and_is_none() -> None:
    result = rig("nextcloud").find(*ANN)
    assert ("share", "4") not in result.keys
    assert ("share", "4") in result.near_keys


def test_what_opens_a_share_is_not_kept() -> None:
    result = rig("nextcloud").find(*ANN)
    assert not [value for record in result.disclosed for _, value in walk(record.raw) if "t0ken" in str(value)]


def test_pending_and_removed_shares_are_read() -> None:
    assert ("share", "8") in rig("nextcloud").find(*ANN).keys
    assert ("share", "9") in rig("nextcloud").find("zoé@example.org").keys


NAMES = {
    "ann@example.com.pdf": True,
    "Re ann@example.com": True,
    "ann@example.com (1).docx": True,
    "ann@example.com.au": False,
    "ann@example.com.au.pdf": False,
    "joann@example.com.pdf": False,
    "ann@example.com.org": False,
}


@pytest.mark.parametrize(("name", "hers"), NAMES.items())
def test_an_ending_is_no_part_of_an_address_and_a_domain_is(name: str, hers: bool) -> None:
    connected = rig("nextcloud")
    connected.imitation.state["files"] = [{"id": 1, "owner": "sam", "path": f"/{name}"}]
    connected.imitation.state["shares"].clear()
    connected.imitation.state["comments"].clear()
    result = connected.find("ann@example.com")
    assert (("file", "1") in result.keys) is hers
    assert (("file", "1") in result.near_keys) is not hers


def test_files_beyond_the_first_hundred_are_found() -> None:
    files = [record for record in rig("nextcloud").find("joann@example.com").disclosed if record.type == "file"]
    assert len(files) == 130
