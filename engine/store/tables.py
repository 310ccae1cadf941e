"""The tables of the engine, as SQLAlchemy Core; one metadata that the application shares for its own models."""

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from engine.store.columns import Id, Moment, partial_index, priority
from engine.store.columns import metadata as metadata  # noqa: PLC0414 - whoever makes tables needs all of them

content = Table(
    "content",
    metadata,
    Column("hash", String(64), primary_key=True, comment="SHA-256 of the bytes, hexadecimal"),
    Column("bytes", LargeBinary, nullable=False),
)

bundle = Table(
    "bundle",
    metadata,
    Column("id", Id, primary_key=True),
    Column("hash", String(64), nullable=False, unique=True, comment="SHA-256 over the sorted file list"),
    Column("name", String(200), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("created_by", String(100), nullable=False),
)

bundle_file = Table(
    "bundle_file",
    metadata,
    Column("bundle_id", ForeignKey("bundle.id", ondelete="CASCADE"), primary_key=True),
    Column("kind", String(10), primary_key=True, comment="bpmn, dmn or form"),
    Column("name", String(200), primary_key=True),
    Column("content_hash", ForeignKey("content.hash"), nullable=False),
)

definition = Table(
    "definition",
    metadata,
    Column("bundle_id", ForeignKey("bundle.id", ondelete="CASCADE"), primary_key=True),
    Column("kind", String(10), primary_key=True, comment="process, decision or form"),
    Column("key", String(200), primary_key=True),
    Column("name", String(200), nullable=False),
    Column("file_name", String(200), nullable=False),
)

_ENDED = text("ended_at IS NOT NULL")
process_instance = Table(
    "process_instance",
    metadata,
    Column("id", Id, primary_key=True),
    Column("bundle_id", ForeignKey("bundle.id"), nullable=False),
    Column("process_id", String(200), nullable=False),
    Column("business_key", String(200), nullable=False),
    Column("start_key", String(200), nullable=False, unique=True, comment="the same key starts once"),
    Column("status", String(12), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("state_tag", BigInteger, nullable=False, comment="random per save: names the very state, for the hot cache"),
    Column("created_at", Moment, nullable=False),
    Column("created_by", String(100), nullable=False),
    Column("ended_at", Moment),
    Column("open_incidents", Integer, nullable=False, default=0),
    Column("state", LargeBinary, nullable=False),
    Index(None, "business_key"),
    Index(None, "status", "id"),
    Index(None, "bundle_id", "status"),
    # Running instances have no end: it holds what may go into the archive, however many are running.
    Index(None, "ended_at", "id", sqlite_where=_ENDED, postgresql_where=_ENDED),
)

user_task = Table(
    "user_task",
    metadata,
    Column("id", Id, primary_key=True),
    Column("instance_id", ForeignKey("process_instance.id", ondelete="CASCADE"), nullable=False),
    Column("token_id", BigInteger, nullable=False),
    Column("business_key", String(200), nullable=False),
    Column("process_id", String(200), nullable=False),
    Column("element_id", String(200), nullable=False),
    Column("name", String(200), nullable=False),
    Column("title", String(400), nullable=False),
    Column("form", String(200)),
    Column("state", String(12), nullable=False),
    Column("assignee", String(100)),
    Column("excluded_users", LargeBinary, nullable=False, comment="JSON list: who may neither claim nor complete"),
    Column("priority", Integer, nullable=False),
    Column("due_at", Moment),
    Column("context", LargeBinary, nullable=False),
    Column("draft", LargeBinary),
    Column("created_at", Moment, nullable=False),
    Column("completed_at", Moment),
    Column("completed_by", String(100)),
    UniqueConstraint("instance_id", "token_id"),
    partial_index("created_at", "id", where="state = 'open'"),
    partial_index("due_at", "id", where="state = 'open' AND due_at IS NOT NULL"),
    partial_index("assignee", where="state = 'open' AND assignee IS NOT NULL"),
    Index(None, "business_key"),
)

task_candidate = Table(
    "task_candidate",
    metadata,
    Column("task_id", ForeignKey("user_task.id", ondelete="CASCADE"), primary_key=True),
    Column("group_name", String(100), primary_key=True),
    Index(None, "group_name", "task_id"),
    sqlite_with_rowid=False,
)

job = Table(
    "job",
    metadata,
    Column("id", Id, primary_key=True),
    Column("instance_id", ForeignKey("process_instance.id", ondelete="CASCADE"), nullable=False),
    Column("token_id", BigInteger, nullable=False),
    Column("business_key", String(200), nullable=False),
    Column("process_id", String(200), nullable=False),
    Column("element_id", String(200), nullable=False),
    Column("connector", String(100), nullable=False),
    Column("operation", String(100), nullable=False),
    Column("connection", String(100), nullable=False),
    Column("input", LargeBinary, nullable=False),
    Column("idempotency_key", String(100), nullable=False, unique=True),
    Column("request_hash", String(64), nullable=False),
    Column("state", String(12), nullable=False),
    Column("attempt", Integer, nullable=False, comment="counted at the claim"),
    Column("max_attempts", Integer, nullable=False),
    Column("fence", Integer, nullable=False, comment="rises at every claim; a late worker is told by it"),
    Column("due_at", Moment, nullable=False),
    priority(),
    Column("lease_until", Moment),
    Column("worker", String(100)),
    Column("output", LargeBinary),
    Column("external", LargeBinary),
    Column("error_kind", String(20)),
    Column("error_code", String(100)),
    Column("error_message", Text),
    Column("created_at", Moment, nullable=False),
    Column("finished_at", Moment),
    partial_index("priority", "due_at", "id", where="state = 'due'"),
    partial_index("lease_until", where="state = 'leased'"),
    partial_index("id", where="state = 'incident'"),
    Index(None, "instance_id"),
)

timer = Table(
    "timer",
    metadata,
    Column("id", Id, primary_key=True),
    Column("instance_id", ForeignKey("process_instance.id", ondelete="CASCADE"), nullable=False),
    Column("token_id", BigInteger, nullable=False),
    Column("process_id", String(200), nullable=False),
    Column("element_id", String(200), nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("state", String(12), nullable=False),
    UniqueConstraint("instance_id", "token_id", "due_at"),
    partial_index("due_at", "id", where="state = 'waiting'"),
)

subscription = Table(
    "subscription",
    metadata,
    Column("id", Id, primary_key=True),
    Column("instance_id", ForeignKey("process_instance.id", ondelete="CASCADE"), nullable=False),
    Column("token_id", BigInteger, nullable=False),
    Column("process_id", String(200), nullable=False),
    Column("element_id", String(200), nullable=False),
    Column("message", String(200), nullable=False),
    Column("correlation_key", String(200), nullable=False),
    UniqueConstraint("instance_id", "token_id", "message"),
    Index(None, "message", "correlation_key"),
)

signal_subscription = Table(
    "signal_subscription",
    metadata,
    Column("id", Id, primary_key=True),
    Column("instance_id", ForeignKey("process_instance.id", ondelete="CASCADE"), nullable=False),
    Column("token_id", BigInteger, nullable=False),
    Column("signal", String(200), nullable=False),
    UniqueConstraint("instance_id", "token_id"),
    Index(None, "signal", "instance_id"),
)

start_subscription = Table(
    "start_subscription",
    metadata,
    Column("id", Id, primary_key=True),
    Column("bundle_id", ForeignKey("bundle.id", ondelete="CASCADE"), nullable=False),
    Column("process_id", String(200), nullable=False),
    Column("element_id", String(200), nullable=False),
    Column("kind", String(12), nullable=False, comment="message, signal, timer or conditional"),
    Column("name", String(200), nullable=False, comment="of the message or signal, else empty"),
    Column("due_at", Moment, comment="of a timer"),
    Column("round", LargeBinary, comment="of a timer that repeats: the round that is due"),
    Index(None, "kind", "name"),
    Index(None, "kind", "due_at"),
    Index(None, "process_id"),
)

delivery = Table(
    "delivery",
    metadata,
    Column("id", Id, primary_key=True),
    Column("kind", String(12), nullable=False, comment="signal, message, start, call, return, error or cancel"),
    Column("source", String(100), nullable=False, comment="what threw it, for the history of who gets it"),
    Column("instance_id", Id, comment="who gets it; none for what starts an instance"),
    Column("token_id", BigInteger),
    Column("bundle_id", Id),
    Column("process_id", String(200)),
    Column("element_id", String(200)),
    Column("name", String(200), nullable=False),
    Column("correlation_key", String(200), nullable=False),
    Column("payload", LargeBinary, nullable=False),
    Column("state", String(12), nullable=False, comment="due, or failed with its error; carried out, the row is gone"),
    Column("error", Text),
    priority(),
    Column("created_at", Moment, nullable=False),
    Index(None, "state", "priority", "id"),
    partial_index("instance_id", "token_id", where="kind = 'call'"),
)

data_store = Table(
    "data_store",
    metadata,
    Column("name", String(100), primary_key=True),
    Column("value", LargeBinary, nullable=False),
    Column("changed_at", Moment, nullable=False),
    Column("changed_by", String(100), nullable=False, comment="the instance, or a person"),
)

inbox = Table(
    "inbox",
    metadata,
    Column("id", Id, primary_key=True),
    Column("source", String(100), nullable=False),
    Column("message_id", String(200), nullable=False),
    Column("message", String(200), nullable=False),
    Column("correlation_key", String(200), nullable=False),
    Column("payload", LargeBinary, nullable=False),
    Column("state", String(12), nullable=False),
    Column("received_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("instance_id", Id),
    UniqueConstraint("source", "message_id"),
    partial_index("message", "correlation_key", where="state = 'buffered'"),
    partial_index("expires_at", where="state = 'buffered'"),
    partial_index("id", where="state = 'expired'"),
)

incident = Table(
    "incident",
    metadata,
    Column("id", Id, primary_key=True),
    Column("instance_id", ForeignKey("process_instance.id", ondelete="CASCADE"), nullable=False),
    Column("token_id", BigInteger, nullable=False),
    Column("job_id", ForeignKey("job.id")),
    Column("business_key", String(200), nullable=False),
    Column("process_id", String(200), nullable=False),
    Column("element_id", String(200), nullable=False),
    Column("code", String(100), nullable=False),
    Column("message", Text, nullable=False),
    Column("details", LargeBinary, nullable=False),
    Column("state", String(12), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("resolved_at", Moment),
    Column("resolved_by", String(100)),
    Column("resolution", String(200)),
    Index(None, "state", "id"),
    Index(None, "instance_id", "state"),
)

history = Table(
    "history",
    metadata,
    Column("id", Id, primary_key=True),
    Column("instance_id", ForeignKey("process_instance.id", ondelete="CASCADE"), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("at", Moment, nullable=False),
    Column("actor", String(100), nullable=False),
    Column("events", LargeBinary, nullable=False, comment="what happened in one commit, in order"),
    Index(None, "instance_id", "id"),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", Id, primary_key=True),
    Column("topic", String(50), nullable=False),
    Column("instance_id", Id, nullable=False),
    Column("payload", LargeBinary, nullable=False),
    Column("created_at", Moment, nullable=False),
)

# Each instance that is over as one row; engine/store/archived.py packs and unpacks it.
archived_instance = Table(
    "archived_instance",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=False, comment="the id that the instance had"),
    Column("bundle_id", Id, nullable=False),
    Column("process_id", String(200), nullable=False),
    Column("business_key", String(200), nullable=False),
    Column("start_key", String(200), nullable=False, unique=True, comment="the same key starts once, archived or not"),
    Column("status", String(12), nullable=False),
    Column("revision", Id, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("created_by", String(100), nullable=False),
    Column("ended_at", Moment, nullable=False),
    Column("archived_at", Moment, nullable=False),
    Column("digest", String(64), nullable=False, comment="SHA-256 of the body"),
    Column("body", LargeBinary, nullable=False),
    Index(None, "business_key"),
    Index(None, "ended_at", "id"),
)

# The application adds its own models to the same metadata; these are the engine's, referenced ones first.
ENGINE_TABLES = tuple(metadata.sorted_tables)
