"""Tables of return types and of the activations that say which bundle serves them."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from designer.database import Id, Model


class ReturnType(Model):
    """A type of return, such as REMORSE, and the process that runs it unless an activation says otherwise."""

    __tablename__ = "return_type"

    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    process_id: Mapped[str] = mapped_column(String(200))
    description: Mapped[str] = mapped_column(String(1000), default="")


class Activation(Model):
    """From `effective_at` on, `canary_share` percent of the new returns of a type run `process_id` of the bundle."""

    __tablename__ = "activation"
    __table_args__ = (Index(None, "return_type", "effective_at"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    return_type: Mapped[str] = mapped_column(ForeignKey("return_type.code"))
    bundle_id: Mapped[int] = mapped_column(ForeignKey("bundle.id"))
    process_id: Mapped[str] = mapped_column(String(200))
    effective_at: Mapped[datetime]
    canary_share: Mapped[int] = mapped_column(default=100)
    note: Mapped[str] = mapped_column(String(500), default="")
    activated_by: Mapped[str] = mapped_column(String(100))
    activated_at: Mapped[datetime]
