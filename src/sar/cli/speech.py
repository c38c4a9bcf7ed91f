"""The language of the command line: of `SAR_LANG`, else of the terminal; English is the language of the code."""

import copy
import os
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from sar.errors import SarError
    from sar.i18n import Translator

PLACES = ("SAR_LANG", "LC_ALL", "LC_MESSAGES", "LANG")
YES, NO = ("y", "yes", "o", "oui"), ("n", "no", "non")
OWN = ("TEXT", "PATH", "INTEGER")
"""What click itself calls the value of an option; the catalogue has them, and all else that click says."""
C = TypeVar("C", bound=click.Command)


def language() -> str:
    """`fr-CA` where the user's language is French, else `en`."""
    wanted = next((value for name in PLACES if (value := os.environ.get(name))), "")
    return "fr-CA" if wanted.lower().startswith("fr") else "en"


def translator() -> "Translator":
    """The user's language with the core's catalogue."""
    return _translator(language())


def say(sentence: str, **values: Any) -> str:
    """A sentence of ours in the user's language, its `{places}` filled; values are data and stay as they are."""
    text = sentence if language() == "en" else translator()(sentence)
    return text.format_map(values) if values else text


def count(number: int, one: str, many: str) -> str:
    """`1 day`, `30 days`."""
    return translator().count(number, one, many)


def told(error: "SarError") -> tuple[str, str]:
    """What went wrong and what to do about it."""
    speaks = translator()
    return speaks(error.message, error.values), speaks(error.remedy_sentence, error.values)


def echo(sentence: str, *, err: bool = False, **values: Any) -> None:
    """Print a sentence."""
    click.echo(say(sentence, **values), err=err)


def prompt(question: str, **options: Any) -> Any:
    """What is typed in answer to a question, which is in the user's language already."""
    return click.prompt(question, prompt_suffix=translator().colon, **options)


def confirm(question: str, *, default: bool, err: bool = False, **values: Any) -> bool:
    """Yes or no."""
    asked = f"{say(question, **values)} {say('[Y/n]' if default else '[y/N]')}"
    while True:
        answer = str(prompt(asked, default="", show_default=False, err=err)).strip().lower()
        if answer in (*YES, *NO) or not answer:
            return answer in YES if answer else default
        echo("Please answer yes or no.", err=err)


def translated(command: C) -> C:
    """A copy of a command whose help is in the user's language."""
    if language() == "en":
        return command
    ours = copy.copy(command)
    ours.help = _paragraphs(command.help or "")
    ours.options_metavar = say(command.options_metavar or "") or None
    ours.params = [_parameter(one) for one in command.params]
    if isinstance(ours, click.Group):
        ours.subcommand_metavar = say(ours.subcommand_metavar)
        ours.commands = {name: translated(one) for name, one in ours.commands.items()}
    return ours


def teach_click() -> None:
    """What click itself says, such as that an option is missing, comes from our catalogue too."""
    for name, module in list(sys.modules.items()):
        if name.startswith("click.") and hasattr(module, "_"):
            vars(module).update(_=say)
        if name.startswith("click.") and hasattr(module, "ngettext"):
            vars(module).update(ngettext=_plural)


@cache
def _translator(lang: str) -> "Translator":
    """With the catalogues of bundled connectors, whose sentences may stand in an error."""
    import sar.connectors
    from sar.i18n import Translator

    found = [path for place in sar.connectors.__path__ for path in Path(place).glob("*/connector.toml")]
    return Translator(lang, folders=[path.parent for path in found])


def _plural(one: str, many: str, number: int) -> str:
    return say(one if number == 1 else many)


def _paragraphs(text: str) -> str:
    """Each paragraph is one sentence of the catalogue."""
    return "\n\n".join(say(" ".join(part.split())) for part in text.split("\n\n") if part.strip())


def _parameter(parameter: click.Parameter) -> click.Parameter:
    ours = copy.copy(parameter)
    ours.metavar = say(parameter.metavar) if parameter.metavar else _kind(parameter)
    if isinstance(ours, click.Option):
        ours.help = say(ours.help) if ours.help else None
    return ours


def _kind(parameter: click.Parameter) -> str | None:
    kind = parameter.type.name.upper()
    plain = isinstance(parameter, click.Option) and not parameter.is_flag and kind in OWN
    return say(kind) if plain else None
