"""What is said of a log and its files beside their lines."""

from collections.abc import Iterator

from sar.sdk import Gap, ProcessorError

from .sets import Log, LogFile
from .told import Told

UNKNOWN_FORM = (
    "Set `format`, or `keys` for JSON, in credentials.toml; `sar check` reads a few lines and says whether it fits."
)
PROXY = 'Set client = "forwarded" in credentials.toml, if it is your own proxy that writes that field; then --resume.'
AGAIN = "Restore the file or delete it, then --resume; a log that is being compressed is whole a little later."


def unreadable(file: LogFile, error: ProcessorError) -> Gap:
    """A file that cannot be opened, or breaks off."""
    told = {**error.values, "file": file.name, "why": error.message}
    return Gap("The log file {file} could not be read: {why}.", error.remedy_sentence, told)


def broken(file: LogFile, told: Told) -> Gap:
    """A compressed file that is not whole: what stands before the damage was searched."""
    what = "The log file {file} is {broken}; what stands before that place was searched."
    return Gap(what, AGAIN, {"file": file.name, "broken": told.broken})


def said(log: Log, told: Told, skipped: int) -> Iterator[Gap]:
    """How far back a log reaches, and what of it could not be understood."""
    name = {"log": log.name}
    if told.first:
        yield Gap("The oldest line kept of {log} is of {day}.", "", {**name, "day": told.first.date().isoformat()})
    elif not told.sampled and not skipped:
        yield Gap("{log} holds no line.", "", name)
    if told.unread == told.sampled and told.sampled:
        yield Gap("The lines of {log} are in no known form and could not be searched.", UNKNOWN_FORM, name)
    elif told.unread:
        what = "{log} holds lines that are damaged or of another form: {count} of the {sampled} that were looked at."
        yield Gap(what, "", {**name, "count": str(told.unread), "sampled": str(told.sampled)})
    if told.overlong:
        what = "Places of {log} without any line's end, which were left out: {count}."
        yield Gap(what, "", {**name, "count": str(told.overlong)})
    if told.inside and told.inside == told.sampled - told.unread:
        yield behind_a_proxy(log, told)
    if skipped:
        yield Gap(
            "Files of {log} that hold only other days and were not read: {count}.", "", {**name, "count": str(skipped)}
        )


def behind_a_proxy(log: Log, told: Told) -> Gap:
    """A log whose addresses are all of a private network: visitors cannot be told apart, or only by another field."""
    if told.listed:
        return Gap("{log} names a proxy in place of the visitor, whose address stands in another field.", PROXY,
                   {"log": log.name})  # fmt: skip
    return Gap("{log} names only a proxy in place of the visitor, so that no visitor can be found by address.", "",
               {"log": log.name})  # fmt: skip
