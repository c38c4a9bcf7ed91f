"""Logging in as a service account, against an endpoint that looks at the signature."""

import json

import pytest

from sar.assertion import bearer
from sar.errors import Changed, Denied, SettingsError
from sar.http import Client, Policy, Response, in_process
from sar.sandbox import TOKEN, Answer, Api, Ask, answer, issue_tokens, service_account
from sar.testing.faults import Faulty, at_first

ADDRESS = "https://tokens.example.org/token"
READ = "https://auth.example.org/read"


def client(**more: object) -> Client:
    api = Api()
    issue_tokens(api, "/token", ADDRESS, [READ])
    way = Faulty(in_process(api), at_first("500", int(more.get("failing", 0))))  # type: ignore[call-overload]
    return Client("p", ADDRESS, transport=way, policy=Policy(wait=0.001, wait_max=0.002))


def changed(**parts: str) -> str:
    return json.dumps({**json.loads(service_account()), **parts})


def test_a_key_gives_a_token() -> None:
    assert bearer(client(), ADDRESS, service_account(), [READ]) == {"authorization": f"Bearer {TOKEN}"}


def test_a_fault_that_passes_is_overcome() -> None:
    assert bearer(client(failing=2), ADDRESS, service_account(), [READ])


@pytest.mark.parametrize(
    ("address", "key", "scope"),
    [
        ("https://tokens.example.org/token?x", service_account(), READ),
        (ADDRESS, changed(client_email="other@example.org"), READ),
        (ADDRESS, service_account(), "https://auth.example.org/write"),
    ],
    ids=["for another address", "of another account", "for another scope"],
)
def test_what_the_endpoint_refuses_is_denied(address: str, key: str, scope: str) -> None:
    with pytest.raises(Denied) as refused:
        bearer(client(), address, key, [scope])
    assert refused.value.status == 401


def test_a_key_of_another_pair_is_denied() -> None:
    from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    other = generate_private_key(public_exponent=65537, key_size=2048)
    pem = other.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    with pytest.raises(Denied):
        bearer(client(), ADDRESS, changed(private_key=pem), [READ])


@pytest.mark.parametrize("key", ["", "not JSON", "[]", "{}", changed(private_key=""), changed(private_key="no PEM")])
def test_what_is_no_key_is_a_fault_of_the_settings(key: str) -> None:
    with pytest.raises(SettingsError) as wrong:
        bearer(client(), ADDRESS, key, [READ])
    assert "BEGIN" not in str(wrong.value)


def test_an_answer_without_a_token_is_changed() -> None:
    api = Api()

    @api.on("POST", "/token")
    def nothing(ask: Ask) -> Answer:
        return answer({"token_type": "Bearer"})

    way = Faulty(in_process(api), lambda request, _: None)
    with pytest.raises(Changed):
        bearer(Client("p", ADDRESS, transport=way), ADDRESS, service_account(), [READ])


def test_the_key_stays_out_of_errors() -> None:
    said = Response(400, json={"error": "invalid_grant", "error_description": "key s3cret"}).content
    way = Faulty(in_process(Api()), lambda request, _: Response(400, content=said, request=request))
    with pytest.raises(Denied) as refused:
        bearer(Client("p", ADDRESS, transport=way), ADDRESS, service_account(), [READ])
    assert "s3cret" not in f"{refused.value} {refused.value.remedy}"
