"""A database with a running process in it, and empty ones of both kinds."""

import runpy
import secrets
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from designer.database import create_engines

_shared = runpy.run_path(str(Path(__file__).parents[1] / "jobs" / "conftest.py"))
virtual, world = _shared["virtual"], _shared["world"]


@pytest.fixture
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[str], str]]:
    """`empty("postgresql")` is the URL of a new database of that kind."""
    made: list[str] = []

    def make(kind: str) -> str:
        name = f"copy_{secrets.token_hex(6)}"
        if kind == "sqlite":
            return f"sqlite:///{tmp_path / name}.db"
        server = request.getfixturevalue("postgres_server")
        made.append(name)
        with psycopg.connect(server.replace("+psycopg", "") + "/postgres", autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"')
        return f"{server}/{name}"

    yield make
    for name in made:
        server = request.getfixturevalue("postgres_server")
        with psycopg.connect(server.replace("+psycopg", "") + "/postgres", autocommit=True) as connection:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def engines_of() -> Iterator[Callable[[str], object]]:
    """Engines for a URL, disposed after the test."""
    made = []

    def make(url: str) -> object:
        made.append(create_engines(url))
        return made[-1]

    yield make
    for one in made:
        one.dispose()
