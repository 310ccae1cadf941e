"""The table of restores."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from designer.database import Id, Model


class Restoration(Model):
    """One restore; instances up to `last_instance_id` may have done more than this database knows."""

    __tablename__ = "restoration"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    at: Mapped[datetime]
    taken_at: Mapped[datetime]
    last_instance_id: Mapped[int] = mapped_column(Id)
    source: Mapped[str] = mapped_column(String(200))
