"""Finds connectors by their manifests: no connector's code is imported until it is used."""

import importlib
import sys
import tomllib
from collections.abc import Iterable, Iterator
from importlib.metadata import entry_points
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any, Literal

import msgspec
from msgspec import structs

from sar.errors import SettingsError
from sar.identifiers import Kind
from sar.misfit import misfit, nearest, no_toml

GROUP = "sar.connectors"
"""Entry-point group: each value is an import package that holds a connector.toml."""


class SettingSpec(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One setting of a connector, as `sar init` asks for it."""

    help: str = ""
    required: bool = False
    secret: bool = False
    default: str | int | float | bool | list[str] | None = None
    choices: list[str] = []
    table: bool = False
    """A table of named values, such as one password per account; with `secret`, each value is one."""
    oauth: bool = False
    """The value comes from the consent walk and is not typed in."""


class Limit(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The vendor's limit: `rate` requests in `per` seconds, so many at once."""

    rate: float
    per: float = 1.0
    concurrency: int = 4


class OAuth(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where consent is asked for and turned into tokens."""

    authorize: str
    token: str
    scopes: list[str] = []
    keeps: dict[str, str] = {}
    """Query parameter of the redirected address → the setting that keeps it."""


class Corrects(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What of a processor can be corrected, and what is said of the rest."""

    types: list[str] = []
    """Types of records that stand for objects which the connector can write."""
    texts: list[str] = []
    """Types of records whose text may hold a wrong value: a person decides about those."""
    stays: str = ""
    """Why what it holds stays as it is, in one sentence."""
    task: str = ""
    """What somebody may do by hand, in one sentence."""


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A connector as its `connector.toml` describes it."""

    slug: str
    name: str
    entry: str
    finds_by: list[Kind]
    does: list[Literal["find", "correct", "attest", "ask"]]
    """`attest`: says why no search exists, with evidence; `ask`: ends in a question that a person must send."""
    limit: Limit
    settings: dict[str, SettingSpec] = {}
    processing: dict[str, Any] = {}
    """Defaults for the register of processing activities; sar.toml overrides them."""
    hosts: list[str] = []
    redact: list[str] = []
    """JSON keys of payloads that are credentials: the core cuts them out of every record."""
    oauth: OAuth | None = None
    correction: Corrects = Corrects()
    package: str = ""
    folder: Path = Path()


class Registry:
    """All connectors by slug."""

    def __init__(self, manifests: Iterable[Manifest]) -> None:
        self.manifests: dict[str, Manifest] = {}
        for manifest in sorted(manifests, key=lambda one: one.slug):
            other = self.manifests.get(manifest.slug)
            if other:
                raise SettingsError(
                    "two connectors are called {slug}: {one} and {other}",
                    "Remove one of them, or give it another slug.",
                    slug=repr(manifest.slug),
                    one=other.folder,
                    other=manifest.folder,
                )
            self.manifests[manifest.slug] = manifest

    @classmethod
    def discover(cls, extra: Iterable[str | Path] = ()) -> "Registry":
        """Bundled connectors, installed ones (entry points) and private ones (`connector_dirs` of sar.toml)."""
        return cls([*_bundled(), *_installed(), *_private(extra)])

    def get(self, slug: str) -> Manifest:
        """A manifest; SettingsError names the nearest slug when it is unknown."""
        if slug in self.manifests:
            return self.manifests[slug]
        raise SettingsError("there is no connector {slug}", **nearest(slug, self.manifests), slug=repr(slug))

    def load(self, slug: str) -> Any:
        """The connector's entry class; its code is imported now."""
        manifest = self.get(slug)
        module, _, name = manifest.entry.partition(":")
        try:
            return getattr(_import(manifest, module), name)
        except (ImportError, AttributeError, SyntaxError) as error:
            raise SettingsError(
                "the connector {slug} cannot be loaded ({error})",
                "Check `entry` in {path} and that its packages are installed.",
                slug=repr(slug),
                error=type(error).__name__,
                path=manifest.folder / "connector.toml",
            ) from error

    def imitable(self, slug: str) -> bool:
        """Whether the connector brings a sandbox."""
        return (self.get(slug).folder / "sandbox.py").is_file()

    def sandbox(self, slug: str) -> ModuleType:
        """The connector's imitation of its processor."""
        return _import(self.get(slug), "sandbox")


def read_manifest(path: Path, package: str, *, named: bool = True) -> Manifest:
    """A manifest from its file; SettingsError says which key is wrong.

    `named`: the folder must bear the slug's name; an installed package may be called otherwise (`sar_acme`).
    """
    try:
        manifest = msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), Manifest)
    except msgspec.ValidationError as error:
        raise misfit(error, path) from None
    except tomllib.TOMLDecodeError as error:
        raise no_toml(error, path) from None
    except OSError as error:
        said, kind = "{path} cannot be read ({error})", type(error).__name__
        raise SettingsError(said, "Check its permissions.", path=path, error=kind) from None
    if named and manifest.slug != path.parent.name:
        said, slug = "{path}: slug {slug} is not the folder's name", repr(manifest.slug)
        raise SettingsError(said, "Make them the same.", path=path, slug=slug)
    return structs.replace(manifest, package=package, folder=path.parent)


def _bundled() -> Iterator[Manifest]:
    import sar.connectors

    for place in sar.connectors.__path__:
        for path in sorted(Path(place).glob("*/connector.toml")):
            yield read_manifest(path, f"sar.connectors.{path.parent.name}")


def _installed() -> Iterator[Manifest]:
    for entry in entry_points(group=GROUP):
        folder = _package_folder(entry.value)
        if folder is None:
            said, remedy = "the installed connector {name} has no folder", "Install its package again."
            raise SettingsError(said, remedy, name=repr(entry.name))
        yield read_manifest(folder / "connector.toml", entry.value, named=False)


def _package_folder(package: str) -> Path | None:
    try:
        spec = find_spec(package)
    except ImportError:
        return None
    places = spec.submodule_search_locations if spec else None
    return Path(next(iter(places))) if places else None


def _private(extra: Iterable[str | Path]) -> Iterator[Manifest]:
    for place in extra:
        if not Path(place).is_dir():
            said, remedy = "connector_dirs: {path} is not a folder", "Mend connector_dirs in sar.toml."
            raise SettingsError(said, remedy, path=place)
        for path in sorted(Path(place).glob("*/connector.toml")):
            yield read_manifest(path, f"sar_private.{path.parent.name}")


def _import(manifest: Manifest, module: str) -> ModuleType:
    if manifest.package.startswith("sar_private."):
        _make_importable(manifest)
    return importlib.import_module(f"{manifest.package}.{module}")


def _make_importable(manifest: Manifest) -> None:
    """Private connectors lie anywhere: their folder becomes a package of its own name."""
    if "sar_private" not in sys.modules:
        sys.modules["sar_private"] = ModuleType("sar_private")
        sys.modules["sar_private"].__path__ = []
    if manifest.package not in sys.modules:
        init = manifest.folder / "__init__.py"
        places = [str(manifest.folder)]
        spec = spec_from_file_location(manifest.package, init, submodule_search_locations=places)
        assert spec
        package = module_from_spec(spec)
        sys.modules[manifest.package] = package
        if init.is_file() and spec.loader:
            spec.loader.exec_module(package)
