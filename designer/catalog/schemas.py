"""What the catalog API gives, as marshmallow schemas."""

from marshmallow import Schema, fields


class CatalogSchema(Schema):
    """Installed connectors; input, output and payload of each operation and event are JSON Schema 2020-12."""

    connectors = fields.List(fields.Dict())
    connections = fields.List(fields.Dict(), metadata={"description": "id, connector and name of each"})


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


class ConnectionListSchema(Schema):
    """All connections by id."""

    connections = fields.List(fields.Nested(ConnectionSchema))
