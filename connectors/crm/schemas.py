"""Inputs and outputs of the CRM operations, in the words of the returns domain."""

from marshmallow import Schema, fields

from connectors.sdk.fields import choice, flag, rate, text

TIERS = ("STD", "GOLD", "CHANNEL")
CHANNELS = ("EMAIL", "SMS", "PORTAL")
PRIORITIES = ("LOW", "NORMAL", "HIGH")


class CustomerRequest(Schema):
    customer_id = text("Customer number", required=True)


class Contact(Schema):
    name = text("Person", load_default=None)
    email = text("E-mail", load_default=None)
    phone = text("Phone", load_default=None)


class Address(Schema):
    street1 = text("Street and number", load_default=None)
    city = text("City", load_default=None)
    state = text("State or province", load_default=None)
    postal_code = text("Postal code", load_default=None)
    country = text("ISO 3166-1 alpha-2", load_default=None)


class Customer(Schema):
    id = text("Customer number", required=True)
    name = text("Customer name", required=True)
    tier = choice("Tier, selects the rows of the policy", TIERS, required=True)
    credit_hold = flag("Whether credits may only stand on account", required=True)
    fraud_score = rate("0 (none) to 1", required=True)
    contact = fields.Nested(Contact, required=True, metadata={"description": "Whom to write to"})
    address = fields.Nested(Address, required=True, metadata={"description": "Where the goods are"})


class NotifyRequest(Schema):
    customer_id = text("Customer number", required=True)
    rma_number = text("RMA number, or the return's number before there is one", required=True)
    event = text("What happened; a customer hears of it once per return", required=True)
    template = text("Message template", required=True)
    channel = choice("How to reach the customer", CHANNELS, load_default="EMAIL")
    locale = text("Language, such as en-US", load_default="en-US")
    data = fields.Dict(load_default=dict, metadata={"description": "Values for the template"})


class Notification(Schema):
    notification_id = text("Notification number", required=True)
    status = choice("What became of it", ("QUEUED", "SENT"), required=True)


class CaseRequest(Schema):
    customer_id = text("Customer number", required=True)
    rma_number = text("RMA number or return number", required=True)
    subject = text("What it is about, in one line", required=True)
    description = text("Everything the next person needs to know", load_default="")
    priority = choice("How soon", PRIORITIES, load_default="NORMAL")


class Case(Schema):
    case_id = text("Case number", required=True)
    status = choice("Status of the case", ("OPEN", "CLOSED"), required=True)
