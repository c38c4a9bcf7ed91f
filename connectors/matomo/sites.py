"""The sites that the token reaches, and how each stores its visits."""

import ipaddress
from collections.abc import Iterator
from typing import Any

from sar.sdk import Denied, Gap, Known, ProcessorError, guarded, id_of, text_of

from .api import RIGHTS, Api, Unsupported

Row = dict[str, Any]
NEWEST = 5
"""Visits of a site from which is seen how it stores addresses by now."""
NOT_ALL = "Only sites of which the token's user is an administrator were searched ({sites})."
LOG_OFF = "The visits of the site {site} cannot be read, since its visits log is switched off."
LOG_ON = "Switch the visits log of this site on (Administration > Websites or General settings), then --resume."
DIMENSIONS_OFF = "Custom dimensions that are switched off cannot be searched ({names})."
NO_DIMENSIONS = "This Matomo has no custom dimensions."


class Sites:
    """All sites of one Matomo; after `find` it is known which can be read."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self.whole = False
        """Whether the token's user reaches every site there is."""
        self.names: dict[str, str] = {}
        self.readable: list[str] = []
        self.masked = False
        """Whether a site stores addresses only in part by now; False also where there is no visit yet."""
        self.dimensions: dict[str, list[Row]] = {}
        """The custom dimensions of each site that can be searched."""

    @property
    def all(self) -> str:
        """Every readable site, as Matomo takes them."""
        return ",".join(self.readable)

    def find(self) -> Iterator[Gap]:
        """Which sites there are and which of them can be read."""
        self.whole = self._api.yes("UsersManager.hasSuperUserAccess")
        rows = self._api.rows("SitesManager.getAllSites" if self.whole else "SitesManager.getSitesWithAdminAccess")
        self.names = {id_of(row, "idsite"): text_of(row, "name") for row in rows}
        if not self.names:
            raise Denied("the token reaches no site", RIGHTS, status=403)
        if not self.whole:
            yield Gap(NOT_ALL, RIGHTS, {"sites": ", ".join(self.names.values())})
        for site in self.names:
            yield from guarded("The visits of a site", self._probe(site))

    def labels(self, site: str) -> dict[str, Known]:
        """The firm's own names of a site's custom dimensions, of the visit and of its actions."""
        named = {}
        for row in self.dimensions.get(site, []):
            number = id_of(row, "idcustomdimension")
            name = text_of(row, "name") or f"Custom dimension {number}"
            named[f"visit.dimension{number}"] = Known(f"dimension:{number}", name, "", "observed")
        return named

    def read_dimensions(self) -> Iterator[Gap]:
        """The custom dimensions of every readable site; those switched off are named."""
        off: list[str] = []
        for site in self.readable:
            try:
                rows = self._api.rows("CustomDimensions.getConfiguredCustomDimensions", idSite=site)
            except Unsupported:
                yield Gap(NO_DIMENSIONS)
                return
            except ProcessorError as error:
                yield from guarded("The custom dimensions of a site", _raising(error))
                continue
            self.dimensions[site] = [row for row in rows if row.get("active") in (True, "1")]
            off += [text_of(row, "name") for row in rows if row.get("active") not in (True, "1")]
        if off:
            yield Gap(DIMENSIONS_OFF, values={"names": ", ".join(off)})

    def _probe(self, site: str) -> Iterator[Gap]:
        try:
            visits = self._api.some_visits(site, limit=NEWEST, doNotFetchActions=1)
        except Unsupported:
            yield Gap(LOG_OFF, LOG_ON, {"site": self.names[site]})
            return
        self.readable.append(site)
        stored = [address for row in visits if (address := text_of(row, "visitIp"))]
        self.masked = self.masked or (bool(stored) and all(map(is_masked, stored)))


def is_masked(address: str) -> bool:
    """Whether an address is stored only in part: it then belongs to many people and is nobody's."""
    try:
        one = ipaddress.ip_address(address)
    except ValueError:
        return True
    if isinstance(one, ipaddress.IPv4Address):
        return int(one) % (1 << 8) == 0
    return int(one) % (1 << 64) == 0


def _raising(error: ProcessorError) -> Iterator[Gap]:
    raise error
    yield
