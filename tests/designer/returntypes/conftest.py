"""Two bundles with the process `greeting`, and the return type REMORSE that follows it."""

from collections.abc import Callable

import pytest
from flask import Flask

from designer.database import transaction
from designer.identity import service as identity
from designer.identity.actor import SYSTEM, Actor
from designer.modeler import blank
from designer.returntypes import service
from designer.returntypes.service import TypeDefinition
from engine.commands import bundles
from engine.commands.bundles import File

Deploy = Callable[[str], int]


@pytest.fixture
def deploy(app: Flask) -> Deploy:
    """`deploy("Hello")` makes a bundle whose process has that name."""

    def make(name: str) -> int:
        content = blank.document("bpmn", "greeting", name)
        with transaction() as conn:
            return bundles.deploy(conn, [File("bpmn", "greeting.bpmn", content)], name=name, by="owner1").id

    return make


@pytest.fixture
def owner(app: Flask) -> Actor:
    service.define(SYSTEM, [TypeDefinition("REMORSE", "No longer needed", "greeting")])
    return identity.actor_named("owner1")
