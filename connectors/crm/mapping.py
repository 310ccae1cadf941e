"""Between the words of the returns domain and those of the CRM."""

from collections.abc import Mapping
from typing import Any

Body = Mapping[str, Any]

_TIERS = {"Standard": "STD", "Gold": "GOLD", "Channel Partner": "CHANNEL"}


def customer(document: Body) -> dict[str, Any]:
    contact, address = document["PrimaryContact"], document["ShippingAddress"]
    return {
        "id": document["Id"],
        "name": document["Name"],
        "tier": _TIERS[document["Tier"]],
        "credit_hold": document["CreditHold"],
        "fraud_score": document["RiskScore"],
        "contact": {"name": contact["Name"], "email": contact["Email"], "phone": contact["Phone"]},
        "address": {
            "street1": address["Street"],
            "city": address["City"],
            "state": address["State"],
            "postal_code": address["PostalCode"],
            "country": address["CountryCode"],
        },
    }


def message_body(data: Body) -> dict[str, Any]:
    return {
        "AccountId": data["customer_id"],
        "RelatedTo": data["rma_number"],
        "Event": data["event"],
        "TemplateName": data["template"],
        "Channel": data["channel"].title(),
        "Language": data["locale"],
        "MergeFields": data["data"],
    }


def message(document: Body) -> dict[str, Any]:
    return {"notification_id": document["Id"], "status": document["Status"].upper()}


def case_body(data: Body) -> dict[str, Any]:
    return {
        "AccountId": data["customer_id"],
        "RelatedTo": data["rma_number"],
        "Subject": data["subject"],
        "Description": data["description"],
        "Priority": data["priority"].title(),
    }


def case(document: Body) -> dict[str, Any]:
    return {"case_id": document["Id"], "status": document["Status"].upper()}


def found(document: Body) -> dict[str, Any]:
    if not document["Activities"]:
        return {"found": False}
    first = document["Activities"][0]
    return {"found": True, "type": first["Operation"], "id": first["Record"]["Id"], "document": first["Record"]}
