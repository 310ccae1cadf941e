"""What the decisions API takes and gives."""

from typing import Any

from marshmallow import Schema, ValidationError, fields, post_load, validate, validates_schema

from designer.decisions.service import Wanted
from designer.tasklist.schemas import FeelValues


class VersionSchema(Schema):
    """Which version of the decisions: a bundle, or the one that serves a return type; without both the active one."""

    bundle = fields.Integer(load_default=None, validate=validate.Range(1, 2**31 - 1))
    return_type = fields.String(load_default=None, validate=validate.Length(1, 60))

    @validates_schema
    def one_of_both(self, data: dict[str, Any], **_options: Any) -> None:
        if data.get("bundle") is not None and data.get("return_type") is not None:
            raise ValidationError("expected bundle or return_type, found both", "return_type")

    @post_load
    def make(self, data: dict[str, Any], **_options: Any) -> Any:
        return Wanted(data["bundle"], data["return_type"])


class EvaluateSchema(VersionSchema):
    """The values of the input data by name, and how much shall be told."""

    input = fields.Dict(
        keys=fields.String(),
        required=True,
        metadata={
            "description": "texts become dates, durations and numbers where the model says that an input is one; "
            'where it does not, a text like @"2026-03-01" is a date'
        },
    )
    trace = fields.Boolean(load_default=False, metadata={"description": "tell every rule and cell"})
    strict = fields.Boolean(load_default=False, metadata={"description": "refuse nulls that come from errors (422)"})

    @post_load
    def make(self, data: dict[str, Any], **_options: Any) -> Any:
        return {"wanted": Wanted(data.pop("bundle"), data.pop("return_type")), **data}


class NamedSchema(Schema):
    """A decision."""

    id = fields.String()
    name = fields.String()


class ModelFileSchema(Schema):
    """The file that holds the decision."""

    file = fields.String()
    hash = fields.String(metadata={"description": "SHA-256 of the file"})


class BundleNameSchema(Schema):
    """The version that was asked."""

    id = fields.Integer()
    name = fields.String()


class NullReasonSchema(Schema):
    """Why something is null: line and column in the expression of the element."""

    message = fields.String()
    line = fields.Integer()
    column = fields.Integer()
    element_id = fields.String(allow_none=True)


class RuleHitSchema(Schema):
    """A rule that matched."""

    decision_id = fields.String()
    decision_name = fields.String()
    rule = fields.Integer(metadata={"description": "as the table counts, from 1"})
    rule_id = fields.String(allow_none=True)
    annotation = fields.String()


class EvaluatedSchema(Schema):
    """What came of a decision."""

    decision = fields.Nested(NamedSchema)
    model = fields.Nested(ModelFileSchema)
    bundle = fields.Nested(BundleNameSchema)
    value = fields.Raw(allow_none=True, metadata={"description": "numbers as text, dates in ISO 8601"})
    type = fields.String(metadata={"description": "the FEEL type of the value"})
    text = fields.String(metadata={"description": "the value as FEEL text, cut to 300 characters"})
    problems = fields.List(fields.Nested(NullReasonSchema))
    rules = fields.List(fields.Nested(RuleHitSchema))
    trace = fields.Dict(metadata={"description": "inputs, decisions and their tables with each rule and cell"})


class NeededSchema(Schema):
    """One value that a decision needs."""

    name = fields.String()
    type = fields.String(metadata={"description": "as the model calls it"})
    kind = fields.String(metadata={"description": "the FEEL type behind it"})
    element = fields.String(metadata={"description": "the FEEL type of the items of a list, if known"})
    choices = FeelValues(metadata={"description": "only these are allowed; empty: no such list"})
    # A lambda, because the class does not exist yet.
    parts = fields.List(fields.Nested(lambda: NeededSchema()), metadata={"description": "of a context"})  # noqa: PLW0108


class DecisionSchema(Schema):
    """A decision and what it needs."""

    id = fields.String()
    name = fields.String()
    question = fields.String()
    type = fields.String()
    file = fields.String()
    hash = fields.String(metadata={"description": "SHA-256 of the file"})
    inputs = fields.List(fields.Nested(NeededSchema))


class DecisionListSchema(Schema):
    """The decisions of one version."""

    bundle = fields.Nested(BundleNameSchema)
    decisions = fields.List(fields.Nested(DecisionSchema))
