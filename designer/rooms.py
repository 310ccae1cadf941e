"""The rooms of the application: which blueprints it consists of, in the order of the navigation.

A room joins by lines here. `PAGES` are blueprints for people, mounted where they say. `APIS` are blueprints for
programs, mounted below /api/v1. `MODELS` are modules whose import makes their tables known to the migrations. `WIRING`
are functions `f(app)` that run once, for a room that listens to the engine or adds template globals.
"""

import logging
from importlib import import_module
from typing import Any

from flask import Blueprint, Flask

log = logging.getLogger(__name__)

API_PREFIX = "/api/v1"

_ROOMS = (
    "tasklist",
    "returns",
    "portal",
    "modeler",
    "returntypes",
    "cockpit",
    "catalog",
    "jobs",
    "scenarios",
    "live",
    "search",
    "identity",
    "audit",
    "api",
    "help",
)

PAGES: tuple[str, ...] = (*(f"designer.{room}.pages:blueprint" for room in _ROOMS), "designer.api.health:blueprint")

APIS: tuple[str, ...] = tuple(f"designer.{room}.api:blueprint" for room in _ROOMS)

MODELS: tuple[str, ...] = tuple(f"designer.{room}.models" for room in _ROOMS)

WIRING: tuple[str, ...] = tuple(f"designer.{room}.wiring:register" for room in _ROOMS)


def _exists(path: str) -> bool:
    module, _, name = path.partition(":")
    try:
        found = import_module(module)
    except ImportError as error:
        log.debug("room left out: %s (%s)", module, error)
        return False
    return not name or hasattr(found, name)


def init_app(app: Flask) -> None:
    """Mount every room on `app`."""
    import_models()
    for path in filter(_exists, PAGES):
        app.register_blueprint(_blueprint(path))
    for path in filter(_exists, APIS):
        app.register_blueprint(_blueprint(path), url_prefix=API_PREFIX)
    for path in filter(_exists, WIRING):
        _load(path)(app)


def import_models() -> None:
    """Make the tables of all rooms known to the metadata."""
    for path in filter(_exists, MODELS):
        import_module(path)


def _blueprint(path: str) -> Blueprint:
    found = _load(path)
    if not isinstance(found, Blueprint):
        raise TypeError(f"expected {path} to be a Flask blueprint, found {type(found).__name__}")
    return found


def _load(path: str) -> Any:
    module, _, name = path.partition(":")
    return getattr(import_module(module), name)
