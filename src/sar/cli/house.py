"""What every command shares: its common options, and settings, registry and workspace opened from them."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from sar.collect import Source
    from sar.registry import Registry
    from sar.settings import Settings
    from sar.workspace import Workspace

F = TypeVar("F", bound=Callable[..., Any])

_OPTIONS = (
    click.option("--settings", type=click.Path(path_type=Path), help="sar.toml to use."),
    click.option("--credentials", type=click.Path(path_type=Path), help="credentials.toml to use."),
    click.option("--workspace", help="Workspace: a file, or a database URL."),
    click.option("--sandbox", is_flag=True, help="Use the bundled imitations of all processors: invented data."),
    click.option("--json", "as_json", is_flag=True, help="Print the result as JSON."),
)


def common(command: F) -> F:
    """Give a command the options that all share, as one `House` argument."""
    from functools import update_wrapper

    def wrapped(*args: Any, **kwargs: Any) -> Any:
        names = ("settings", "credentials", "workspace", "sandbox", "as_json")
        house = House(*(kwargs.pop(name) for name in names))
        return command(house, *args, **kwargs)

    update_wrapper(wrapped, command)
    for option in reversed(_OPTIONS):
        wrapped = option(wrapped)
    return wrapped  # type: ignore[return-value]


def home() -> Path:
    """Where workspaces are kept unless told otherwise: $SAR_HOME, else the user's data folder."""
    data = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(os.environ.get("SAR_HOME") or Path(data) / "sar")


@dataclass
class House:
    """The settings, registry, workspace and processors of one call, opened when first asked for."""

    settings_path: Path | None
    credentials_path: Path | None
    workspace_place: str | None
    sandbox: bool
    as_json: bool

    @cached_property
    def registry(self) -> "Registry":
        """All connectors known, private ones of sar.toml included."""
        from sar.registry import Registry

        return Registry.discover(() if self.sandbox else self.settings.connector_dirs)

    @cached_property
    def settings(self) -> "Settings":
        """sar.toml and credentials.toml, or what stands for them in the sandbox."""
        from sar.settings import load, sandboxed

        return sandboxed() if self.sandbox else load(self.settings_path, self.credentials_path)

    @cached_property
    def workspace(self) -> "Workspace":
        """The workspace; sandbox runs have one of their own."""
        from sar.workspace import Workspace

        if self.workspace_place:
            return Workspace(self.workspace_place)
        home().mkdir(parents=True, exist_ok=True, mode=0o700)
        return Workspace(home() / ("sandbox.db" if self.sandbox else "workspace.db"))

    def sources(self, only: tuple[str, ...] = (), without: tuple[str, ...] = ()) -> "list[Source]":
        """The chosen processors, ready to be searched."""
        ...

    def say(self, text: str) -> None:
        """A line for people; nothing when JSON was asked for."""
        if not self.as_json:
            click.echo(text)

    def tell(self, result: Any) -> None:
        """The result for scripts, when JSON was asked for."""
        if self.as_json:
            import msgspec

            click.echo(msgspec.json.encode(result).decode())
