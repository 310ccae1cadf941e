"""Input and output of `find_by_key`, which every connector offers: few real systems dedupe by key."""

from marshmallow import Schema, fields

from connectors.sdk.fields import flag, text

FIND_BY_KEY = "find_by_key"


class KeyRequest(Schema):
    key = text("Idempotency key of the call that is looked for", required=True)
    operation = text("Operation of that call", load_default="")


class Found(Schema):
    found = flag("Whether something stands under the key", required=True)
    type = text("Record type", load_default=None)
    id = text("Record number", load_default=None)
    document = fields.Dict(load_default=None, metadata={"description": "The record as the system answered it"})
