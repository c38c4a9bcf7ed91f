"""The command line: one module per command, imported only when it is called."""

import importlib
import os
import sys
from typing import Any

import click

import sar
from sar.cli.speech import echo, say, teach_click, told, translated

COMMANDS = {
    "export": ("sar.cli.export", "Answer one request: search every processor, write the dossier."),
    "correct": ("sar.cli.correct", "Correct what is wrong about a person in every processor: plan, apply, undo."),
    "check": ("sar.cli.check", "Ask every processor whether its key is valid and wide enough."),
    "init": ("sar.cli.init", "Write credentials.toml by asking, testing each key as it goes."),
    "request": ("sar.cli.request", "Register requests, verify, extend, record answers, deliver."),
    "status": ("sar.cli.status", "See what waits, is in work and has failed, and how fast it goes."),
    "health": ("sar.cli.health", "Whether a run could start now: for the probe of a container."),
    "batch": ("sar.cli.batch", "Answer many requests from one file, and go on after a stop."),
    "worker": ("sar.cli.worker", "Answer batches as one of several machines, over PostgreSQL."),
    "schedule": ("sar.cli.schedule", "Run batches at the times that sar.toml says."),
    "purge": ("sar.cli.purge", "Destroy what was found for requests that are past their date."),
    "register": ("sar.cli.register", "See the register of processing, and what is missing in it."),
    "law": ("sar.cli.law", "See the laws, the grounds to withhold, and what a lawyer must check."),
    "connectors": ("sar.cli.connectors", "List the kinds of processors that sar knows."),
    "schema": ("sar.cli.schema", "Print the JSON Schema of dossier.json."),
    "sandbox": ("sar.cli.sandbox", "Serve the imitations of processors on loopback."),
}


class Lazy(click.Group):
    """A group that imports a command's module when that command is run, and not for `--help`."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All commands, the most used first."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one command."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(COMMANDS[cmd_name][0]).command
        return translated(command)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands from the table above, without importing them."""
        with formatter.section(say("Commands")):
            formatter.write_dl([(name, say(text)) for name, (_, text) in COMMANDS.items()])


@click.group(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(sar.__version__, prog_name="sar")
def group() -> None:
    """Answer subject access requests: one e-mail address in, a proven PDF and JSON dossier out.

    First try: sar export ann@example.com --sandbox
    """


def main(arguments: list[str] | None = None) -> Any:
    """Run a command; failures end in one line with their remedy and the exit code of their kind."""
    _log()
    teach_click()
    try:
        code = translated(group).main(arguments, prog_name="sar", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except click.Abort:
        echo("sar: stopped", err=True)
        sys.exit(130)
    except Exception as error:
        sys.exit(_failed(error))
    if isinstance(code, int) and code:
        sys.exit(code)


def _log() -> None:
    """`SAR_LOG=INFO` writes a log to stderr, as JSON with `SAR_LOG_FORMAT=json`; nothing personal is in it."""
    if level := os.environ.get("SAR_LOG"):
        from sar import logs

        logs.start(level, os.environ.get("SAR_LOG_FORMAT", ""))


def _failed(error: Exception) -> int:
    from sar.errors import SarError

    error = _known(error)
    if not isinstance(error, SarError):
        return _bug(error)
    message, remedy = told(error)
    echo("sar: {message}", err=True, message=message)
    if remedy:
        click.echo(f"     {remedy}", err=True)
    return error.exit_code


def _known(error: Exception) -> Exception:
    """A full disk and a lost database are no bugs, wherever they are met."""
    if isinstance(error, OSError):
        from sar.full import full, unwritable

        return unwritable(error, "a file cannot be written ({error})") if full(error) else error
    if type(error).__module__ == "sqlalchemy.exc" and hasattr(error, "orig"):
        from sar.errors import WorkspaceError

        said, remedy = "the database does not answer ({error})", "Is it running? Then go on with --resume."
        lost = type(error).__name__ in {"OperationalError", "InterfaceError"}
        return WorkspaceError(said, remedy, error=type(error.orig).__name__) if lost else error
    return error


def _bug(error: Exception) -> int:
    """A bug is named by its places only: messages and values of a trace may hold personal data."""
    import traceback

    echo("sar: a bug ({error}); please report it with these lines:", err=True, error=type(error).__name__)
    for frame in traceback.extract_tb(error.__traceback__)[-6:]:
        click.echo(f"     {frame.filename}:{frame.lineno} in {frame.name}", err=True)
    return 1
