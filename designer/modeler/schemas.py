"""What the drafts API takes and gives, as marshmallow schemas; unknown fields are refused."""

from flask import url_for
from marshmallow import Schema, fields, validate

from engine.lint import explain


def explanation_url(rule: str) -> str | None:
    """Where the help pages explain a rule; None for what is found while a file is read."""
    return url_for("help.page", slug="rules", _anchor=rule) if explain(rule) else None


class SaveSchema(Schema):
    """A draft to save: the text, and the revision and bundle of the document that was edited."""

    content = fields.String(required=True)
    revision = fields.Integer(required=True, strict=True, validate=validate.Range(0))
    base = fields.Integer(load_default=None, allow_none=True, strict=True)
    note = fields.String(load_default="", validate=validate.Length(max=500))


class CreateSchema(Schema):
    """A document that the library does not have yet."""

    key = fields.String(required=True, validate=validate.Length(1, 100))
    content = fields.String(required=True)
    note = fields.String(load_default="", validate=validate.Length(max=500))


class ContentSchema(Schema):
    """A text to check; nothing is stored."""

    content = fields.String(required=True)


class DocumentSchema(Schema):
    """A document as an editor opens it: the pending draft, else what is deployed."""

    kind = fields.String(metadata={"description": "bpmn, dmn or form"})
    key = fields.String()
    file_name = fields.String()
    content = fields.Function(lambda document: document.content.decode("utf-8", "replace"), metadata={"type": "string"})
    revision = fields.Integer(metadata={"description": "how often it was saved; 0: never"})
    base = fields.Integer(allow_none=True, metadata={"description": "the bundle that drafts start from"})
    state = fields.String(metadata={"description": "deployed, changed (a draft differs) or new (only a draft)"})
    saved_by = fields.String()
    saved_at = fields.AwareDateTime()


class DocumentListSchema(Schema):
    """All documents, without their content."""

    documents = fields.List(fields.Nested(DocumentSchema(exclude=("content",))))


class FixEditSchema(Schema):
    """One change of a quick fix."""

    action = fields.String(metadata={"description": "set, extension, timer, condition, become, remove or bypass"})
    element_id = fields.String()
    name = fields.String(metadata={"description": "an attribute; of an extension element as task.form"})
    value = fields.String(allow_none=True)


class FixSchema(Schema):
    """A quick fix, which an editor applies."""

    label = fields.String()
    edits = fields.List(fields.Nested(FixEditSchema))


class ProblemSchema(Schema):
    """One thing wrong with a model."""

    rule = fields.String()
    message = fields.String()
    hint = fields.String()
    element_id = fields.String(allow_none=True)
    file = fields.String(allow_none=True)
    line = fields.Integer(allow_none=True)
    severity = fields.String(metadata={"description": "error, warning or info"})
    fix = fields.Nested(FixSchema, allow_none=True)
    explained_at = fields.Function(
        lambda problem: explanation_url(problem.rule),
        metadata={"type": "string", "nullable": True, "description": "the help page that explains the rule"},
    )


class FindingsSchema(Schema):
    """Problems of the document, and those of the others that would go into the same bundle."""

    problems = fields.List(fields.Nested(ProblemSchema), attribute="own")
    elsewhere = fields.List(fields.Nested(ProblemSchema))


class VersionSchema(Schema):
    """What was saved once."""

    id = fields.Integer()
    revision = fields.Integer()
    note = fields.String()
    is_conflict = fields.Boolean(metadata={"description": "refused then, because somebody else was faster"})
    saved_by = fields.String()
    saved_at = fields.AwareDateTime()


class VersionListSchema(Schema):
    """The versions of a document, newest first."""

    versions = fields.List(fields.Nested(VersionSchema))
