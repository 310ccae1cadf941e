"""What the cockpit API takes and gives."""

from typing import Any

from marshmallow import Schema, fields, post_load, validate

from designer.cockpit.service import ARCHIVED, External, InstanceQuery
from designer.tasklist.schemas import FeelValues


class InstanceSchema(Schema):
    """A process instance."""

    id = fields.Integer()
    bundle_id = fields.Integer()
    process_id = fields.String()
    business_key = fields.String()
    status = fields.String()
    revision = fields.Integer()
    created_at = fields.AwareDateTime()
    created_by = fields.String()
    ended_at = fields.AwareDateTime(allow_none=True)
    open_incidents = fields.Integer()


class InstancePageSchema(Schema):
    """One page of instances."""

    items = fields.List(fields.Nested(InstanceSchema))
    next_cursor = fields.String(allow_none=True)
    total = fields.Integer()


_STATUSES = ("running", "completed", "cancelled", ARCHIVED)


class InstanceQuerySchema(Schema):
    """Filters of the list of instances."""

    status = fields.String(load_default=None, validate=validate.OneOf(_STATUSES))
    process_id = fields.String(load_default=None, validate=validate.Length(max=200))
    q = fields.String(load_default="", validate=validate.Length(max=60))
    has_incidents = fields.Boolean(load_default=False)
    cursor = fields.String(load_default=None, validate=validate.Length(max=20))
    limit = fields.Integer(load_default=50, validate=validate.Range(1, 200))

    @post_load
    def make(self, data: dict[str, Any], **_options: Any) -> InstanceQuery:
        return InstanceQuery(search=data.pop("q"), **data)


class VariablesSchema(Schema):
    """The variables of the root scope."""

    variables = FeelValues()


class HistoryEntrySchema(Schema):
    """One event of one commit."""

    at = fields.AwareDateTime()
    revision = fields.Integer()
    actor = fields.String()
    kind = fields.String()
    process_id = fields.String(allow_none=True)
    element_id = fields.String(allow_none=True)
    element_name = fields.String(allow_none=True)
    data = FeelValues()


class JobSchema(Schema):
    """A job: one call of a connector's operation."""

    id = fields.Integer()
    instance_id = fields.Integer()
    element_id = fields.String()
    connector = fields.String()
    operation = fields.String()
    connection = fields.String()
    state = fields.String(metadata={"description": "due, leased, incident, done, failed or cancelled"})
    priority = fields.String(metadata={"description": "interactive or bulk"})
    attempt = fields.Integer()
    max_attempts = fields.Integer()
    due_at = fields.AwareDateTime()
    idempotency_key = fields.String()
    external = FeelValues(metadata={"description": "the document in the other system: system, type, id"})
    error_code = fields.String(allow_none=True)
    error_message = fields.String(allow_none=True)
    created_at = fields.AwareDateTime()
    finished_at = fields.AwareDateTime(allow_none=True)


class ReasonSchema(Schema):
    """Why."""

    reason = fields.String(required=True, validate=validate.Length(1, 500))


class IncidentSchema(Schema):
    """An incident: a step that needs a person."""

    id = fields.Integer()
    instance_id = fields.Integer()
    job_id = fields.Integer(allow_none=True)
    business_key = fields.String()
    process_id = fields.String()
    element_id = fields.String()
    code = fields.String()
    message = fields.String()
    details = FeelValues()
    state = fields.String()
    created_at = fields.AwareDateTime()
    resolved_at = fields.AwareDateTime(allow_none=True)
    resolved_by = fields.String(allow_none=True)
    resolution = fields.String(allow_none=True)


class IncidentPageSchema(Schema):
    """One page of incidents."""

    items = fields.List(fields.Nested(IncidentSchema))
    next_cursor = fields.String(allow_none=True)
    total = fields.Integer()


class IncidentQuerySchema(Schema):
    """Filters of the list of incidents."""

    state = fields.String(load_default="open", validate=validate.OneOf(["open", "resolved"]))
    instance_id = fields.Integer(load_default=None)
    cursor = fields.String(load_default=None, validate=validate.Length(max=20))
    limit = fields.Integer(load_default=50, validate=validate.Range(1, 200))


class ExternalSchema(Schema):
    """A record that stands in another system."""

    system = fields.String(required=True, validate=validate.Length(1, 40))
    type = fields.String(required=True, validate=validate.Length(1, 60))
    id = fields.String(required=True, validate=validate.Length(1, 100))

    @post_load
    def make(self, data: dict[str, Any], **_options: Any) -> External:
        return External(**data)


class EditSchema(Schema):
    """Another input for a step that failed, and how one knows that the first request had no effect."""

    input = fields.Dict(keys=fields.String(), required=True)
    note = fields.String(required=True, validate=validate.Length(1, 500))


class EditedSchema(Schema):
    """What became of a changed input."""

    outcome = fields.String(metadata={"description": "sent, or proposed: a second person must approve it"})
    edit_id = fields.Integer(allow_none=True)


class EditViewSchema(Schema):
    """A changed input of a money operation."""

    id = fields.Integer()
    incident_id = fields.Integer()
    input = fields.Dict()
    note = fields.String()
    state = fields.String(metadata={"description": "open, approved or rejected"})
    proposed_by = fields.String()
    proposed_at = fields.AwareDateTime()
    decided_by = fields.String(allow_none=True)
    decided_at = fields.AwareDateTime(allow_none=True)


class ThrownErrorSchema(Schema):
    """The error with which the process goes on."""

    code = fields.String(required=True, validate=validate.Regexp(r"[A-Za-z0-9_.:-]{1,100}\Z"))
    message = fields.String(load_default="", validate=validate.Length(max=500))


class ResolutionSchema(Schema):
    """That the effect of a job stands already, and how one knows."""

    output = fields.Dict(keys=fields.String(), load_default=dict)
    external = fields.Nested(ExternalSchema, required=True)
    note = fields.String(required=True, validate=validate.Length(1, 500))
