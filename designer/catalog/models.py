"""The tables of connections and of their circuit breakers."""

from datetime import datetime

from sqlalchemy import LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from designer.database import Model


class ConnectionRow(Model):
    """A system that a connector talks to; `sealed_secrets` is a JSON object, encrypted, and never shown again."""

    __tablename__ = "connection"

    id: Mapped[str] = mapped_column(String(60), primary_key=True)
    connector: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(String(200))
    base_url: Mapped[str] = mapped_column(String(500))
    network: Mapped[str] = mapped_column(String(20), comment="public, private or simulator")
    settings: Mapped[str] = mapped_column(Text, comment="JSON object that fits the manifest's config schema")
    secret_names: Mapped[str] = mapped_column(Text, comment="JSON list of the secrets that are set")
    sealed_secrets: Mapped[bytes] = mapped_column(LargeBinary)
    changed_at: Mapped[datetime]
    changed_by: Mapped[str] = mapped_column(String(100))
    checked_at: Mapped[datetime | None]
    check_result: Mapped[str] = mapped_column(String(500), default="", comment="empty: it worked")


class BreakerRow(Model):
    """The circuit breaker of a connection; there is none before its first failure."""

    __tablename__ = "connection_breaker"

    connection_id: Mapped[str] = mapped_column(String(100), primary_key=True)
    state: Mapped[str] = mapped_column(String(12), comment="closed, open or half_open")
    failures: Mapped[int] = mapped_column(comment="calls that failed one after the other")
    openings: Mapped[int] = mapped_column(comment="how often it opened without a success: the pause doubles")
    changed_at: Mapped[datetime] = mapped_column(comment="when it opened or closed")
    changed_by: Mapped[str] = mapped_column(String(100))
    code: Mapped[str] = mapped_column(String(100), comment="of the failure that opened it")
    message: Mapped[str] = mapped_column(String(300))
    retry_at: Mapped[datetime | None] = mapped_column(comment="open: from then on one job may probe")
    probe_until: Mapped[datetime | None] = mapped_column(comment="half open: whoever probes has answered by then")
