"""What tests over a real PostgreSQL share: one cluster for all, a database for each."""

import secrets
import shutil
from collections.abc import Iterator

import pytest
from tests.real.servers import Postgres, cluster


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A private PostgreSQL on 127.0.0.1."""
    made = cluster()
    try:
        yield made
    finally:
        made.stop()
        shutil.rmtree(made.folder, ignore_errors=True)


@pytest.fixture
def database(postgres: Postgres) -> str:
    """The name of a new, empty database."""
    name = f"sar_{secrets.token_hex(4)}"
    postgres.create(name)
    return name
