"""Inputs and outputs of the carrier operations, in the words of the returns domain."""

from marshmallow import Schema, fields, validate

from connectors.sdk.fields import choice, moment, money, quantity, text

TRACKING_STATUSES = (
    "CREATED", "IN_TRANSIT", "OUT_FOR_DELIVERY", "DELIVERED", "EXCEPTION", "RETURN_TO_SENDER", "LOST", "VOIDED",
)  # fmt: skip
PAYERS = ("CUSTOMER", "DISTRIBUTOR")


class Address(Schema):
    name = text("Person or company", required=True)
    street1 = text("Street and number", load_default=None)
    street2 = text("Second line", load_default=None)
    city = text("City", load_default=None)
    state = text("State or province", load_default=None)
    postal_code = text("Postal code", load_default=None)
    country = text("ISO 3166-1 alpha-2", load_default="US")
    phone = text("Phone", load_default=None)
    email = text("E-mail", load_default=None)


def _address(description: str) -> fields.Nested:
    return fields.Nested(Address, load_default=None, allow_none=True, metadata={"description": description})


class LabelRequest(Schema):
    rma_number = text("RMA number, printed on the label", required=True, validate=validate.Length(min=1, max=20))
    ship_from = _address("Where the parcel is picked up: the customer")
    ship_to = _address("Where it goes: the returns dock")
    service = text("Service level", load_default="GROUND")
    weight_grams = quantity("Weight of the parcel", load_default="1000")
    insured_value = money("Value declared to the carrier", load_default=None)
    paid_by = choice("Who pays the carrier", PAYERS, load_default="DISTRIBUTOR")
    parcel = text("Which parcel of the return this is", load_default="1")


class LabelDocument(Schema):
    url = text("Address of the PDF", required=True)
    content_type = text("Media type", required=True)
    sha256 = text("Hash of the PDF", required=True)


class Label(Schema):
    label_id = text("Label number", required=True)
    tracking_number = text("Tracking number", required=True)
    service = text("Service level", required=True)
    cost = money("What the distributor pays for it", required=True)
    currency = text("ISO 4217", required=True)
    document = fields.Nested(LabelDocument, required=True, metadata={"description": "The label to print"})


class LabelDocumentRequest(Schema):
    label_id = text("Label number", required=True)


class LabelContent(Schema):
    content_type = text("Media type", required=True)
    content_base64 = text("The document, base64", required=True, validate=validate.Length(min=1))
    sha256 = text("Hash of the document", required=True)


class VoidRequest(Schema):
    tracking_number = text("Tracking number of the label", required=True)
    rma_number = text("RMA number", load_default=None)


class Voided(Schema):
    tracking_number = text("Tracking number of the label", required=True)
    status = choice("Whether the refund is through", ("SUBMITTED", "REFUNDED"), required=True)


class TrackRequest(Schema):
    tracking_number = text("Tracking number", required=True)


class Scan(Schema):
    status = choice("Canonical tracking status", TRACKING_STATUSES, required=True)
    at = moment("When it was scanned", required=True)
    location = text("Where", load_default=None)


class Tracking(Schema):
    tracking_number = text("Tracking number", required=True)
    status = choice("Canonical tracking status", TRACKING_STATUSES, required=True)
    first_scan_at = moment("First scan by the carrier", load_default=None)
    delivered_at = moment("Delivery", load_default=None)
    events = fields.List(fields.Nested(Scan), required=True, metadata={"description": "Scans, oldest first"})


class TrackingUpdated(Schema):
    rma_number = text("RMA number of the label", required=True)
    tracking_number = text("Tracking number", required=True)
    status = choice("Canonical tracking status", TRACKING_STATUSES, required=True)
    at = moment("When it was scanned", required=True)
