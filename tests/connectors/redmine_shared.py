"""What tests of Redmine's connector share: its imitation, watched or with other answers, and what was found."""

import json
from collections.abc import Callable
from typing import Any

from sar.http import Request, Response, Transport
from sar.records import Record
from sar.testing import rig
from sar.testing.rig import Result, Rig

ANN = ("ann@example.com", "ann.archer@example.org")
Change = Callable[[Any], None]


def one(result: Result, type_: str, number: str) -> Record:
    return next(record for record in result.disclosed if (record.type, record.source_id) == (type_, number))


def altered(path: str, change: Change) -> Rig:
    """The imitation, whose answers at a path are changed."""

    class Altering(Transport):
        def __init__(self, inner: Transport) -> None:
            self.inner = inner

        def handle_request(self, request: Request) -> Response:
            answer = self.inner.handle_request(request)
            if path not in request.url.path or answer.status_code != 200:
                return answer
            data = json.loads(answer.read())
            change(data)
            return Response(200, json=data, request=request)

    return rig("redmine", through=Altering)
