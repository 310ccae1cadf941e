"""The table of changed inputs that wait for a second person."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from designer.database import Id, Model

_OPEN = text("state = 'open'")


class IncidentEdit(Model):
    """Another input for a step that failed, proposed by one person; there is one that is open per incident at most."""

    __tablename__ = "incident_edit"
    __table_args__ = (
        Index("uq_incident_edit_open", "incident_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    incident_id: Mapped[int] = mapped_column(ForeignKey("incident.id", ondelete="CASCADE"))
    input: Mapped[str] = mapped_column(Text, comment="JSON object")
    note: Mapped[str] = mapped_column(String(500))
    state: Mapped[str] = mapped_column(String(12), comment="open, approved or rejected")
    proposed_by: Mapped[str] = mapped_column(String(100))
    proposed_at: Mapped[datetime]
    decided_by: Mapped[str | None] = mapped_column(String(100))
    decided_at: Mapped[datetime | None]
