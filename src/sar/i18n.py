"""What people read in their language: sentences by gettext catalogues, dates and numbers by locale.

A catalogue is a `fr.po`: the core's in `sar/locale`, each connector's in its own folder. English is the language of
the code, so that it needs none. Data are never translated.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from zoneinfo import ZoneInfo

from sar.sentences import LISTS, SENTENCES, read_catalogue

if TYPE_CHECKING:
    from babel import Locale

LANGUAGES = ("fr-CA", "en")
LOCALE, CATALOGUE = Path(__file__).parent / "locale", "{lang}.po"
DAY = "d MMMM y"
MOMENTS = {"fr": "d MMMM y, H 'h' mm (z)", "en": "d MMMM y, HH:mm (z)"}
PROVINCES = {
    "CA-AB": "Alberta", "CA-BC": "British Columbia", "CA-MB": "Manitoba", "CA-NB": "New Brunswick",
    "CA-NL": "Newfoundland and Labrador", "CA-NS": "Nova Scotia", "CA-NT": "Northwest Territories", "CA-NU": "Nunavut",
    "CA-ON": "Ontario", "CA-PE": "Prince Edward Island", "CA-QC": "Québec", "CA-SK": "Saskatchewan", "CA-YT": "Yukon",
}  # fmt: skip


class Translator:
    """One language, with the time zone in which moments are told."""

    def __init__(self, lang: str, timezone: str = "UTC", folders: Iterable[Path] = ()) -> None:
        """`folders` hold further catalogues, such as those of connectors."""
        self.lang, self.timezone = lang, timezone
        self._folders = tuple(folders)

    def __call__(self, sentence: str, values: Mapping[str, Any] | None = None, **more: Any) -> str:
        """The sentence in this language, its `{places}` filled; a value that is itself a sentence is translated too."""
        text = self._said(sentence)
        filled = {**(values or {}), **more}
        if not filled:
            return text
        plain = {name: value for name, value in filled.items() if name not in SENTENCES}
        inner = {name: self(str(filled[name]), plain) for name in filled if name in SENTENCES}
        return text.format_map({**{name: self._value(name, value) for name, value in plain.items()}, **inner})

    def knows(self, sentence: str) -> bool:
        """Whether there is a translation, or none is needed."""
        return self.short == "en" or sentence in self._core or sentence in self._further

    def count(self, number: int, one: str, many: str) -> str:
        """`1 record`, `2,345 records`: the form that this language takes for the number, which stands at `{n}`."""
        # in French nought and one are singular; in English one only
        singular = number in {0, 1} if self.short == "fr" else number == 1
        return self(one if singular else many, n=self.number(number))

    def day(self, day: date | datetime | str) -> str:
        """`24 novembre 2026`; a moment's day in the time zone."""
        from babel.dates import format_date

        at = datetime.fromisoformat(day) if isinstance(day, str) else day
        if isinstance(at, datetime) and at.tzinfo:
            at = at.astimezone(ZoneInfo(self.timezone))
        return format_date(at, DAY, locale=self.locale)

    def moment(self, moment: datetime) -> str:
        """Day and time in the time zone; midnight UTC is taken as a date without a time."""
        from babel.dates import format_datetime

        if (moment.hour, moment.minute, moment.second) == (0, 0, 0):
            return self.day(moment.date())
        local = moment.astimezone(ZoneInfo(self.timezone))
        return format_datetime(local, MOMENTS[self.short], locale=self.locale)

    def number(self, number: int) -> str:
        """`2 345`, `2,345`."""
        from babel.numbers import format_decimal

        return format_decimal(number, locale=self.locale)

    def size(self, size: int) -> str:
        """Bytes as people read them."""
        for unit in ("bytes", "kB", "MB"):
            if size < 1000 or unit == "MB":
                return f"{self.number(size)} {self(unit)}"
            size = round(size / 1000)
        raise AssertionError("unreachable")

    def place(self, code: str) -> str:
        """`Québec (Canada)` for `CA-QC`, a country's name for its code; other texts as they are."""
        country, _, part = code.partition("-")
        name = self.locale.territories.get(country)
        if not name:
            return self(code)
        if not part:
            return str(name)
        return f"{self(PROVINCES.get(code, code))} ({name})"

    @property
    def colon(self) -> str:
        """A colon and its space; in French a space that does not break stands before it too."""
        return "\u00a0: " if self.short == "fr" else ": "

    @property
    def short(self) -> Literal["fr", "en"]:
        """The language without its country."""
        return "fr" if self.lang.startswith("fr") else "en"

    @cached_property
    def locale(self) -> "Locale":
        """Babel's locale; English is Canada's."""
        from babel import Locale

        return Locale.parse(self.lang.replace("-", "_") if "-" in self.lang else f"{self.lang}_CA")

    def _value(self, name: str, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        return ", ".join(map(self._said, value.split(", "))) if name in LISTS else self._said(value)

    def _said(self, sentence: str) -> str:
        return self._core.get(sentence) or self._further.get(sentence, sentence)

    @cached_property
    def _core(self) -> Mapping[str, str]:
        return self._read(LOCALE)

    @cached_property
    def _further(self) -> Mapping[str, str]:
        """What connectors say; read when the core does not know a sentence."""
        return {said: text for folder in self._folders for said, text in self._read(folder).items()}

    def _read(self, folder: Path) -> Mapping[str, str]:
        return read_catalogue(folder / CATALOGUE.format(lang=self.short))


def language(wanted: str) -> str:
    """The nearest of our languages: `fr`, `fr_CA.UTF-8` → `fr-CA`; all others English."""
    return "fr-CA" if wanted.lower().startswith("fr") else "en"
