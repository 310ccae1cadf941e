"""Gunicorn's own log in our format: `--logger-class=designer.monitoring.gunicorn_log.Log`."""

import os
from typing import Any

from gunicorn.glogging import Logger

from designer.monitoring import logs


class Log(Logger):  # type: ignore[misc]  # gunicorn has no types
    """Gunicorn's logger whose lines look like ours; it lives in a process that has no application."""

    def setup(self, cfg: Any) -> None:
        """Called by gunicorn once per process."""
        super().setup(cfg)
        kind, level = (os.environ.get(f"RETURNFLOW_LOG_{name}", "") for name in ("FORMAT", "LEVEL"))
        for handler in self.error_log.handlers:
            handler.setFormatter(logs.formatter(kind or "text", level))
