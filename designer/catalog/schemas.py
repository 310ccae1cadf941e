"""What the catalog API gives, as marshmallow schemas."""

from marshmallow import Schema, fields


class CatalogSchema(Schema):
    """Installed connectors; input, output and payload of each operation and event are JSON Schema 2020-12."""

    connectors = fields.List(fields.Dict())
    connections = fields.List(fields.Dict(), metadata={"description": "id, connector and name of each"})


class BreakerSchema(Schema):
    """Whether jobs may call a connection: closed they do, open they wait, half open one of them finds out."""

    state = fields.String(metadata={"description": "closed, open or half_open"})
    failures = fields.Integer(metadata={"description": "calls that failed one after the other"})
    changed_at = fields.AwareDateTime(metadata={"description": "when it opened or closed"})
    changed_by = fields.String()
    code = fields.String(metadata={"description": "of the failure that opened it last"})
    message = fields.String()
    retry_at = fields.AwareDateTime(allow_none=True, metadata={"description": "open: when one job will try"})
    delayed = fields.Integer(metadata={"description": "jobs that wait for it"})


class ConnectionSchema(Schema):
    """A connection; secrets are named, never given."""

    id = fields.String()
    connector = fields.String()
    name = fields.String()
    base_url = fields.String()
    network = fields.String()
    settings = fields.Dict()
    secret_names = fields.List(fields.String())
    missing_secrets = fields.List(fields.String())
    changed_at = fields.AwareDateTime()
    changed_by = fields.String()
    checked_at = fields.AwareDateTime(allow_none=True)
    check_result = fields.String(metadata={"description": "empty: the last test worked"})
    breaker = fields.Nested(BreakerSchema, allow_none=True, metadata={"description": "null: no call ever failed"})


class ConnectionListSchema(Schema):
    """All connections by id."""

    connections = fields.List(fields.Nested(ConnectionSchema))
