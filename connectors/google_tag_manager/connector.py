"""Google Tag Manager: it holds no visitor's data; what its containers load is the evidence."""

import re
from collections.abc import Iterator

from sar.sdk import Context, Denied, Finding, Gap, Missing, NotSearchable, Said, Search, SettingsError, guarded

from .api import Api
from .evidence import Container

REASON = "Google Tag Manager holds no data of visitors: it is the list of programs that a website loads."
ALWAYS = (
    Said("What those programs collect is kept by their makers, each of which is a system of its own."),
    Said(
        "The person can see in the browser, under developer tools, Application, Cookies, which of them left a cookie: "
        "_ga is Google Analytics', _gcl_au Google Ads', _fbp Meta's."
    ),
)
PUBLIC_ID = re.compile(r"GTM-[A-Z0-9]{4,10}", re.IGNORECASE)


class GoogleTagManager:
    """Collects the evidence of one firm's containers."""

    def __init__(self, context: Context) -> None:
        self._api = Api(context)
        self._ids = context.setting("containers") or []
        self._logs = str(context.setting("server_logs"))

    def check(self) -> Iterator[Finding]:
        """Whether the key may read each container."""
        for public_id in self._containers():
            yield from self._readable(public_id)
        yield Finding("note", "no visitor's data are held: each request gets the list of programs as evidence")

    def find(self, search: Search) -> Iterator[Gap | NotSearchable]:
        """The same for every request."""
        told: list[Said] = []
        for public_id in self._containers():
            search.progress("a container")
            for one in guarded("Container {container}", self._told(public_id), container=public_id):
                if isinstance(one, Gap):
                    yield one
                else:
                    told.append(one)
        yield NotSearchable(REASON, (*told, *ALWAYS))

    def _told(self, public_id: str) -> Iterator[Said | Gap]:
        return Container(self._api, public_id, self._logs).tell()

    def _containers(self) -> list[str]:
        ids = [str(one).strip().upper() for one in self._ids]
        if not ids or not all(PUBLIC_ID.fullmatch(one) for one in ids):
            raise SettingsError(
                "containers of Google Tag Manager are ids such as GTM-ABC1234, at least one",
                "They stand in the website's source and at the top of the container's page.",
            )
        return ids

    def _readable(self, public_id: str) -> Iterator[Finding]:
        try:
            gaps = [one for one in self._told(public_id) if isinstance(one, Gap)]
        except (Denied, Missing) as error:
            if error.status == 401:
                raise
            told = {**error.values, "container": public_id, "why": error.message}
            yield Finding("error", "container {container} cannot be read: {why}", error.remedy_sentence, told)
            return
        yield Finding("ok", "container {container} can be read", "", {"container": public_id})
        for gap in gaps:
            yield Finding("warning" if gap.remediable else "note", gap.what, gap.remedy, gap.values)
