"""Settings, registry, workspace and processors of one call: what the command line, scripts and workers stand on."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import date

    from sar.collect import Source
    from sar.dossier.told import Told
    from sar.i18n import Translator
    from sar.leases import Leases
    from sar.limits import Buckets
    from sar.registry import Limit, Registry
    from sar.settings import Options, Settings
    from sar.shelf import Shelves
    from sar.workspace import Request, Workspace


def home() -> Path:
    """Where workspaces are kept unless told otherwise: $SAR_HOME, else the user's data folder."""
    data = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(os.environ.get("SAR_HOME") or Path(data) / "sar")


@dataclass
class House:
    """The settings, registry, workspace and processors of one call, opened when first asked for."""

    settings_path: Path | None = None
    credentials_path: Path | None = None
    workspace_place: str | None = None
    sandbox: bool = False

    @cached_property
    def options(self) -> "Options":
        """What sar.toml says; sandbox runs read it only when it is named."""
        return self._read[0]

    @property
    def extra(self) -> dict[str, Any]:
        """The tables of sar.toml that are not options."""
        return self._read[1]

    @cached_property
    def _read(self) -> "tuple[Options, dict[str, Any]]":
        from sar.settings import Options, read_options

        if self.sandbox and self.settings_path is None:
            return Options(), {}
        return read_options(self.settings_path)

    @cached_property
    def registry(self) -> "Registry":
        """All connectors known, private ones of sar.toml included."""
        from sar.registry import Registry

        return Registry.discover(self.options.connector_dirs)

    @cached_property
    def settings(self) -> "Settings":
        """sar.toml and credentials.toml."""
        from sar.settings import load

        return load(self.settings_path, self.credentials_path, self.registry)

    @property
    def place(self) -> str:
        """The workspace's file or URL: as the caller says, or outside of sandboxes $SAR_WORKSPACE."""
        named = self.workspace_place or ("" if self.sandbox else os.environ.get("SAR_WORKSPACE", ""))
        return named or str(home() / ("sandbox.db" if self.sandbox else "workspace.db"))

    @cached_property
    def workspace(self) -> "Workspace":
        """The workspace; sandbox runs have one of their own."""
        from sar.workspace import Workspace
        from sar.workspace.opening import is_url

        home().mkdir(parents=True, exist_ok=True, mode=0o700)
        return Workspace(self.place, keyfile=home() / "shared.key" if is_url(self.place) else None)

    @cached_property
    def today(self) -> "date":
        """The day in the controller's time zone."""
        from datetime import datetime
        from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

        from sar.errors import SettingsError

        try:
            return datetime.now(ZoneInfo(self.options.timezone)).date()
        except (ZoneInfoNotFoundError, ValueError):
            raise SettingsError("timezone in sar.toml is unknown", "Write it as America/Toronto.") from None

    @property
    def processors(self) -> list[str]:
        """The names of all configured processors, or in a sandbox of all that are imitated."""
        if self.sandbox:
            from sar.processors import bundled
            from sar.settings import described

            return list(described(self.extra) or bundled(self.registry))
        return list(self.settings.processors)

    def limit_of(self, processor: str, connector: str) -> "Limit | None":
        """How often a processor may be asked; as its connector says where the settings know it no more."""
        from sar.errors import SettingsError

        manifest = self.registry.manifests.get(connector)
        try:
            known = {} if self.sandbox else self.settings.processors
        except SettingsError:
            known = {}
        if processor in known:
            return known[processor].limit
        return manifest.limit if manifest else None

    @property
    def shared(self) -> tuple[str, ...]:
        """What is nobody's own: as the settings say, and the firm's address and number."""
        controller = self.options.controller
        return tuple(one for one in (*self.options.shared, controller.email, controller.phone) if one)

    def sources(self, only: Sequence[str] = (), without: Sequence[str] = ()) -> "list[Source]":
        """The chosen processors, ready to be searched."""
        from sar.processors import bundled, configured, imitated
        from sar.settings import described, select

        if self.sandbox:
            tables = described(self.extra) or bundled(self.registry)
            chosen = select(list(tables), only, without)
            new = {name: tables[name] for name in chosen if name not in self._imitations}
            self._imitations.update(zip(new, imitated(self.registry, new), strict=True))
            return [self._imitations[name] for name in chosen]
        found = self.settings.processors
        wanted = [found[name] for name in select(list(found), only, without)]
        http, credentials = self.options.http, self.settings.credentials
        return configured(wanted, self.registry, http, self.buckets, credentials, leases=self.leases)

    @cached_property
    def _imitations(self) -> "dict[str, Source]":
        """Those begun so far: what is corrected in one stays corrected as long as the house is open."""
        return {}

    @cached_property
    def buckets(self) -> "Buckets":
        """Where rate limits are kept: in the workspace, so that they hold over processes."""
        from sar.limits import SharedBuckets

        return SharedBuckets(self.workspace.engine)

    @cached_property
    def leases(self) -> "Leases | None":
        """What this process holds against those of other machines; None where there is one machine only."""
        from sar.leases import Leases

        engine = self.workspace.engine
        return Leases(engine) if engine.dialect.name == "postgresql" else None

    @cached_property
    def shelves(self) -> "Shelves":
        """Lists that are the same for all subjects, kept as long as a batch is answered here."""
        from sar.shelf import Shelves

        return Shelves()

    def anew(self) -> "House":
        """The same house on another day or with other settings, over the same database."""
        from dataclasses import replace

        other = replace(self)
        for name in ("workspace", "leases", "shelves", "buckets", "_imitations"):
            other.__dict__[name] = getattr(self, name)
        return other

    def translator(self, lang: str) -> "Translator":
        """A language with the catalogues of all connectors, in the controller's time zone."""
        from sar.i18n import Translator, language

        folders = [one.folder for one in self.registry.manifests.values()]
        return Translator(language(lang), self.options.timezone, folders)

    def told(self, request: "Request", say: "Translator | None" = None) -> "Told":
        """What the settings and the case say that a dossier repeats, in its language unless another is given."""
        from sar import register
        from sar.dossier.letters.templates import Templates
        from sar.dossier.told import Told

        manifests = self.registry.manifests
        units = [unit for unit in self.workspace.units(request.id) if unit.connector in manifests]
        processing = {unit.processor: manifests[unit.connector].processing for unit in units}
        return Told(
            controller=self.options.controller,
            names={one.slug: one.name for one in manifests.values()},
            say=say or self.translator(request.lang),
            mentions=self.options.mentions,
            register=register.read(self.extra, processing),
            case=self.workspace.case(request.id),
            decisions=self.workspace.decisions(request.id),
            templates=Templates(Path(self.options.letters) if self.options.letters else None),
            today=self.today,
        )

    def told_register(self, lang: str) -> "Told":
        """The same without a request: the register of all processors."""
        from sar import register
        from sar.dossier.told import Told

        processing = {one.processor.name: one.processor.manifest.processing for one in self.sources()}
        return Told(
            controller=self.options.controller,
            names={one.slug: one.name for one in self.registry.manifests.values()},
            say=self.translator(lang),
            register=register.read(self.extra, processing),
            today=self.today,
        )
