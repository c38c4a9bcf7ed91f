"""Whether a run could start and go on now; nothing is made, brought up or written by looking."""

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from sar.errors import SarError, SettingsError, WorkspaceError
from sar.outcomes import Said

if TYPE_CHECKING:
    from sar.house import House

FREE = 500
"""MiB below which a disk counts as full."""
WORKED = "The settings can be read."
OPENED = "The workspace opens with its key."
NONE_YET = "There is no workspace yet: the first request makes it."
OLD = "The workspace is of another version (schema {found}, this one knows {known})."
BRING_UP = "Stop what runs, make a backup, then run any command such as `sar status`: it brings the workspace up."
NO_KEY = "The workspace is there and its key is not."
RESTORE_KEY = "Restore {file} from the backup, or set SAR_WORKSPACE_KEY."
SPACE = "Free in {folder}: {free} MiB."
TOO_LITTLE = "Free in {folder}: {free} MiB, and {least} are wanted."
MAKE_SPACE = "Free some space, or move it to a larger disk."
ALLOWS = "No vendor refuses calls."
REFUSES = "{processor} refuses further calls for {seconds} s."
WAIT = "Wait: what is searched meanwhile ends as failed, and goes on with --resume."
MISSES = "{processor}: {text}"


class Check(msgspec.Struct, frozen=True):
    """One thing that was looked at."""

    name: str
    ok: bool
    said: Said
    remedy: Said = Said("")


def health(
    house: "House", folders: Sequence[Path] = (), *, least: int = FREE, processors: bool = False
) -> Iterator[Check]:
    """Each check as it is made; `folders` are looked at beside the workspace's."""
    yield (settings := _tried("settings", lambda: _settings(house)))
    workspace = _tried("workspace", lambda: _workspace(house))
    yield workspace
    yield from _space([*_own_folder(house), *folders], least)
    if workspace.ok and workspace.said.what == OPENED:
        yield from _limits(house)
    if processors and settings.ok:
        yield from _processors(house)


def _tried(name: str, look: Callable[[], Check]) -> Check:
    try:
        return look()
    except SarError as error:
        return Check(name, False, Said(error.message, error.values), Said(error.remedy_sentence, error.values))


def _settings(house: "House") -> Check:
    if not house.processors:
        raise SettingsError("no processor is configured", "Add one with `sar init`.")
    return Check("settings", True, Said(WORKED))


def _workspace(house: "House") -> Check:
    """A workspace that is not there is none that is broken; one of another version is left as it is."""
    from sar.workspace import counts, schema

    place = house.place
    file = None if "://" in place else Path(place)
    if file and not file.exists():
        return Check("workspace", True, Said(NONE_YET))
    found = counts.version(place)
    if found is None:
        return Check("workspace", True, Said(NONE_YET))
    if found != schema.VERSION:
        values = {"found": found, "known": schema.VERSION}
        return Check("workspace", False, Said(OLD, values), Said(BRING_UP))
    if file and not os.environ.get("SAR_WORKSPACE_KEY") and not Path(f"{file}.key").exists():
        return Check("workspace", False, Said(NO_KEY), Said(RESTORE_KEY, {"file": f"{file.name}.key"}))
    house.workspace.opens()
    return Check("workspace", True, Said(OPENED))


def _own_folder(house: "House") -> Iterator[Path]:
    if "://" not in house.place:
        yield Path(house.place).parent


def _space(folders: Sequence[Path], least: int) -> Iterator[Check]:
    for folder in dict.fromkeys(map(_there, folders)):
        free = shutil.disk_usage(folder).free >> 20
        values = {"folder": str(folder), "free": str(free), "least": str(least)}
        yield (
            Check("disk", True, Said(SPACE, values))
            if free >= least
            else Check("disk", False, Said(TOO_LITTLE, values), Said(MAKE_SPACE))
        )


def _there(folder: Path) -> Path:
    """The folder, or the nearest above it that exists: there it would be made."""
    whole = folder.absolute()
    return next(one for one in (whole, *whole.parents) if one.is_dir())


def _limits(house: "House") -> Iterator[Check]:
    from sar.workspace import counts

    try:
        with house.workspace.engine.connect().execution_options(reads=True) as connection:
            shut = [one for one in counts.asked(connection, datetime.now(UTC)) if one.shut]
    except WorkspaceError as error:
        yield Check("limits", False, Said(error.message, error.values), Said(error.remedy_sentence, error.values))
        return
    for one in shut:
        values = {"processor": one.processor, "seconds": str(round(one.shut))}
        yield Check("limits", False, Said(REFUSES, values), Said(WAIT))
    if not shut:
        yield Check("limits", True, Said(ALLOWS))


def _processors(house: "House") -> Iterator[Check]:
    from sar.checking import all_findings

    for name, found in all_findings(house.sources()).items():
        worst = next((one for one in found if one.level in {"error", "warning"}), None)
        if worst is None:
            yield Check("processor", True, Said("{processor}: its key is valid and wide enough.", {"processor": name}))
        else:
            values = {"processor": name, "text": worst.told.text}
            yield Check("processor", False, Said(MISSES, values), Said(worst.remedy, worst.values))
