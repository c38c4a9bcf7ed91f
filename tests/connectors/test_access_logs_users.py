"""Users in access logs: proven where the server let them in, and what they teach."""

from datetime import UTC, datetime

import pytest
from tests.connectors.access_logs_shared import ANN, as_json, line, search


def test_a_user_is_proven_only_where_the_server_let_them_in() -> None:
    text = "".join(line(user="aarcher", status=status) for status in (200, 304, 404, 401, 403, 400))
    result = search(text, "username:aarcher")
    assert [record.raw["status"] for record in result.disclosed] == [200, 304, 404]
    assert [record.raw["status"] for record in result.near] == [401, 403, 400]


@pytest.mark.parametrize(
    ("user", "written"),
    [
        ("aarcher", "AArcher"),
        ('ann "the [archer', r"ann \x22the [archer"),
        ('ann "the [archer', r"Ann \"the [archer"),
        ("firm\\ann", r"firm\x5Cann"),
        ("zoé", r"zo\xC3\xA9"),
        ("a [14/Sep/2026:15:20:00 +0000] GET", "a [14/Sep/2026:15:20:00 +0000] GET"),
    ],
)
def test_users_with_spaces_quotes_and_brackets(user: str, written: str) -> None:
    text = line(user=written) + line(user=f"{written}x") + line(user=written, host="www.example.org:443")
    result = search(text, f"username:{user}")
    assert len(result.disclosed) == 2
    assert len(search(as_json(remote_user=user) + as_json(remote_user="x"), f"username:{user}").disclosed) == 1


def test_an_e_mail_address_as_user_is_theirs_unless_it_was_refused() -> None:
    result = search(line(user="ann@example.com") + line(user="ann@example.com", status=401), ANN)
    assert (len(result.disclosed), len(result.near)) == (1, 1)


def test_who_logs_in_shows_their_address_once_in_half_a_day() -> None:
    times = ["14/Sep/2026:01:00:00", "14/Sep/2026:02:00:00", "14/Sep/2026:14:00:00"]
    text = "".join(line(user="aarcher", ip="192.0.2.77", at=at) for at in times)
    people = [record.people for record in search(text, "username:aarcher").disclosed]
    assert [len(one) for one in people] == [1, 0, 1]
    (address,) = people[0][0].identifiers
    assert (address.kind, address.value, address.seen) == ("ip", "192.0.2.77", datetime(2026, 9, 14, 1, tzinfo=UTC))
