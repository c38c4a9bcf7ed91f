"""E-mail addresses in access logs: in every encoding, as a value or a mention, and their neighbours."""

import pytest
from tests.connectors.access_logs_shared import ANN, as_json, line, search

VALUES = [
    "ann@example.com", "ann%40example.com", "ANN%40Example.COM", "ann%2540example.com", "ann%252540example.com",
    "%61%6E%6e%40example%2Ecom", "ann%40%65xample.com", r"ann\x40example.com", "ann%40example.com.",
]  # fmt: skip


@pytest.mark.parametrize("written", VALUES)
@pytest.mark.parametrize("form", ["plain", "host", "json"])
def test_a_value_of_a_query_is_found_through_every_encoding(written: str, form: str) -> None:
    request = f"GET /confirm?list=3&e={written}&x=1 HTTP/1.1"
    text = as_json(request=request) if form == "json" else line(request, host="a.example:80" if form == "host" else "")
    result = search(line() + text + line(), ANN)
    (found,) = result.disclosed
    assert found.proof is not None
    assert getattr(found.proof, "how", "") in {"exact", "normalised"}


@pytest.mark.parametrize(
    "request_line",
    [
        "GET /login?next=%2Faccount%3Fmail%3Dann%40example.com HTTP/1.1",
        "GET /login?next=%252Faccount%253Fmail%253Dann%252540example.com HTTP/1.1",
        "GET /login?next=https%3A%2F%2Fx.example%2F%3Fa%3Db%26mail%3Dann%2540example.com HTTP/1.1",
    ],
)
def test_an_address_inside_an_address_is_a_value_too(request_line: str) -> None:
    (found,) = search(line(request_line), ANN).disclosed
    assert getattr(found.proof, "how", "") == "exact"


@pytest.mark.parametrize(
    "where",
    [
        line("GET /unsubscribe/ann%40example.com HTTP/1.1"),
        line(agent=r"reader (\x22ann@example.com\x22)"),
        line(referer="https://x.example/~ann@example.com/"),
        line("GET /?s=from:+ann%40example.com+please HTTP/1.1"),
        line(tail=' "ann@example.com"'),
        as_json(agent_note="ann\\u0040example.com"),
    ],
)
def test_elsewhere_it_is_a_mention(where: str) -> None:
    (found,) = search(where, ANN).disclosed
    assert getattr(found.proof, "how", "") == "mention"


def test_json_may_write_the_sign_as_a_number() -> None:
    text = as_json(request="GET /?e=ann@example.com HTTP/1.1").replace("@", r"\u0040")
    assert len(search(text, ANN).disclosed) == 1


@pytest.mark.parametrize(
    "value",
    ["joann%40example.com", "ann%40example.com.au", "ann%40example.community", "ann%2Bshop%40example.com",
     "mc.ann%40example.com", "ann%40example.org", "%C3%A9ann%40example.com", "ann%40mail.example.com"],
)  # fmt: skip
def test_neighbours_are_no_hits_at_all(value: str) -> None:
    result = search(line(f"GET /confirm?e={value} HTTP/1.1"), ANN)
    assert (result.disclosed, result.near) == ([], [])


def test_a_plus_that_may_be_a_space_is_left_to_the_officer() -> None:
    text = line("GET /?s=ann+shop@example.com HTTP/1.1")
    assert len(search(text, "email:ann+shop@example.com").disclosed) == 1
    result = search(text, "email:shop@example.com")
    assert (len(result.disclosed), len(result.near)) == (0, 1)


def test_letters_beyond_ascii_in_two_forms_and_in_latin_1() -> None:
    text = "".join(line(f"GET /?e={one}%40example.org HTTP/1.1") for one in ("zo%C3%A9", "zoe%CC%81", "zo%E9", "zoe"))
    assert len(search(text, "email:zoé@example.org").disclosed) == 3
