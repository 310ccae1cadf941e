"""The application factory: configuration, extensions, guards, rooms; nothing else."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from designer import assets, config, errors, extensions, navigation, rooms
from designer.identity import guard, headers
from designer.identity.cookies import CookieSessions
from designer.monitoring import logs


class Application(Flask):
    """Flask without what no view here uses and each request would pay for."""

    session_interface = CookieSessions()

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """No view and no hook is a coroutine; asking each of a dozen at each request takes a twentieth of its time."""
        return func


def create_app(overrides: Mapping[str, Any] | None = None) -> Flask:
    """The application; `overrides` are settings without their RETURNFLOW_ prefix, used by tests and commands."""
    app = Application("designer", static_folder="static", template_folder="templates")
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
