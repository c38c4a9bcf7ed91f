"""The error tree, split by what the officer can do about it.

SarError
├── CallError            the command or its arguments are wrong          exit 2
├── SettingsError        sar.toml or credentials.toml are wrong          exit 2
│   ├── MissingCredential    a setting or secret is absent
│   └── UnsafePermissions    a file of secrets can be read by others
├── WorkspaceError       the database or a file cannot be read or written exit 2
├── IntegrityError       what was stored is not what comes back          exit 2
├── Refused              a policy forbids it                             exit 2
└── ProcessorError       a processor did not answer as it should         exit 3
    ├── Denied               the key is wrong or its rights too narrow
    ├── Missing              there is nothing at that address
    ├── Rejected             the request itself was refused (400, 422)
    ├── Throttled            too many requests, even after waiting
    ├── Unavailable          no answer, or a fault on their side
    ├── Capped               one of our own limits was reached
    └── Changed              an answer of a shape that we don't know

Messages never carry personal data or secrets: they may be logged and printed.
"""

from sar.sentences import filled


class SarError(Exception):
    """A failure that has a remedy; `str()` is one line for the officer.

    Message and remedy are sentences whose `{places}` are filled from `values`, so that they can be translated.
    """

    exit_code = 2

    def __init__(self, message: str, remedy: str = "", **values: object) -> None:
        self.message, self.values = message, {name: str(value) for name, value in values.items()}
        self.remedy_sentence = remedy
        super().__init__(filled(message, self.values))

    @property
    def remedy(self) -> str:
        """What to do about it."""
        return filled(self.remedy_sentence, self.values)


class CallError(SarError):
    """The command line is wrong."""


class SettingsError(SarError):
    """A settings file is wrong."""


class MissingCredential(SettingsError):
    """A required setting or secret is absent."""


class UnsafePermissions(SettingsError):
    """A file that holds secrets can be read by other users."""


class WorkspaceError(SarError):
    """The workspace or the output folder cannot be used."""


class DatabaseLost(WorkspaceError):
    """The database did not come back in time; what was stored before stays stored."""

    exit_code = 3


class Busy(CallError):
    """Another process is at it."""


class IntegrityError(SarError):
    """Stored data do not open or do not match their digest."""


class Refused(SarError):
    """A policy of this program forbids what was asked."""


class ProcessorError(SarError):
    """A processor did not answer as it should."""

    exit_code = 3
    remedy_by_default = "Run again with --resume; if it persists, ask the vendor."

    def __init__(
        self, message: str, remedy: str = "", *, status: int | None = None, body: bytes = b"", **values: object
    ) -> None:
        super().__init__(message, remedy or self.remedy_by_default, **values)
        self.status = status
        self.body = body
        """The answer, for the connector to read; it may hold personal data and is never printed."""


class Denied(ProcessorError):
    """The key is not accepted (401) or its rights are too narrow (403)."""

    remedy_by_default = "Check the key and its rights with `sar check`, mend credentials.toml, then --resume."


class Missing(ProcessorError):
    """Nothing is found at the address that was asked (404, 410)."""

    remedy_by_default = "Check the address in credentials.toml; the item may also have been deleted meanwhile."


class Rejected(ProcessorError):
    """The processor understood nothing or refuses the request itself (400, 405, 422)."""

    remedy_by_default = "Report it with the processor's version: the connector asks in a way that it refuses."


class Throttled(ProcessorError):
    """The processor refuses more requests for now, even after waiting as told."""

    remedy_by_default = "Wait until the vendor's limit is renewed (often the next day), then --resume."

    def __init__(
        self,
        message: str,
        remedy: str = "",
        *,
        status: int | None = None,
        body: bytes = b"",
        after: float | None = None,
        **values: object,
    ) -> None:
        super().__init__(message, remedy, status=status, body=body, **values)
        self.after = after
        """Seconds after which the processor says it will answer again, where it says so."""


class Unavailable(ProcessorError):
    """No answer in time, a broken connection, or a fault on the processor's side (5xx)."""

    remedy_by_default = "Try again later with --resume."


class Capped(ProcessorError):
    """One of our own limits (size of an answer, number of calls) was reached."""

    remedy_by_default = "Raise the limit in sar.toml under [http], then --resume."


class Changed(ProcessorError):
    """The answer has a shape that the connector does not know: nothing is read from it."""

    remedy_by_default = "Is the address right, and not behind a login page? Else report it: the API may have changed."
