"""Under Québec's law and the GDPR together, each thing that they ask for stands in the answer."""

import html
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from pypdf import PdfReader

from sar.cli import main
from sar.law.contents import ITEMS

SETTINGS = """
regimes = ["quebec", "gdpr"]
lang = "en"
timezone = "America/Toronto"

[controller]
name = "Example Consulting"
officer = "Paula Privacy"
title = "Person in charge of personal information"
email = "privacy@example.org"

[register.identification]
title = "Identification"
kinds = ["contact", "account"]
categories = ["Identifying", "Contact"]
retention = { duration = "P5Y", starts = "last_contact" }

[processors.redmine]
connector = "redmine"
[processors.redmine.register]
title = "Support tickets"
purposes = ["dpv:CustomerCare"]
means = ["forms of the site"]
source = "A partner who referred you."
basis = ["eu-gdpr:A6-1-b"]
recipients = [{ name = "Tickets Host Inc.", kind = "hosting", places = ["US"], safeguards = ["standard clauses"] }]
places = ["CA-QC"]
retention = { duration = "P5Y", starts = "last_contact" }
staff = ["the support team"]
automated = [{ what = "Sorting of tickets", logic = "words of the subject line", consequences = "who sees it first" }]
"""
EVIDENCE = {
    "confirmation": ["Yes, we hold information about you"],
    "data": ["aarcher", "Ann@Example.COM"],
    "transcript": ["Codes and marks", "How a system's true and false are shown."],
    "purposes": ["Customer care"],
    "means": ["forms of the site"],
    "categories": ["Identifying, Contact"],
    "recipients": ["Tickets Host Inc. (hosting)"],
    "staff": ["the support team"],
    "retention": ["5 years from our last contact with you", "To be deleted after"],
    "rights": ["have information rectified that is inaccurate", "have data erased", "withdraw your consent"],
    "complaint": ["Commission d'accès à l'information du Québec", "the supervisory authority of the country"],
    "source": ["A partner who referred you."],
    "automated": ["Sorting of tickets", "words of the subject line", "who sees it first"],
    "transfers": ["United States", "standard clauses"],
    "copy": ["The first copy is free.", "files/0001"],
    "contact": ["Paula Privacy", "privacy@example.org"],
    "withheld": ["P-39.1, s. 39(2)", "A suit is pending.", "within 30 days of a refusal"],
    "basis": ["performance of a contract (GDPR, Art. 6(1)(b))"],
}


@pytest.fixture(scope="module")
def answer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    folder = tmp_path_factory.mktemp("lawful")
    (folder / "sar.toml").write_text(SETTINGS, encoding="utf-8")
    more = ["--sandbox", "--settings", str(folder / "sar.toml")]
    out = [*more, "--out", str(folder / "out"), "--format", "pdf,json,html"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SAR_HOME", str(folder / "home"))
        main(["export", "ann@example.com", *out])
        (place,) = (folder / "out").iterdir()
        ticket = next(
            one for one in json.loads((place / "dossier.json").read_bytes())["records"] if one["kind"] == "ticket"
        )
        ground = ["--ground", "QC-39-2", "--reason", "A suit is pending."]
        main(["request", "decide", place.name, "record", ticket["id"], "--withhold", *ground, *more])
        main(["export", "--resume", place.name, *out])
    paper = " ".join(" ".join(page.extract_text() for page in PdfReader(place / "dossier.pdf").pages).split())
    page = re.sub(
        r"<(style|script).*?</\1>|<[^>]+>", " ", (place / "dossier.html").read_text(encoding="utf-8"), flags=re.S
    )
    yield {
        "paper": paper,
        "page": " ".join(html.unescape(page).split()),
        "json": json.loads((place / "dossier.json").read_bytes()),
    }


def test_every_item_of_the_checklist_is_looked_for() -> None:
    assert set(EVIDENCE) == set(ITEMS)


@pytest.mark.parametrize("item", sorted(EVIDENCE))
@pytest.mark.parametrize("rendering", ["paper", "page"])
def test_each_thing_that_the_laws_ask_for_is_there(answer: dict[str, Any], item: str, rendering: str) -> None:
    text = answer[rendering].replace(" ,", ",")
    assert [phrase for phrase in EVIDENCE[item] if phrase not in text] == []


def test_the_answer_says_where_each_thing_stands_and_by_which_provision(answer: dict[str, Any]) -> None:
    lines = {line["item"]: line for line in answer["json"]["contents"]}
    assert set(lines) == set(ITEMS)
    assert len(lines["purposes"]["provisions"]) == 2
    assert len(lines["basis"]["provisions"]) == 1
    for line in lines.values():
        assert line["part"] in answer["paper"]


def test_the_earliest_deadline_holds(answer: dict[str, Any]) -> None:
    assert answer["json"]["request"]["regimes"] == ["quebec", "gdpr"]
    assert answer["json"]["request"]["due"]
