"""The Flask extensions of the application, bound in one place; the database's own part is `designer.database`."""

from flask import Flask
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import LoginManager
from flask_wtf import CSRFProtect

from designer.database import READ, db, release


class _Limiter(Limiter):
    """Flask-Limiter for an application in which only marked views have limits, and check them themselves."""

    def _check_request_limit(self, callable_name: str | None = None, in_middleware: bool = True) -> None:
        # Before each request it looks for limits of all views: there are none, and looking takes a tenth of a request.
        if not in_middleware:
            super()._check_request_limit(callable_name, in_middleware)


login = LoginManager()
csrf = CSRFProtect()
limiter = _Limiter(key_func=get_remote_address, headers_enabled=True)


def init_app(app: Flask) -> None:
    """Bind every extension to `app`."""
    app.config["SQLALCHEMY_DATABASE_URI"] = app.config["DATABASE_URL"]
    app.config["SQLALCHEMY_BINDS"] = {READ: app.config["DATABASE_URL"]}
    db.init_app(app)
    app.teardown_appcontext(lambda _error: release())
    login.init_app(app)
    csrf.init_app(app)
    limiter.init_app(app)
