"""What the webhook inbox takes and gives, as marshmallow schemas."""

from marshmallow import Schema, fields, validate


class EventSchema(Schema):
    """The body of a webhook: what happened, when, and the data of it."""

    type = fields.String(required=True, validate=validate.Length(1, 100))
    timestamp = fields.String(load_default="", validate=validate.Length(max=64))
    data = fields.Dict(keys=fields.String(), required=True)


class ReceivedSchema(Schema):
    """What became of a webhook."""

    outcome = fields.String(metadata={"description": "correlated, buffered or duplicate"})
    message = fields.String(metadata={"description": "the process message it became"})
    message_id = fields.String()
