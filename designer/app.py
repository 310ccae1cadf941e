"""The application factory: configuration, extensions, guards, rooms; nothing else."""

from collections.abc import Mapping
from typing import Any

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from designer import assets, config, errors, extensions, navigation, rooms
from designer.identity import guard, headers
from designer.monitoring import logs


def create_app(overrides: Mapping[str, Any] | None = None) -> Flask:
    """The application; `overrides` are settings without their RETURNFLOW_ prefix, used by tests and commands."""
    app = Flask("designer", static_folder="static", template_folder="templates")
    app.config.from_mapping(config.load(overrides))
    logs.init_app(app)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    if app.config["PROXIES"]:
        count = app.config["PROXIES"]
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]
    extensions.init_app(app)
    errors.init_app(app)
    assets.register(app)
    headers.init_app(app)
    guard.init_app(app)
    navigation.init_app(app)
    rooms.init_app(app)
    return app
