"""Tables of the returns room: the return, its lines, its events and the number series."""

from sqlalchemy import JSON, Column, Date, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

from designer.database import Id, Model, Moment
from designer.returns.columns import Amount

# Core tables, not mapped classes: the projection writes them on the bare connection of every advance.
metadata = Model.metadata

returns = Table(
    "returns",
    metadata,
    Column("id", String(36), primary_key=True, comment="uuid"),
    Column("no", Integer, nullable=False, unique=True, comment="from 1001; printed as RMA-<no> once approved"),
    Column("business_key", String(40), nullable=False, unique=True, comment="the engine's name for this return"),
    Column("request_key", String(64), nullable=False, unique=True, comment="the same request makes one return"),
    Column("request_hash", String(64), nullable=False, comment="SHA-256 of what was asked"),
    Column("rma_number", String(40), comment="null until approved"),
    Column("type", String(20), nullable=False, comment="what was asked for"),
    Column("effective_type", String(20), comment="what it was judged as"),
    Column("status", String(20), nullable=False, comment="canonical; moved by milestones only"),
    Column("channel", String(12), nullable=False),
    Column("customer_id", String(40), nullable=False),
    Column("customer_name", String(200), nullable=False),
    Column("order_no", String(40), nullable=False),
    Column("currency", String(3), nullable=False),
    Column("requested_resolution", String(24), nullable=False),
    Column("notes", Text, nullable=False),
    Column("requester", String(100), nullable=False),
    Column("requested_on", Date, nullable=False),
    Column("value", Amount, comment="what the goods cost on the invoice"),
    Column("credit_total", Amount),
    Column("eligibility", String(24)),
    Column("eligibility_reason", String(60)),
    Column("approval_result", String(12)),
    Column("credit_outcome", String(20)),
    Column("credit_memo_no", String(60)),
    Column("tracking_number", String(60)),
    Column("exceptions", JSON, nullable=False, comment="list of codes that a person should know of"),
    Column("exception_count", Integer, nullable=False),
    Column("open_incidents", Integer, nullable=False, comment="of its process instance"),
    Column("bundle_id", Integer, nullable=False, comment="the version that judges this return, for life"),
    Column("process_id", String(200), nullable=False),
    Column("instance_id", Id, comment="of the engine"),
    Column("created_at", Moment, nullable=False),
    Column("updated_at", Moment, nullable=False),
    Column("version", Integer, nullable=False, comment="optimistic lock"),
    Index(None, "instance_id"),
    Index(None, "customer_id", "no"),
    Index(None, "order_no"),
    Index(None, "status", "no"),
    Index(None, "rma_number"),
)

return_line = Table(
    "return_line",
    metadata,
    Column("return_id", ForeignKey("returns.id", ondelete="CASCADE"), primary_key=True),
    Column("line", Integer, primary_key=True, comment="the line of the order"),
    Column("sku", String(60), nullable=False),
    Column("description", String(200), nullable=False),
    Column("qty", Amount, nullable=False),
    Column("reason_code", String(40)),
    Column("condition", String(20)),
    Column("notes", Text, nullable=False),
    Column("unit_price", Amount, comment="net, from the order"),
)

return_event = Table(
    "return_event",
    metadata,
    Column("id", Id, primary_key=True),
    Column("return_id", ForeignKey("returns.id", ondelete="CASCADE"), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("at", Moment, nullable=False),
    Column("actor", String(100), nullable=False),
    Column("kind", String(40), nullable=False, comment="past tense: submitted, status_changed, status_refused"),
    Column("before", String(20)),
    Column("after", String(20)),
    Column("detail", Text, nullable=False),
    UniqueConstraint("return_id", "seq"),
)

return_series = Table(
    "return_series",
    metadata,
    Column("name", String(20), primary_key=True),
    Column("last_no", Integer, nullable=False),
)
