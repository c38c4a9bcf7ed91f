"""Nextcloud's address books: what a card teaches, its picture, and hostile cards."""

import pytest
from tests.connectors.nextcloud_shared import ANN, card, learnt, one, with_tree

from sar.proof import walk
from sar.testing import rig


def test_learnt_from_a_card() -> None:
    found = rig("nextcloud").find("ann@example.com")
    known = learnt(one(found, "contact", "sam/contacts/ann.vcf"))
    assert known == {
        ("email", "ann@example.com", "strong"),
        ("email", "ann.archer@example.org", "strong"),
        ("phone", "+15145550101", "strong"),
    }


def test_a_card_that_only_shares_a_number_teaches_less_surely() -> None:
    record = one(rig("nextcloud").find(*ANN), "contact", "sam/contacts/household.vcf")
    assert {confidence for _, _, confidence in learnt(record)} == {"weak"}


def test_a_picture_is_a_file_and_not_a_payload() -> None:
    result = rig("nextcloud").find(*ANN)
    record = one(result, "contact", "sam/contacts/ann.vcf")
    (picture,) = record.attachments
    assert picture.media_type == "image/png"
    assert result.files[picture.sha256].startswith(b"\x89PNG")
    assert not [value for _, value in walk(record.raw) if isinstance(value, str) and "iVBOR" in value]


HOSTILE = {
    "no colon": card("EMAIL:ann@example.com", "no colon here"),
    "no end": "BEGIN:VCARD\r\nEMAIL:ann@example.com\r\n",
    "nothing around": "EMAIL:ann@example.com",
    "other end": "BEGIN:VCARD\r\nEMAIL:ann@example.com\r\nEND:VEVENT\r\n",
    "too deep": "BEGIN:VCARD\r\n" * 5000 + "EMAIL:ann@example.com",
    "a long line of parameters": card(f"EMAIL{';a=b' * 50_000}:ann@example.com"),
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_card_is_told_and_the_rest_is_read(text: str) -> None:
    result = with_tree(card_hostile=text).find(*ANN)
    (gap,) = (gap for gap in result.gaps if gap.remediable)
    said = "1 entries of Contacts (account sam) may concern the subject and could not be understood."
    assert gap.text == said
    assert ("contact", "sam/contacts/household.vcf") in result.keys
