"""What the deployments API takes and gives, as marshmallow schemas; unknown fields are refused."""

from marshmallow import Schema, fields, validate


class ChangesSchema(Schema):
    """Names of files, as kind/name, against the bundle before."""

    added = fields.List(fields.String())
    changed = fields.List(fields.String())
    removed = fields.List(fields.String())


class BundleSchema(Schema):
    """What is deployed together and never changes afterwards."""

    id = fields.Integer(attribute="bundle.id")
    hash = fields.String(attribute="bundle.hash")
    name = fields.String(attribute="bundle.name")
    created_at = fields.AwareDateTime(attribute="bundle.created_at")
    created_by = fields.String(attribute="bundle.created_by")
    running = fields.Integer(attribute="bundle.running", metadata={"description": "returns on it that have not ended"})
    compared_with = fields.Integer(allow_none=True)
    changes = fields.Nested(ChangesSchema)
    serves = fields.List(fields.String(), metadata={"description": "codes of return types"})


class BundleListSchema(Schema):
    """The newest bundles first."""

    bundles = fields.List(fields.Nested(BundleSchema))


class ActivationSchema(Schema):
    """Which bundle and process serve a return type from when on."""

    id = fields.Integer()
    return_type = fields.String()
    bundle_id = fields.Integer()
    process_id = fields.String()
    effective_at = fields.AwareDateTime()
    canary_share = fields.Integer(metadata={"description": "percent of the new returns"})
    note = fields.String()
    activated_by = fields.String()
    activated_at = fields.AwareDateTime()


class ReturnTypeSchema(Schema):
    """A return type with what serves it now and what is planned."""

    code = fields.String()
    name = fields.String()
    process_id = fields.String()
    description = fields.String()
    serving = fields.List(fields.Nested(ActivationSchema), metadata={"description": "newest first; two with a canary"})
    planned = fields.List(fields.Nested(ActivationSchema))


class ReturnTypeListSchema(Schema):
    """All return types by code."""

    return_types = fields.List(fields.Nested(ReturnTypeSchema))


class DeploySchema(Schema):
    """All drafts as one bundle; `activate` are the return types whose new returns follow it at once."""

    name = fields.String(required=True, validate=validate.Length(1, 200))
    activate = fields.List(fields.String(), load_default=list, validate=validate.Length(max=100))
    as_executable = fields.List(
        fields.String(),
        load_default=list,
        validate=validate.Length(max=100),
        metadata={"description": "keys of diagrams that are marked as not executable and are to run all the same"},
    )


class WarningSchema(Schema):
    """Something that does not hinder but should be looked at."""

    rule = fields.String()
    message = fields.String()
    hint = fields.String()
    element_id = fields.String(allow_none=True)
    file = fields.String(allow_none=True)


class EditSchema(Schema):
    """A draft that went into a bundle."""

    kind = fields.String()
    key = fields.String()
    revision = fields.Integer()
    edited_by = fields.String()
    deployed_by = fields.String()


class DeployedSchema(Schema):
    """What a deployment did."""

    bundle_id = fields.Integer()
    is_new = fields.Boolean(metadata={"description": "false: the very same content was deployed before"})
    warnings = fields.List(fields.Nested(WarningSchema))
    activations = fields.List(fields.Nested(ActivationSchema))
    alone = fields.List(
        fields.Nested(EditSchema), metadata={"description": "drafts that the deployer had edited as well"}
    )


class ActivateSchema(Schema):
    """Which bundle shall serve a return type."""

    bundle_id = fields.Integer(required=True, strict=True)
    process_id = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=200))
    effective_at = fields.AwareDateTime(load_default=None, allow_none=True)
    canary_share = fields.Integer(load_default=100, strict=True, validate=validate.Range(1, 100))
    note = fields.String(load_default="", validate=validate.Length(max=500))
