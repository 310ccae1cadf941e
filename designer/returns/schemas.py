"""What the returns API takes and gives, as marshmallow schemas; unknown fields are refused."""

from decimal import Decimal
from typing import Any

from marshmallow import Schema, fields, post_load, validate

from designer.returns.codes import return_types
from designer.returns.listing import ReturnQuery
from designer.returns.submission import RequestedLine, Submission
from engine.priority import Priority

RESOLUTIONS = ("CREDIT", "REFUND", "REPLACEMENT", "ADVANCE_REPLACEMENT", "EXCHANGE", "REPAIR")
CONDITIONS = ("sealed", "opened", "used", "damaged")
MAX_LINES = 200
_MAX_QTY = Decimal("999999")


class Money(fields.Decimal):
    """An amount as a decimal string; never a float."""

    def __init__(self, **options: Any) -> None:
        super().__init__(as_string=True, allow_nan=False, **options)


class RequestedLineSchema(Schema):
    """One line of the order that shall come back."""

    line = fields.Integer(required=True, strict=True, validate=validate.Range(1, 100_000))
    sku = fields.String(required=True, validate=validate.Length(1, 60))
    qty = fields.Decimal(
        required=True,
        allow_nan=False,
        validate=validate.Range(Decimal(0), _MAX_QTY, min_inclusive=False),
        metadata={"description": "Quantity in the unit of the order line, more than 0"},
    )
    reason_code = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=40))
    notes = fields.String(load_default="", validate=validate.Length(max=2000))
    condition = fields.String(load_default=None, allow_none=True, validate=validate.OneOf(CONDITIONS))

    @post_load
    def make(self, data: dict[str, Any], **_options: Any) -> RequestedLine:
        return RequestedLine(**data)


class SubmissionSchema(Schema):
    """A request for a return."""

    return_type = fields.String(load_default="REMORSE", validate=validate.OneOf(list(return_types())))
    order_no = fields.String(required=True, validate=validate.Length(1, 40))
    customer_id = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=40))
    requested_resolution = fields.String(load_default="CREDIT", validate=validate.OneOf(RESOLUTIONS))
    notes = fields.String(load_default="", validate=validate.Length(max=2000))
    evidence = fields.List(
        fields.String(validate=validate.Length(1, 200)), load_default=list, validate=validate.Length(max=50)
    )
    lines = fields.List(fields.Nested(RequestedLineSchema), required=True, validate=validate.Length(1, MAX_LINES))
    priority = fields.String(
        load_default=None,
        allow_none=True,
        validate=validate.OneOf([one.word for one in Priority]),
        metadata={"description": "interactive when somebody waits for the next step; without it, bulk for a token"},
    )

    @post_load
    def make(self, data: dict[str, Any], **_options: Any) -> Submission:
        priority = Priority.of_word(data["priority"]) if data["priority"] else None
        asked = {"lines": tuple(data["lines"]), "evidence": tuple(data["evidence"]), "priority": priority}
        return Submission(**data | asked, channel="api")


class FilledFormSchema(Schema):
    """A form that was filled in."""

    data = fields.Dict(keys=fields.String(), required=True)


class FormKeySchema(Schema):
    """The key of one opened form."""

    key = fields.String(required=True, validate=validate.Length(1, 60))


class NextPageSchema(Schema):
    """Where to go on."""

    next = fields.String()


class CancelSchema(Schema):
    """Why a return is withdrawn."""

    reason = fields.String(load_default="", validate=validate.Length(max=500))


class NoticeSchema(Schema):
    """What happens now, in a sentence."""

    message = fields.String()


class ReturnLineSchema(Schema):
    """One line of a return."""

    line = fields.Integer()
    sku = fields.String()
    description = fields.String()
    qty = Money()
    reason_code = fields.String(allow_none=True)
    condition = fields.String(allow_none=True)
    notes = fields.String()
    unit_price = Money(allow_none=True)


class ReturnSchema(Schema):
    """A return with its canonical status; amounts are decimal strings in `currency`."""

    id = fields.UUID()
    no = fields.Integer()
    rma_number = fields.String(allow_none=True, metadata={"description": "null until approved"})
    type = fields.String()
    effective_type = fields.String(allow_none=True)
    status = fields.String()
    channel = fields.String()
    customer_id = fields.String()
    customer_name = fields.String()
    order_no = fields.String()
    currency = fields.String()
    requested_resolution = fields.String()
    notes = fields.String()
    requester = fields.String()
    requested_on = fields.Date()
    value = Money(allow_none=True)
    credit_total = Money(allow_none=True)
    eligibility = fields.String(allow_none=True)
    eligibility_reason = fields.String(allow_none=True)
    approval_result = fields.String(allow_none=True)
    credit_outcome = fields.String(allow_none=True)
    credit_memo_no = fields.String(allow_none=True)
    tracking_number = fields.String(allow_none=True)
    exceptions = fields.List(fields.String())
    instance_id = fields.Integer(allow_none=True)
    created_at = fields.AwareDateTime()
    updated_at = fields.AwareDateTime()
    version = fields.Integer()
    lines = fields.List(fields.Nested(ReturnLineSchema))


class ReturnPageSchema(Schema):
    """One page of returns; pass `next_cursor` to get the next, with the same filters."""

    items = fields.List(fields.Nested(ReturnSchema(exclude=("lines",))))
    next_cursor = fields.String(allow_none=True)
    total = fields.Integer(metadata={"description": "how many fit; counted up to 10,000"})


class ReturnListQuerySchema(Schema):
    """Filters of the list of returns."""

    status = fields.List(fields.String(validate=validate.Length(max=20)), load_default=list)
    type = fields.String(load_default=None, validate=validate.OneOf(list(return_types())))
    q = fields.String(load_default="", validate=validate.Length(max=60), metadata={"description": "free text"})
    sort = fields.String(load_default="-no", validate=validate.Length(max=20))
    cursor = fields.String(load_default=None, validate=validate.Length(max=300))
    limit = fields.Integer(load_default=50, validate=validate.Range(1, 200))

    @post_load
    def make(self, data: dict[str, Any], **_options: Any) -> ReturnQuery:
        return ReturnQuery(search=data.pop("q"), status=tuple(data.pop("status")), **data)
