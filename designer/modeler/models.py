"""Tables of drafts, of every version ever saved, and of who edited what went into a bundle."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from designer.database import Id, Model


class Draft(Model):
    """The newest saved state of one file; it is pending until `deployed_in` names the bundle that took it."""

    __tablename__ = "draft"
    __table_args__ = (UniqueConstraint("kind", "key"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    key: Mapped[str] = mapped_column(String(200))
    content: Mapped[bytes] = mapped_column(LargeBinary)
    revision: Mapped[int]
    base_bundle_id: Mapped[int | None] = mapped_column(ForeignKey("bundle.id"))
    deployed_in: Mapped[int | None] = mapped_column(ForeignKey("bundle.id"))
    updated_by: Mapped[str] = mapped_column(String(100))
    updated_at: Mapped[datetime]


class DraftVersion(Model):
    """What was saved once; kept for good. `is_conflict` marks what was refused because somebody else was faster."""

    __tablename__ = "draft_version"
    __table_args__ = (Index(None, "kind", "key", "id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    key: Mapped[str] = mapped_column(String(200))
    revision: Mapped[int]
    content: Mapped[bytes] = mapped_column(LargeBinary)
    note: Mapped[str] = mapped_column(String(500))
    is_conflict: Mapped[bool]
    saved_by: Mapped[str] = mapped_column(String(100))
    saved_at: Mapped[datetime]


class Deployment(Model):
    """One act of deploying: it made `bundle_id` the library that drafts start from, in place of `base_bundle_id`.

    A bundle may be deployed again, when its very content comes back.
    """

    __tablename__ = "deployment"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    bundle_id: Mapped[int] = mapped_column(ForeignKey("bundle.id"), index=True)
    base_bundle_id: Mapped[int | None] = mapped_column(ForeignKey("bundle.id"))
    deployed_by: Mapped[str] = mapped_column(String(100))
    deployed_at: Mapped[datetime]


class DeployedDraft(Model):
    """Who edited one file of a deployment: what the four-eyes rule compares with the person who deployed it."""

    __tablename__ = "deployed_draft"

    deployment_id: Mapped[int] = mapped_column(ForeignKey("deployment.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(10), primary_key=True)
    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    revision: Mapped[int]
    edited_by: Mapped[str] = mapped_column(String(100))
