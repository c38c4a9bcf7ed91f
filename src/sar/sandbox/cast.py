"""The invented people that every sandbox knows, from `fixtures/people.toml`."""

import tomllib
from datetime import datetime
from functools import cache
from pathlib import Path

import msgspec

import sar


class Person(msgspec.Struct, frozen=True):
    """One of the cast; `role` says what trap they stand for."""

    key: str
    given_name: str
    family_name: str
    emails: list[str]
    phones: list[str]
    ip: str
    role: str
    seen: datetime | None = None
    """When they used the IP address; without it, always."""

    @property
    def email(self) -> str:
        """The address by which they ask."""
        return self.emails[0]

    @property
    def full_name(self) -> str:
        """Given and family name."""
        return f"{self.given_name} {self.family_name}"


def fixtures_folder() -> Path:
    """`fixtures/` of a checkout, or its copy inside an installed wheel."""
    package = Path(sar.__file__).parent
    if package.parent.name == "src" and (package.parents[1] / "fixtures").is_dir():
        return package.parents[1] / "fixtures"
    return package / "fixtures"


@cache
def cast() -> dict[str, Person]:
    """The people by key, the main subject first."""
    text = (fixtures_folder() / "people.toml").read_text(encoding="utf-8")
    people = msgspec.convert(tomllib.loads(text)["people"], list[Person])
    return {person.key: person for person in people}


def main_subject() -> Person:
    """The person whom `make run` and the examples ask for."""
    return next(iter(cast().values()))
