"""The rooms of the application: what it consists of, in the order of the navigation.

A room joins by lines here. `PAGES` are blueprints for people, mounted where they say. `APIS` are blueprints for
programs, mounted below /api/v1. `MODELS` are modules whose import makes their tables known to the migrations. `WIRING`
are functions `f(app)` that run once, for a room that listens to the engine or keeps something per process.
"""

from importlib import import_module
from typing import Any

from flask import Blueprint, Flask

API_PREFIX = "/api/v1"

PAGES = (
    "designer.tasklist.pages:blueprint",
    "designer.returns.pages:blueprint",
    "designer.portal.pages:blueprint",
    "designer.modeler.pages:blueprint",
    "designer.decisions.pages:blueprint",
    "designer.cockpit.pages:blueprint",
    "designer.returntypes.pages:blueprint",
    "designer.catalog.pages:blueprint",
    "designer.outbound.pages:blueprint",
    "designer.live.pages:blueprint",
    "designer.search.pages:blueprint",
    "designer.identity.pages:blueprint",
    "designer.audit.pages:blueprint",
    "designer.help.pages:blueprint",
    "designer.api.pages:blueprint",
    "designer.api.health:blueprint",
    "designer.monitoring.pages:blueprint",
)

APIS = (
    "designer.returns.api:blueprint",
    "designer.tasklist.api:blueprint",
    "designer.modeler.api:blueprint",
    "designer.decisions.api:blueprint",
    "designer.returntypes.api:blueprint",
    "designer.cockpit.api:blueprint",
    "designer.catalog.api:blueprint",
    "designer.jobs.api:blueprint",
    "designer.integration.api:blueprint",
    "designer.outbound.api:blueprint",
)

MODELS = (
    "designer.identity.models",
    "designer.audit.models",
    "designer.catalog.models",
    "designer.modeler.models",
    "designer.returntypes.models",
    "designer.returns.models",
    "designer.transfer.models",
    "designer.outbound.models",
    "designer.cockpit.models",
)

WIRING = (
    "designer.returns.wiring:register",
    "designer.jobs.wiring:register",
    "designer.live.wiring:register",
    "designer.monitoring.wiring:register",
    "designer.transfer.wiring:register",
)


def init_app(app: Flask) -> None:
    """Mount every room on `app`."""
    import_models()
    for path in PAGES:
        app.register_blueprint(_blueprint(path))
    for path in APIS:
        app.register_blueprint(_blueprint(path), url_prefix=API_PREFIX)
    for path in WIRING:
        _load(path)(app)


def import_models() -> None:
    """Make the tables of all rooms known to the metadata."""
    for path in MODELS:
        import_module(path)


def _blueprint(path: str) -> Blueprint:
    found = _load(path)
    if not isinstance(found, Blueprint):
        raise TypeError(f"expected {path} to be a Flask blueprint, found {type(found).__name__}")
    return found


def _load(path: str) -> Any:
    module, _, name = path.partition(":")
    return getattr(import_module(module), name)
