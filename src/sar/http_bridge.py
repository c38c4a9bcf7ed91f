"""The bridge by which SDKs written on requests use the one network seam."""

from typing import Any

import requests
from requests.adapters import BaseAdapter
from requests.structures import CaseInsensitiveDict

from sar.http import SAFE, Client, decoded


def bridged(client: Client) -> requests.Session:
    """A session whose every request is sent by `client`; errors of the tree pass through it untouched.

    What an SDK reads is JSON: an answer that is not is `Changed`. Files are fetched by `Client.download`.
    """
    session = requests.Session()
    session.trust_env = False
    session.adapters.clear()
    session.mount("", _Bridge(client))
    return session


class _Bridge(BaseAdapter):
    def __init__(self, client: Client) -> None:
        super().__init__()
        self._client = client

    def send(self, request: requests.PreparedRequest, *_: Any, **__: Any) -> requests.Response:
        content = request.body.encode() if isinstance(request.body, str) else request.body
        method = request.method or "GET"
        answer = self._client.request(
            method,
            request.url or "",
            headers=dict(request.headers),
            content=content,
            safe=method in SAFE,
        )
        if method in SAFE:
            decoded(answer)  # SDKs take HTML or an empty body for an answer
        response = requests.Response()
        response.status_code = answer.status_code
        response.headers = CaseInsensitiveDict(answer.headers)
        response._content = answer.content
        response.encoding = answer.encoding
        response.url = request.url or ""
        response.request = request
        return response

    def close(self) -> None:
        """The client is closed by who made it."""
