"""What every command shares: its common options, and the house opened from them, which speaks to people or scripts."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from sar import house
from sar.cli import speech

if TYPE_CHECKING:
    from sar.i18n import Translator

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


@dataclass
class House(house.House):
    """The house of a command: it speaks to people in their language, or to scripts in JSON."""

    as_json: bool = False

    @cached_property
    def speaks(self) -> "Translator":
        """The user's language, with what all connectors say."""
        return self.translator(speech.language())

    def say(self, sentence: str, **values: Any) -> None:
        """A sentence for people, in the user's language; nothing when JSON was asked for."""
        if not self.as_json:
            speech.echo(sentence, **values)

    def show(self, text: str) -> None:
        """What is no sentence of ours, such as a path or a letter; nothing when JSON was asked for."""
        if not self.as_json:
            click.echo(text)

    def tell(self, result: Any) -> None:
        """The result for scripts, when JSON was asked for."""
        if self.as_json:
            import msgspec

            click.echo(msgspec.json.encode(result).decode())
