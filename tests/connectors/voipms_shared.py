"""What tests of VoIP.ms's connector share: the numbers, what it asks, answers of our own, and what was found."""

from collections.abc import Callable
from urllib.parse import parse_qs

from sar.http import Request, Response, Transport
from sar.identifiers import Identifier
from sar.records import Record
from sar.testing import Result
from sar.testing.faults import Faulty

ANN = Identifier("phone", "+15145550101")


def asked(requests: list[Request], method: str = "") -> list[dict[str, str]]:
    forms = [{key: values[0] for key, values in parse_qs(one.content.decode()).items()} for one in requests]
    return [form for form in forms if method in {"", form.get("method")}]


def answering(method: str, answer: Callable[[Request], Response]) -> Callable[[Transport], Transport]:
    name = f"method={method}&".encode()
    return lambda inner: Faulty(inner, lambda request, _: answer(request) if name in request.content else None)


def saying(method: str, **said: object) -> Callable[[Transport], Transport]:
    return answering(method, lambda request: Response(200, json=said, request=request))


def one(result: Result, type_: str, number: str) -> Record:
    (found,) = (each for each in [*result.disclosed, *result.near] if (each.type, each.source_id) == (type_, number))
    return found


def what(result: Result) -> str:
    return " ".join(gap.text for gap in result.gaps)
