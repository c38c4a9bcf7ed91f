"""What the site's plug-ins keep, against what could be read of it."""

from collections.abc import Iterator

from sar.sdk import Finding, Gap, ProcessorError, some_rows, text_of

from .api import Api, Row
from .plugins import DIVI, KEEPS, MAILED, NONE
from .site import Site

MAIL = (
    "The forms of {plugin} are sent by e-mail and kept nowhere on the site: what was written in them is in the mailbox "
    "that receives them."
)
NO_EXPORTER = (
    "The plug-in {plugin} keeps personal data and registers no exporter of them: it was searched by the address only, "
    "in the site's database, so that what it keeps without the address was not found."
)
SILENT = (
    "These plug-ins register no exporter of personal data; they were searched by the address in the site's database "
    "only: {plugins}."
)
UNREAD = "The plug-in {plugin} keeps personal data, which were not read."
UNKNOWN = "Whether these plug-ins keep personal data was not looked at: {plugins}."
UNTOLD = "Which plug-ins the site has, and what they keep, could not be learnt."
ONE_OF_MANY = "The site is one of a network, and only this one was searched."
CONFIGURE = "Set `wp_command` (and `host` where the site runs elsewhere), so that PHP can be run inside the site."
BY_REST = {"gravityforms": "gf/v2", "woocommerce": "wc/v3"}
READ_INSIDE = {"flamingo"}


class Coverage:
    """The report on plug-ins of one site."""

    def __init__(self, api: Api, site: Site, namespaces: list[str]) -> None:
        self._api, self._site, self._namespaces = api, site, namespaces

    def gaps(self, answer: Row) -> Iterator[Gap]:
        """One sentence for each plug-in that keeps what was not read whole, one for those nobody knows."""
        inside = bool(answer)
        if answer.get("multisite") is True:
            yield Gap(ONE_OF_MANY, "Add a table to credentials.toml for every other site of the network.")
        try:
            plugins = some_rows(answer, "plugins") if inside else self._active()
            theme = text_of(answer, "theme") if inside else self._theme()
        except ProcessorError as error:
            configured = self._site.configured
            yield Gap(UNTOLD, error.remedy_sentence if configured else CONFIGURE, error.values if configured else {})
            return
        yield from self._mailed(plugins, theme)
        yield from self._inside(plugins) if inside else self._outside(plugins)

    def findings(self, answer: Row) -> Iterator[Finding]:
        """The same for `sar check`."""
        for gap in self.gaps(answer):
            yield Finding("warning" if gap.remediable else "note", gap.what, gap.remedy, gap.values)

    def _mailed(self, plugins: list[Row], theme: str) -> Iterator[Gap]:
        if theme.casefold() in DIVI:
            yield Gap(MAIL, values={"plugin": theme})
        stored = any(text_of(one, "slug") in {"flamingo", "contact-form-cfdb7", "advanced-cf7-db"} for one in plugins)
        for one in plugins:
            slug = text_of(one, "slug")
            if slug in MAILED and not (stored and slug == "contact-form-7"):
                yield Gap(MAIL, values={"plugin": text_of(one, "name")})

    def _inside(self, plugins: list[Row]) -> Iterator[Gap]:
        silent = []
        for one in plugins:
            slug, name = text_of(one, "slug"), text_of(one, "name")
            if self._read(slug) or one.get("exporters") or slug in NONE:
                continue
            if slug in KEEPS:
                yield Gap(NO_EXPORTER, values={"plugin": name})
            else:
                silent.append(name)
        if silent:
            yield Gap(SILENT, values={"plugins": ", ".join(sorted(silent))})

    def _outside(self, plugins: list[Row]) -> Iterator[Gap]:
        unknown = []
        for one in plugins:
            slug, name = text_of(one, "slug"), text_of(one, "name")
            if slug in KEEPS and not self._read(slug):
                yield Gap(UNREAD, CONFIGURE, {"plugin": name})
            elif slug not in NONE and slug not in KEEPS:
                unknown.append(name)
        if unknown:
            yield Gap(UNKNOWN, CONFIGURE, {"plugins": ", ".join(sorted(unknown))})

    def _read(self, slug: str) -> bool:
        """Whether this connector reads what the plug-in keeps."""
        return BY_REST.get(slug, "") in self._namespaces or (slug in READ_INSIDE and self._site.configured)

    def _active(self) -> list[Row]:
        """Active plug-ins as REST tells them; must-use ones it does not tell."""
        rows = self._api.shared_whole("/wp/v2/plugins")
        return [
            {"slug": text_of(row, "plugin").partition("/")[0], "name": text_of(row, "name") or text_of(row, "plugin")}
            for row in rows
            if text_of(row, "status") in {"active", "network-active"}
        ]

    def _theme(self) -> str:
        return next((text_of(row, "template") for row in self._api.shared_whole("/wp/v2/themes", status="active")), "")
