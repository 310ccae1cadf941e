"""What the integration API takes and gives."""

from typing import Any

from marshmallow import Schema, fields, post_load, validate

from designer.tasklist.schemas import FeelValues
from engine.priority import Priority


class StartSchema(Schema):
    """Which process to start, and with what."""

    process_id = fields.String(required=True, validate=validate.Length(1, 200))
    business_key = fields.String(required=True, validate=validate.Length(1, 200))
    bundle_id = fields.Integer(
        load_default=None,
        allow_none=True,
        metadata={"description": "the bundle to take it from; without it, the one deployed last"},
    )
    start_key = fields.String(
        load_default=None,
        allow_none=True,
        validate=validate.Length(1, 200),
        metadata={"description": "the same key starts once; without it, the business key"},
    )
    start_event = fields.String(
        load_default=None,
        allow_none=True,
        validate=validate.Length(1, 200),
        metadata={"description": "the start event to begin with, where the process has several"},
    )
    variables = fields.Dict(keys=fields.String(), load_default=dict)
    priority = fields.String(
        load_default=None,
        allow_none=True,
        validate=validate.OneOf([one.word for one in Priority]),
        metadata={"description": "interactive when somebody waits for the next step; without it, bulk for a token"},
    )

    @post_load
    def make(self, data: dict[str, Any], **_options: Any) -> dict[str, Any]:
        return data | {"priority": Priority.of_word(data["priority"]) if data["priority"] else None}


class StartedSchema(Schema):
    """The instance that runs."""

    instance_id = fields.Integer()
    is_new = fields.Boolean(metadata={"description": "false when the same start key started it before"})


class MessageSchema(Schema):
    """A process message."""

    name = fields.String(required=True, validate=validate.Length(1, 200))
    correlation_key = fields.String(
        load_default="",
        validate=validate.Length(0, 200),
        metadata={"description": "empty for a message that has none: it goes to whoever waits longest for its name"},
    )
    message_id = fields.String(
        required=True,
        validate=validate.Length(1, 200),
        metadata={"description": "names this message; the same id is taken once"},
    )
    payload = fields.Dict(keys=fields.String(), load_default=dict)
    ttl_seconds = fields.Integer(load_default=7 * 86_400, validate=validate.Range(1, 90 * 86_400))


class PublishedSchema(Schema):
    """What became of the message."""

    outcome = fields.String(metadata={"description": "correlated, started, buffered or duplicate"})
    instance_id = fields.Integer(allow_none=True)


class SignalSchema(Schema):
    """A signal."""

    name = fields.String(required=True, validate=validate.Length(1, 200))
    signal_id = fields.String(
        required=True,
        validate=validate.Length(1, 150),
        metadata={"description": "names this signal; the same id is thrown once"},
    )
    payload = fields.Dict(keys=fields.String(), load_default=dict)


class SignalThrownSchema(Schema):
    """What became of the signal."""

    outcome = fields.String(metadata={"description": "thrown or duplicate"})
    receivers = fields.Integer(metadata={"description": "instances that wait for it and processes that it begins"})


class ConditionsSchema(Schema):
    """What conditional start events are judged by."""

    key = fields.String(
        required=True,
        validate=validate.Length(1, 100),
        metadata={"description": "names this state of affairs; the same key begins a process once"},
    )
    variables = fields.Dict(keys=fields.String(), load_default=dict)


class ConditionsEvaluatedSchema(Schema):
    """The instances that began."""

    instance_ids = fields.List(fields.Integer())


class StartsSchema(Schema):
    """The bundle whose start events come into force."""

    bundle_id = fields.Integer(required=True)


class StartViewSchema(Schema):
    """A start event in force."""

    bundle_id = fields.Integer()
    process_id = fields.String()
    element_id = fields.String()
    kind = fields.String(metadata={"description": "message, signal, timer or conditional"})
    name = fields.String(metadata={"description": "of the message or signal"})
    due_at = fields.AwareDateTime(allow_none=True, metadata={"description": "when the timer begins the next one"})


class DataStoreSchema(Schema):
    """A value that instances share."""

    name = fields.String()
    value = FeelValues(metadata={"description": "decimals as text, dates in ISO 8601"})
    changed_at = fields.AwareDateTime()
    changed_by = fields.String(metadata={"description": "an instance or a person"})


class DataStoreValueSchema(Schema):
    """The new value of a data store."""

    value = fields.Raw(required=True, allow_none=True)
