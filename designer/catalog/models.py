"""The table of connections."""

from datetime import datetime

from sqlalchemy import LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from designer.extensions import Model


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
