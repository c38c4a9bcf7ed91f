"""sar.toml and credentials.toml: read, checked as a whole, and kept up to date when a token rotates."""

import os
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import msgspec

from sar.dossier.model import Controller, Mentions
from sar.errors import CallError, MissingCredential, SettingsError
from sar.misfit import misfit, nearest, no_toml
from sar.registry import Limit, Manifest, Registry
from sar.secrets import Secret, check_private, resolve, write_private


class Http(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[http]` in sar.toml; seconds, MiB, calls per processor and search."""

    timeout: float = 30
    deadline: float = 180
    attempts: int = 5
    wait: float = 0.5
    wait_max: float = 60
    retry_after_max: float = 120
    max_body_mb: int = 64
    max_calls: int = 50_000


class Options(msgspec.Struct, frozen=True):
    """The top-level keys of sar.toml."""

    mentions: Mentions = "excerpt"
    region: str = "CA"
    """Country by which phone numbers without a prefix are read."""
    lang: str = ""
    """Of answers and the register; empty: the language of whoever asks."""
    timezone: str = "America/Toronto"
    """The controller's: days are counted in it."""
    regimes: list[str] = msgspec.field(default_factory=lambda: ["quebec"])
    """Laws that a request comes under unless it says otherwise."""
    letters: str = ""
    """Folder of the controller's own letter templates."""
    countries: dict[str, str] = {}
    """Law → country whose holidays count, such as `gdpr = "FR"`."""
    page: Literal["letter", "a4"] = "letter"
    jobs: int = 8
    """Processors searched at the same time."""
    connector_dirs: list[str] = []
    attachment_mb: int = 25
    exhaustive: bool = False
    shared: list[str] = []
    """Addresses and numbers that are nobody's own, such as a switchboard's: never followed by themselves."""
    http: Http = Http()
    controller: Controller = Controller()


LIMIT = "limit"
"""The key of a processor's table for its own limit; no connector has a setting of that name."""
LIMITED = "Write it as limit = {{ rate = 10, per = 1.0, concurrency = 4 }}."
REGISTER = "register"
"""The table of a processor in sar.toml that says what is done there, not how it is reached."""


@dataclass(frozen=True)
class Processor:
    """One table of the settings: a system that holds data, and the connector that knows its kind."""

    name: str
    connector: str
    manifest: Manifest
    values: Mapping[str, Any]
    answers: Mapping[str, Any] = field(default_factory=dict)
    """In a sandbox: what a person who is asked would answer."""
    own_limit: Limit | None = None
    """What the vendor allows this firm, or its own server bears, where that is not what the manifest says."""
    _secrets: dict[str, Secret] = field(default_factory=dict, repr=False, compare=False)

    @property
    def limit(self) -> Limit:
        """How often the processor may be asked."""
        return self.own_limit or self.manifest.limit

    def setting(self, name: str) -> Any:
        """A plain setting, or the manifest's default, or an empty text."""
        value = self.values.get(name, self.manifest.settings[name].default)
        return "" if value is None else value

    def secret(self, name: str) -> str:
        """A secret in clear, looked up where its reference points on first use."""
        if name not in self._secrets:
            if not self.has(name):
                raise MissingCredential("{name} is not set", "Set it with `sar init`.", name=f"{self.name}.{name}")
            self._secrets[name] = resolve(str(self.values[name]), where=f"{self.name}.{name}")
        return self._secrets[name].reveal()

    def secrets(self, name: str) -> dict[str, str]:
        """A table of secrets in clear, such as one password per account."""
        table = self.setting(name) or {}
        for key, value in table.items():
            if f"{name}.{key}" not in self._secrets:
                self._secrets[f"{name}.{key}"] = resolve(str(value), where=f"{self.name}.{name}.{key}")
        return {key: self._secrets[f"{name}.{key}"].reveal() for key in table}

    def has(self, name: str) -> bool:
        """Whether a value is given or has a default."""
        value = self.setting(name)
        return bool(value) if isinstance(value, list | dict) else value not in {"", None}


@dataclass(frozen=True)
class Settings:
    """All that the two files say."""

    options: Options = field(default_factory=Options)
    processors: Mapping[str, Processor] = field(default_factory=dict)
    credentials: Path | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)
    """Tables of sar.toml that other parts read."""


def read_options(path: Path | None) -> tuple[Options, dict[str, Any]]:
    """sar.toml, which may be absent unless it was named: its options, and the tables that others read."""
    place = _place(path, "sar.toml")
    if place is None:
        return Options(), {}
    table = _toml(place)
    known = set(Options.__struct_fields__)
    plain = {name for name, value in table.items() if not isinstance(value, dict)}
    for name in sorted(plain - known):
        raise SettingsError("{place}: unknown setting {name}", **nearest(name, known), place=place, name=repr(name))
    try:
        options = msgspec.convert({name: table[name] for name in known & set(table)}, Options)
    except msgspec.ValidationError as error:
        raise misfit(error, place) from None
    return options, {name: value for name, value in table.items() if name not in known}


def load(settings: Path | None, credentials: Path | None, registry: Registry) -> Settings:
    """Both files, every table checked; one error names all that is missing in a table."""
    options, extra = read_options(settings)
    tables, place = described(extra), _place(credentials, "credentials.toml")
    if place is None and not tables:
        raise SettingsError(
            "there is no credentials file", "Write one with `sar init`, or try with invented data: --sandbox."
        )
    if place:
        check_private(place)
        for name, table in _toml(place).items():
            if not isinstance(table, dict):
                said, remedy = "{place}: {name} stands outside a table", "Put it under its processor, such as [{name}]."
                raise SettingsError(said, remedy, place=place, name=name)
            tables[name] = {**tables.get(name, {}), **table}
    where = str(place or "sar.toml")
    _without_secrets(described(extra), registry)
    processors = {name: _processor(name, table, registry, where) for name, table in tables.items()}
    return Settings(options, processors, place, extra)


def described(extra: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """The `[processors.NAME]` tables of sar.toml: a connector and its settings, without any secret."""
    tables = extra.get("processors", {})
    if not isinstance(tables, dict) or not all(isinstance(table, dict) for table in tables.values()):
        raise SettingsError("sar.toml: [processors] holds tables only", "Write [processors.NAME].")
    return {name: {key: value for key, value in table.items() if key != REGISTER} for name, table in tables.items()}


def imitable(table: Mapping[str, Any], name: str, registry: Registry) -> Processor:
    """A processor of sar.toml as a sandbox run takes it: what is missing comes from the imitation."""
    slug = str(table.get("connector", name))
    manifest = registry.get(slug)
    values = {key: value for key, value in table.items() if key not in {"connector", LIMIT}}
    return Processor(name, slug, manifest, values, own_limit=_limit(table, name, manifest))


def _limit(table: Mapping[str, Any], name: str, manifest: Manifest) -> Limit | None:
    """`limit = { rate = 50, per = 1.0, concurrency = 8 }`; what it does not say is the manifest's."""
    if LIMIT not in table:
        return None
    said, remedy = "[{name}]: limit must be a table of rate, per and concurrency, each more than 0", LIMITED
    if not isinstance(table[LIMIT], dict):
        raise SettingsError(said, remedy, name=name)
    try:
        limit = msgspec.convert({**msgspec.structs.asdict(manifest.limit), **table[LIMIT]}, Limit)
    except msgspec.ValidationError as error:
        raise misfit(error, f"[{name}]", LIMIT) from None
    if min(limit.rate, limit.per, limit.concurrency) <= 0:
        raise SettingsError(said, remedy, name=name)
    return limit


def select(names: Sequence[str], only: Sequence[str], without: Sequence[str] = ()) -> list[str]:
    """The processors to search; CallError names the nearest when one is unknown."""
    for wanted in (*only, *without):
        if wanted not in names:
            said = "there is no processor {name} in credentials.toml"
            raise CallError(said, **nearest(wanted, names), name=repr(wanted))
    return [name for name in names if (not only or name in only) and name not in without]


def keep(path: Path, table: str, name: str, value: Any) -> None:
    """Set one value in credentials.toml, comments and order kept, the file private and never half-written.

    A value that refers elsewhere is stored there where that can be written (`file:`, `keyring:`).
    """
    import tomlkit

    with locked(path):
        document = tomlkit.parse(path.read_text(encoding="utf-8")) if path.exists() else tomlkit.document()
        inner: Any = document.setdefault(table, tomlkit.table())
        if not _kept_elsewhere(str(inner.get(name, "")), str(value), f"{table}.{name}"):
            inner[name] = value
            write_private(path, tomlkit.dumps(document))


def state(path: Path, tables: Sequence[str], name: str, value: Any) -> None:
    """Set one value in sar.toml, in a table within tables or at its top; comments and order are kept."""
    import tomlkit

    with locked(path):
        document = tomlkit.parse(path.read_text(encoding="utf-8")) if path.exists() else tomlkit.document()
        inner: Any = document
        for table in tables:
            inner = inner.setdefault(table, tomlkit.table(is_super_table=table != tables[-1]))
        inner[name] = value
        tomllib.loads(tomlkit.dumps(document))  # what cannot be read again is not written
        path.write_text(tomlkit.dumps(document), encoding="utf-8")


def newest(path: Path, processor: Processor, name: str) -> str:
    """A secret as the file has it now: another process may have rotated it."""
    table = _toml(path).get(processor.name, {})
    return resolve(str(table.get(name, "")), where=f"{processor.name}.{name}").reveal()


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the file's lock against other processes and threads; entering twice in one thread is fine."""
    if _held.get(path):
        yield
        return
    with path.with_name(path.name + ".lock").open("a") as file:
        _lock(file.fileno())
        _held.set(path)
        try:
            yield
        finally:
            _held.clear(path)


class _Held:
    """Which locks this thread holds: flock would wait for itself."""

    def __init__(self) -> None:
        import threading

        self._mine = threading.local()

    def get(self, path: Path) -> bool:
        return path.resolve() in getattr(self._mine, "paths", set())

    def set(self, path: Path) -> None:
        self._mine.paths = {*getattr(self._mine, "paths", set()), path.resolve()}

    def clear(self, path: Path) -> None:
        self._mine.paths.discard(path.resolve())


_held = _Held()


def _lock(descriptor: int) -> None:
    if os.name == "posix":
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_EX)


def _kept_elsewhere(reference: str, value: str, where: str) -> bool:
    kind, colon, rest = reference.partition(":")
    if not colon or kind not in {"env", "cmd", "file", "keyring"}:
        return False
    if kind == "file":
        write_private(Path(rest).expanduser(), value + "\n")
    elif kind == "keyring":
        import keyring

        keyring.set_password(*rest.split("/", 1), value)
    else:
        said = "{where} rotates, and {kind}: cannot be written"
        raise SettingsError(said, "Keep it in credentials.toml, file: or keyring:.", where=where, kind=kind)
    return True


def _without_secrets(tables: Mapping[str, Mapping[str, Any]], registry: Registry) -> None:
    for name, table in tables.items():
        known = registry.get(str(table.get("connector", name))).settings
        for key in table:
            if key in known and known[key].secret:
                said = "sar.toml: [processors.{name}] holds the secret {key}"
                raise SettingsError(said, "Move it to credentials.toml.", name=name, key=key)


def _processor(name: str, table: Mapping[str, Any], registry: Registry, place: str) -> Processor:
    made = imitable(table, name, registry)
    known = made.manifest.settings
    where = {"place": place, "name": name}
    for key, value in made.values.items():
        if key not in known:
            said = "{place}: [{name}] has an unknown setting {key}"
            raise SettingsError(said, **nearest(key, known), **where, key=repr(key))
        if known[key].choices and value not in known[key].choices:
            said, choices = "{place}: [{name}] {key} is none of {choices}", ", ".join(known[key].choices)
            raise SettingsError(said, "Mend that line.", **where, key=key, choices=choices)
        if known[key].table != isinstance(value, dict):
            several, one = "{place}: [{name}] {key} must be a table", "{place}: [{name}] {key} must be one value"
            remedy = "See connectors/{slug}/README.md."
            raise SettingsError(several if known[key].table else one, remedy, **where, key=key, slug=made.connector)
    missing = [key for key, spec in known.items() if spec.required and not made.values.get(key)]
    if missing:
        said, remedy = "{place}: [{name}] lacks {missing}", "Add it, or run `sar init {slug}`."
        raise MissingCredential(said, remedy, **where, missing=", ".join(missing), slug=made.connector)
    return made


def _place(given: Path | None, name: str) -> Path | None:
    if given is not None:
        if not given.is_file():
            raise SettingsError("there is no file {path}", "Check the path, or write one with `sar init`.", path=given)
        return given
    config = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "sar" / name
    return next((path for path in (Path(name), config) if path.is_file()), None)


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        said, kind = "{path} cannot be read ({error})", type(error).__name__
        raise SettingsError(said, "Check its permissions.", path=path, error=kind) from None
    except tomllib.TOMLDecodeError as error:
        raise no_toml(error, path) from None
