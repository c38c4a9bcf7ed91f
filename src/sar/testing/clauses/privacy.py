"""What must never get out."""

import logging
from typing import Any
from urllib.parse import quote

from sar.errors import ProcessorError
from sar.identifiers import Identifier
from sar.proof import walk
from sar.sandbox import cast
from sar.testing import trouble
from sar.testing.expected import calm, identifiers, main_key
from sar.testing.faults import Lying
from sar.testing.rig import rig
from sar.testing.seams import seams, secrets


def a_neighbours_rows_are_never_disclosed(slug: str) -> None:
    """A processor that answers with somebody else's rows gives near matches at most."""
    given, instead = identifiers(slug, main_key()), dict[str, str]()
    for one in given:
        instead.update(_somebody_elses(one))
    # files and commands, which do not lie here, are kept away: they would give what is really the subject's
    refused = trouble.always("denied")
    connected = rig(
        slug, through=lambda inner: Lying(inner, instead), place=lambda inner: trouble.FaultyPlace(inner, refused)
    )
    result = connected.find(*given)
    assert result.disclosed == [] or not connected.imitation.app.speaks


def _somebody_elses(one: Identifier) -> dict[str, str]:
    """Every spelling of an identifier → another person's."""
    if one.kind == "email":
        return {one.value: f"jo{one.value}", quote(one.value): quote(f"jo{one.value}")}
    if one.kind == "phone":
        return {_grouped(one.value, sign): _grouped("+15145550190", sign) for sign in ("", "-", " ", ".")}
    return {one.value: f"{one.value[:-1]}{'8' if one.value[-1] != '8' else '9'}"}


def _grouped(number: str, sign: str) -> str:
    """A North American number as people write it: 514-555-0101."""
    return sign.join((number[2:5], number[5:8], number[8:]))


def nothing_personal_is_logged(slug: str) -> None:
    """Neither logs nor errors hold an address or a secret, on good days and bad."""
    person, given = cast()[main_key()], identifiers(slug, main_key())
    with _Captured() as lines:
        errors = [rig(slug).find(*given).error]
        for seam in seams(slug):
            for kind in seam.lasting:
                connected, _ = seam.troubled(slug, seam.kit.on_call(3, kind))
                errors.append(connected.find(*given).error)
    said = "\n".join([*lines, *(f"{error!r} {error} {error.remedy}" for error in errors if error)]).casefold()
    words = (*person.emails, *person.phones, person.ip, *secrets(rig(slug)))
    assert [word for word in words if word.casefold() in said] == []


def no_credential_is_in_a_record(slug: str) -> None:
    """No secret setting and no key named in `redact` stands in any payload."""
    connected = rig(slug)
    hidden = secrets(connected)
    for key in cast():
        for record in [*calm(slug, key).disclosed, *calm(slug, key).near]:
            leaves = list(walk(record.raw))
            assert not [path for path, _ in leaves if path.rpartition("/")[2] in connected.manifest.redact]
            assert not [path for path, value in leaves if isinstance(value, str) and any(s in value for s in hidden)]


def check_tells_good_keys_from_bad(slug: str) -> None:
    """On its imitation the check finds nothing wrong; where nothing answers, or the key is refused, it says so."""
    levels = {finding.level for finding in rig(slug).connector.check()}
    assert levels <= {"ok", "note"}
    for seam in seams(slug):
        connected, ways = seam.troubled(slug, seam.kit.always(seam.lasting[0]))
        try:
            levels = {finding.level for finding in connected.connector.check()}
        except ProcessorError:
            continue
        assert "error" in levels or not (ways and ways[0].requests)


class _Captured:
    """All log lines of the block, at every level, formatted."""

    def __enter__(self) -> list[str]:
        self.lines: list[str] = []
        lines = self.lines

        class Keep(logging.Handler):
            def emit(self, record: logging.LogRecord) -> None:
                lines.append(self.format(record))

        self._handler, self._root = Keep(), logging.getLogger()
        self._level = self._root.level
        self._root.addHandler(self._handler)
        self._root.setLevel(logging.DEBUG)
        return self.lines

    def __exit__(self, *_: Any) -> None:
        self._root.removeHandler(self._handler)
        self._root.setLevel(self._level)
