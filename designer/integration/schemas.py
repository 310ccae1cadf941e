"""What the integration API takes and gives."""

from marshmallow import Schema, fields, validate


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
    variables = fields.Dict(keys=fields.String(), load_default=dict)


class StartedSchema(Schema):
    """The instance that runs."""

    instance_id = fields.Integer()
    is_new = fields.Boolean(metadata={"description": "false when the same start key started it before"})


class MessageSchema(Schema):
    """A process message."""

    name = fields.String(required=True, validate=validate.Length(1, 200))
    correlation_key = fields.String(required=True, validate=validate.Length(1, 200))
    message_id = fields.String(
        required=True,
        validate=validate.Length(1, 200),
        metadata={"description": "names this message; the same id is taken once"},
    )
    payload = fields.Dict(keys=fields.String(), load_default=dict)
    ttl_seconds = fields.Integer(load_default=7 * 86_400, validate=validate.Range(1, 90 * 86_400))


class PublishedSchema(Schema):
    """What became of the message."""

    outcome = fields.String(metadata={"description": "correlated, buffered or duplicate"})
    instance_id = fields.Integer(allow_none=True)
