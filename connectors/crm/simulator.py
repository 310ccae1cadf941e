"""The simulated CRM: customers, messages that were sent, cases."""

from typing import Any

from connectors.sdk.simulator import ledger
from connectors.sdk.simulator.definition import Call, Identity, Kind, RefusalError, Route, Simulator
from connectors.sdk.simulator.store import Tables

_TIERS = {"STD": "Standard", "GOLD": "Gold", "CHANNEL": "Channel Partner"}
_ADDRESS_OF = {"Email": "email", "Sms": "phone"}


def _account(tables: Tables, call: Call) -> dict[str, Any]:
    record = _required(tables, call.args["number"])
    contact, address = record["contact"], record["address"]
    return {
        "Id": record["id"],
        "Name": record["name"],
        "Tier": _TIERS[record["tier"]],
        "CreditHold": record["credit_hold"],
        "RiskScore": record["fraud_score"],
        "PrimaryContact": {
            "Name": contact.get("name"),
            "Email": contact.get("email"),
            "Phone": contact.get("phone"),
        },
        "ShippingAddress": {
            "Street": address.get("street1"),
            "City": address.get("city"),
            "State": address.get("state"),
            "PostalCode": address.get("postal_code"),
            "CountryCode": address.get("country"),
        },
    }


def _required(tables: Tables, account_id: Any) -> dict[str, Any]:
    record = tables.get("customers", str(account_id))
    if record is None:
        raise RefusalError(404, "ACCOUNT_NOT_FOUND", f"there is no account {account_id!r}")
    return record


def _send_message(tables: Tables, call: Call) -> dict[str, Any]:
    call.required("AccountId", "RelatedTo", "Event", "TemplateName", "Channel")
    record = _required(tables, call.body["AccountId"])
    channel = call.body["Channel"]
    to = record["contact"].get(_ADDRESS_OF[channel]) if channel in _ADDRESS_OF else record["id"]
    if not to:
        raise RefusalError(422, "NO_ADDRESS", f"account {record['id']} cannot be reached by {channel}")
    number = f"MSG-{tables.next_number('messages')}"
    message = {
        "id": number,
        "customer_id": record["id"],
        "related_to": call.body["RelatedTo"],
        "event": call.body["Event"],
        "template": call.body["TemplateName"],
        "channel": channel,
        "to": to,
        "fields": call.body.get("MergeFields") or {},
        "sent_at": call.now.isoformat(),
    }
    tables.put("messages", number, message)
    return {"Id": number, "Status": "Sent"}


def _create_case(tables: Tables, call: Call) -> dict[str, Any]:
    call.required("AccountId", "RelatedTo", "Subject")
    record = _required(tables, call.body["AccountId"])
    number = f"CASE-{tables.next_number('cases')}"
    case = {
        "id": number,
        "customer_id": record["id"],
        "related_to": call.body["RelatedTo"],
        "subject": call.body["Subject"],
        "description": call.body.get("Description") or "",
        "priority": call.body.get("Priority") or "Normal",
        "status": "Open",
    }
    tables.put("cases", number, case)
    return {"Id": number, "Status": "Open"}


def _activities(tables: Tables, call: Call) -> dict[str, Any]:
    operation = call.query.get("Operation", "")
    record = ledger.document_by_key(tables, call.query.get("External_Id", ""), operation)
    return {"Activities": [{"Operation": operation, "Record": record}] if record else []}


def _prepared_customer(customer: dict[str, Any]) -> dict[str, Any]:
    """A customer seeded with little gets the rest, so that a message can reach it."""
    number = str(customer["id"])
    contact = {"name": None, "email": f"returns@{number.lower()}.example", "phone": None, **customer.get("contact", {})}
    defaults = {"name": f"Customer {number}", "tier": "STD", "credit_hold": False, "fraud_score": "0", "address": {}}
    return {**defaults, **customer, "contact": contact}


def _about_event(_tables: Tables, call: Call) -> Identity:
    return Identity(str(call.body.get("RelatedTo") or ""), str(call.body.get("Event") or ""))


def _about_subject(_tables: Tables, call: Call) -> Identity:
    return Identity(str(call.body.get("RelatedTo") or ""), str(call.body.get("Subject") or ""))


SIMULATOR = Simulator(
    title="CRM (simulated)",
    description="Customers with tier and contact, the messages they were sent, and cases.",
    kinds={
        "customers": Kind(
            "Customers", "id", ("id", "name", "tier", "credit_hold", "fraud_score"), _prepared_customer
        ),
        "messages": Kind("Messages", "id", ("id", "related_to", "event", "template", "channel", "to", "sent_at")),
        "cases": Kind("Cases", "id", ("id", "customer_id", "related_to", "subject", "priority", "status")),
    },
    routes=(
        Route("get_customer", "GET", "/services/data/accounts/<number>", _account),
        Route("notify", "POST", "/services/data/messages", _send_message, _about_event),
        Route("create_case", "POST", "/services/data/cases", _create_case, _about_subject),
        Route("find_by_key", "GET", "/services/data/activities", _activities),
    ),
    samples={
        "customers": [
            {
                "id": "C100",
                "name": "Alder Machine Works",
                "tier": "STD",
                "credit_hold": False,
                "fraud_score": "0.05",
                "contact": {"name": "Dana Alder", "email": "dana@alder.example", "phone": "+1 937 555 0100"},
                "address": {"street1": "12 Mill Road", "city": "Dayton", "state": "OH", "postal_code": "45402",
                            "country": "US"},
            }
        ]
    },
)  # fmt: skip
