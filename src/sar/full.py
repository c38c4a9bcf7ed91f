"""A disk that is full, told apart from a folder that is wrong: it is mended otherwise, and the run goes on after."""

import errno

from sar.errors import WorkspaceError

CODES = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
GO_ON = "Free some space there, then go on with --resume; a batch with `sar batch resume`."


def full(error: OSError) -> bool:
    """Whether there is no space left, or no more of it for this user."""
    return error.errno in CODES


def unwritable(error: OSError, said: str) -> WorkspaceError:
    """Why an output folder cannot be written to, and what to do; `said` has a place for the `{error}`."""
    remedy = GO_ON if full(error) else "Choose another --out."
    return WorkspaceError(said, remedy, error=error.strerror)
