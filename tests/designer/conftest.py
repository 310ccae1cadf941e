"""Fixtures of the application: a fresh database per test, browsers that are signed in, programs with a token."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import select

from designer import migrations
from designer.app import create_app
from designer.database import db, transaction
from designer.identity import demo_logins, sessions, tokens
from designer.identity.actor import SYSTEM
from designer.identity.models import User

Browser = Callable[[str], FlaskClient]


class FreshClient(FlaskClient):
    """A client whose requests do not share `g` and the session with the context that the test itself runs in."""

    def open(self, *arguments: Any, **options: Any) -> Any:
        with self.application.app_context():
            return super().open(*arguments, **options)


@pytest.fixture(scope="session")
def database_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with all tables and the people of the demo, copied for each test."""
    folder = tmp_path_factory.mktemp("template")
    app = create_app({"DATA_DIR": folder, "TESTING": True})
    with app.app_context():
        migrations.upgrade(db.engine)
        demo_logins.load(SYSTEM)
        app.extensions["returnflow.engines"].dispose()
    return folder / "returnflow.db"


@pytest.fixture
def settings() -> dict[str, Any]:
    """Settings for `app`; a test module overrides this fixture to set others."""
    return {}


@pytest.fixture
def app(tmp_path: Path, database_template: Path, settings: dict[str, Any]) -> Iterator[Flask]:
    """The application on a SQLite file of its own, inside its context."""
    shutil.copy(database_template, tmp_path / "returnflow.db")
    app = create_app({"DATA_DIR": tmp_path, "SECRET_KEY": "only for tests", "TESTING": True, **settings})
    app.test_client_class = FreshClient
    with app.app_context():
        yield app
    app.extensions["returnflow.engines"].dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser in which nobody is signed in."""
    return app.test_client()


@pytest.fixture
def login(app: Flask) -> Browser:
    """`login("csr1")` is a browser of that person of the demo; its unsafe requests carry the CSRF token."""

    def browser(username: str) -> FlaskClient:
        client = app.test_client()
        with transaction():
            user = db.session.scalars(select(User).where(User.username == username)).one()
            token = sessions.begin(user).token
        with client.session_transaction() as session:
            session.update({"_user_id": token, "_fresh": True, "csrf_token": "known to the test"})
        signer = URLSafeTimedSerializer(app.config["SECRET_KEY"], salt="wtf-csrf-token")
        client.environ_base["HTTP_X_CSRFTOKEN"] = signer.dumps("known to the test")
        return client

    return browser


@pytest.fixture
def api(app: Flask) -> Browser:
    """`api("csr1")` is a program with an API token of that person."""

    def program(username: str) -> FlaskClient:
        client = app.test_client()
        client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {tokens.create(SYSTEM, username, 'test').text}"
        return client

    return program
