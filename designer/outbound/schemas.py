"""What the webhooks API takes and gives."""

from typing import Any

from marshmallow import Schema, fields, post_load, validate

from connectors.sdk import Network
from designer.outbound.deliveries import STATES
from designer.outbound.service import TOPICS, EndpointDraft

_NETWORKS = [Network.PUBLIC.value, Network.PRIVATE.value]


class EndpointDraftSchema(Schema):
    """Name, address and topics of an endpoint."""

    name = fields.String(required=True, validate=validate.Length(1, 100))
    url = fields.String(required=True, validate=validate.Length(1, 500))
    network = fields.String(load_default=Network.PUBLIC.value, validate=validate.OneOf(_NETWORKS))
    topics = fields.List(
        fields.String(validate=validate.OneOf(TOPICS)), required=True, validate=validate.Length(1, len(TOPICS))
    )

    @post_load
    def make(self, data: dict[str, Any], **_options: Any) -> Any:
        return _draft(data)


class NewEndpointSchema(EndpointDraftSchema):
    """The same with a secret, where the receiver has one already."""

    secret = fields.String(
        load_default="",
        validate=validate.Length(max=200),
        metadata={"description": "whsec_ and 24 to 64 bytes in base64; left out: one is made"},
    )

    @post_load
    def make(self, data: dict[str, Any], **_options: Any) -> Any:
        return _draft(data), data["secret"]


def _draft(data: dict[str, Any]) -> EndpointDraft:
    return EndpointDraft(data["name"], data["url"], Network(data["network"]), tuple(data["topics"]))


class EndpointSchema(Schema):
    """An endpoint; its secret is never given."""

    id = fields.Integer()
    name = fields.String()
    url = fields.String()
    network = fields.String()
    topics = fields.List(fields.String())
    is_enabled = fields.Boolean()
    disabled_reason = fields.String(metadata={"description": "why it was disabled by itself, else empty"})
    failures = fields.Integer(metadata={"description": "attempts that failed one after the other"})
    failing_since = fields.AwareDateTime(allow_none=True)
    rest_until = fields.AwareDateTime(allow_none=True, metadata={"description": "nothing is sent before"})
    previous_until = fields.AwareDateTime(
        allow_none=True, metadata={"description": "until then the previous secret signs, too"}
    )
    created_at = fields.AwareDateTime()
    created_by = fields.String()
    changed_at = fields.AwareDateTime()
    changed_by = fields.String()
    waiting = fields.Integer(metadata={"description": "deliveries that have not arrived yet"})
    failed = fields.Integer(metadata={"description": "events that were given up"})


class EndpointMadeSchema(Schema):
    """An endpoint with its new secret, which is shown this once."""

    endpoint = fields.Nested(EndpointSchema)
    secret = fields.String()


class DeliveryQuerySchema(Schema):
    """Filters of the list of deliveries."""

    endpoint_id = fields.Integer(load_default=None)
    state = fields.String(load_default=None, validate=validate.OneOf(STATES))
    cursor = fields.String(load_default=None, validate=validate.Length(max=20))
    limit = fields.Integer(load_default=50, validate=validate.Range(1, 200))


class DeliverySchema(Schema):
    """One event for one endpoint."""

    id = fields.Integer()
    endpoint_id = fields.Integer()
    message_id = fields.String(metadata={"description": "webhook-id: the same at each attempt"})
    topic = fields.String()
    instance_id = fields.Integer(allow_none=True)
    state = fields.String(validate=validate.OneOf(STATES))
    attempt = fields.Integer()
    status_code = fields.Integer(allow_none=True, metadata={"description": "of the last answer"})
    error = fields.String(metadata={"description": "of the last attempt; empty: it arrived or was not sent yet"})
    created_at = fields.AwareDateTime()
    due_at = fields.AwareDateTime()
    give_up_at = fields.AwareDateTime()
    finished_at = fields.AwareDateTime(allow_none=True)
    body = fields.String(metadata={"description": "what is signed and sent"})


class DeliveryPageSchema(Schema):
    """One page of deliveries."""

    items = fields.List(fields.Nested(DeliverySchema))
    next_cursor = fields.String(allow_none=True)
    total = fields.Integer()


class SentAgainSchema(Schema):
    """How many deliveries are due again."""

    deliveries = fields.Integer()
