"""One line per table that grows while its rows go over."""

import sys
import time

import click

_EVERY_SECONDS = 0.2


class Progress:
    """Says how many rows of which table went over, and at the end how fast; quiet where nobody looks on."""

    def __init__(self) -> None:
        self._began_at = time.monotonic()
        self._said_at = 0.0
        self._rows: dict[str, int] = {}

    def __call__(self, table: str, rows: int) -> None:
        self._rows[table] = rows
        now = time.monotonic()
        if sys.stderr.isatty() and now - self._said_at > _EVERY_SECONDS:
            self._said_at = now
            click.echo(f"\r{table:<24} {rows:>12,} rows, {self._rate():,.0f}/s ", err=True, nl=False)

    def done(self, what: str) -> None:
        """Say the sum."""
        if sys.stderr.isatty():
            click.echo("\r" + " " * 60 + "\r", err=True, nl=False)
        rows = sum(self._rows.values())
        click.echo(f"{what}: {rows:,} rows in {time.monotonic() - self._began_at:.1f} s ({self._rate():,.0f}/s)")

    def _rate(self) -> float:
        return sum(self._rows.values()) / max(time.monotonic() - self._began_at, 0.001)
