"""A library of one process, one decision and one form, and the people who work on it."""

import pytest
from flask import Flask

from designer.database import transaction
from designer.identity import service as identity
from designer.identity.actor import Actor
from designer.modeler import blank
from engine.commands import bundles
from engine.commands.bundles import BundleRef, File


@pytest.fixture
def library(app: Flask) -> BundleRef:
    """Bundle 1: the process `greeting`, the decision `fee`, the form `note`."""
    files = [
        File("bpmn", "greeting.bpmn", blank.document("bpmn", "greeting", "Greeting")),
        File("dmn", "fee.dmn", blank.document("dmn", "fee", "Fee")),
        File("form", "note.json", blank.document("form", "note", "Note")),
    ]
    with transaction() as conn:
        return bundles.deploy(conn, files, name="First", by="dev1")


@pytest.fixture
def owner(app: Flask) -> Actor:
    return identity.actor_named("owner1")


@pytest.fixture
def admin(app: Flask) -> Actor:
    return identity.actor_named("admin")
