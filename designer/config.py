"""Every setting of the application: its name, default and meaning, read from RETURNFLOW_* environment variables."""

import os
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any


def _flag(text: str) -> bool:
    if text.lower() in {"1", "true", "yes", "on"}:
        return True
    if text.lower() in {"", "0", "false", "no", "off"}:
        return False
    raise ValueError(f"expected 1 or 0, found {text!r}")


@dataclass(frozen=True)
class Setting:
    """One setting; the environment variable is RETURNFLOW_ plus its name."""

    name: str
    default: str
    meaning: str
    parse: Callable[[str], Any] = str

    @property
    def variable(self) -> str:
        return f"RETURNFLOW_{self.name}"


SETTINGS = (
    Setting("DATA_DIR", "var", "Folder for the database, the secret key, logs and the simulators' files.", Path),
    Setting(
        "DATABASE_URL",
        "",
        "`sqlite:///file` or `postgresql+psycopg://user:password@host/name`. Empty: `returnflow.db` in DATA_DIR.",
    ),
    Setting("REDIS_URL", "", "Redis for Celery and rate limits. Empty: the embedded worker, limits kept in memory."),
    Setting("SECRET_KEY", "", "Signs cookies. Empty: made once and kept in DATA_DIR/secret_key (mode 0600)."),
    Setting(
        "SECRET_KEY_FILE",
        "",
        "Keys that seal the secrets of connections, one base64 key of 32 bytes per line, the newest first. "
        "Empty: made once and kept in DATA_DIR. Keep a copy apart from the database.",
    ),
    Setting("HOST", "127.0.0.1", "Address that the web server listens on."),
    Setting("PORT", "8765", "Port of the web server.", int),
    Setting("THREADS", "16", "Request threads of the web process.", int),
    Setting("WEB_PROCESSES", "1", "Web processes; more than one makes sense on PostgreSQL only.", int),
    Setting("WORKER_THREADS", "4", "Jobs that the embedded worker runs at the same time.", int),
    Setting(
        "WORKER_PORT",
        "0",
        "Port on which workers and schedulers answer `/healthz`, `/readyz`, `/metrics`. 0: none.",
        int,
    ),
    Setting("BREAKER_FAILURES", "10", "So many failed calls in a row pause a connection. 0: never.", int),
    Setting("BREAKER_SECONDS", "30", "The first pause of a connection that fails; it doubles up to 600 s.", int),
    Setting("DRAIN_SECONDS", "12", "After SIGTERM a process may finish what it does for so long.", int),
    Setting("HTTPS", "0", "1 behind TLS: Secure `__Host-` cookies and HSTS.", _flag),
    Setting("PROXIES", "0", "How many proxies of ours stand in front and set X-Forwarded-For, -Proto and -Host.", int),
    Setting("DEMO", "0", "1 shows the demo logins on the login page. Never set it where real data lives.", _flag),
    Setting("SESSION_IDLE_MINUTES", "60", "A session ends after so many minutes without a request.", int),
    Setting("SESSION_HOURS", "12", "A session ends after so many hours in any case.", int),
    Setting("MAX_BODY_BYTES", "1048576", "Largest request body; uploads of models state their own cap.", int),
    Setting("LOGIN_RATE", "20 per minute", "Attempts to sign in, per address and user name."),
    Setting("SIMULATOR_PORT", "8771", "First of four ports of the simulators: ERP, WMS, carrier, CRM.", int),
    Setting("ARCHIVE_AFTER_DAYS", "90", "Instances that ended so many days ago go to the archive. 0: never.", int),
    Setting(
        "OUTBOX_DAYS", "14", "Published events and webhooks that are over are kept so many days. 0: for ever.", int
    ),
    Setting("INBOX_DAYS", "90", "A message is known by its id for so many days after it came. 0: for ever.", int),
    Setting("DISK_FLOOR_MB", "200", "With less free space in DATA_DIR, in MiB, `/readyz` says so.", int),
    Setting("METRICS_TOKEN", "", "Bearer token for `/metrics`. Empty: it answers to this machine alone."),
    Setting(
        "LOG_LEVEL",
        "INFO",
        "Lowest level written to the log: DEBUG, INFO, WARNING or ERROR. DEBUG may hold personal data.",
    ),
    Setting("LOG_FORMAT", "text", "Lines of the log: `text` for people, `json` for programs."),
)


def load(overrides: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The Flask configuration: defaults, then the environment, then `overrides` (names without prefix).

    Raises ValueError that names the variable when a value cannot be read.
    """
    config = {setting.name: _read(setting) for setting in SETTINGS}
    config.update(overrides or {})
    folder = config["DATA_DIR"] = Path(config["DATA_DIR"]).resolve()
    config["DATABASE_URL"] = _database_url(str(config["DATABASE_URL"]), folder)
    config["SECRET_KEY"] = config["SECRET_KEY"] or _kept_secret(folder)
    return config | _derived(config)


def _read(setting: Setting) -> Any:
    text = os.environ.get(setting.variable, setting.default)
    try:
        return setting.parse(text)
    except ValueError as error:
        raise ValueError(f"{setting.variable}: {error}") from error


def _database_url(url: str, folder: Path) -> str:
    if not url:
        folder.mkdir(parents=True, exist_ok=True)
        return f"sqlite:///{folder / 'returnflow.db'}"
    return url.replace("postgresql://", "postgresql+psycopg://", 1)


def _kept_secret(folder: Path) -> str:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "secret_key"
    try:
        # Exclusive creation: of two processes that start together one writes and the other reads.
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text()
    with os.fdopen(descriptor, "w") as file:
        secret = secrets.token_urlsafe(48)
        file.write(secret)
    return secret


def _derived(config: Mapping[str, Any]) -> dict[str, Any]:
    """Settings of Flask and its extensions that follow from ours."""
    is_https = bool(config["HTTPS"])
    return {
        "MAX_CONTENT_LENGTH": config["MAX_BODY_BYTES"],
        "MAX_FORM_MEMORY_SIZE": config["MAX_BODY_BYTES"],
        "SESSION_COOKIE_NAME": "__Host-returnflow" if is_https else "returnflow",
        "SESSION_COOKIE_SECURE": is_https,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_PATH": "/",
        "WTF_CSRF_CHECK_DEFAULT": False,  # identity.guard checks, because only it knows how the caller signed in
        "WTF_CSRF_TIME_LIMIT": None,  # the token lives as long as the session
        "RATELIMIT_STORAGE_URI": config["REDIS_URL"] or "memory://",
        "RATELIMIT_IN_MEMORY_FALLBACK_ENABLED": bool(config["REDIS_URL"]),  # without Redis each process counts alone
    }
