"""What the simulated systems know in the demo: customers, items and orders, dated back from today."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

Records = Mapping[str, Sequence[Mapping[str, Any]]]

# id, name, contact, tier, fraud score, street, city, state, postal code
_CUSTOMERS = (
    ("C100", "Alder Machine Works", "Dana Alder", "STD", "0.05", "12 Mill Road", "Dayton", "OH", "45402"),
    ("C101", "Birch Electric Supply", "Sam Birch", "STD", "0.10", "480 Foundry Street", "Toledo", "OH", "43604"),
    ("C102", "Cedar Facilities Group", "Rene Cedar", "GOLD", "0.04", "77 Lakeside Avenue", "Cleveland", "OH", "44114"),
    ("C103", "Dogwood Hydraulics", "Alex Dogwood", "STD", "0.08", "9 Canal Place", "Akron", "OH", "44308"),
    ("C104", "Elm Packaging", "Jo Elm", "STD", "0.82", "2301 Dock Street", "Columbus", "OH", "43215"),
)

# sku, description, list price, unit cost, supplier, flags, warranty months
_ITEMS: tuple[tuple[str, str, str, str, str, list[str], int], ...] = (
    ("BRG-6205", "Deep groove ball bearing 6205", "18.50", "11.20", "SUP-DELTA", [], 0),
    ("LED-HB150", "LED high bay 150 W", "129.99", "74.00", "SUP-BOREAL", [], 36),
    ("VFD-075", "Frequency inverter 0.75 kW", "412.00", "268.00", "SUP-DELTA", [], 24),
    ("PMP-CR3", "Multistage pump CR 3", "1180.00", "790.00", "SUP-BOREAL", [], 24),
    ("GLV-N09", "Nitrile gloves, size 9, box of 100", "14.90", "7.10", "SUP-CIRRUS", [], 0),
    ("CBL-CUT", "Control cable 4 x 1.5, cut to length", "2.35", "1.30", "SUP-CIRRUS", ["CUT"], 0),
    ("HSE-12", "Hydraulic hose 1/2 in, 10 m", "86.40", "51.00", "SUP-DELTA", [], 0),
    ("PLC-S2", "Controller S2, 24 inputs", "989.00", "655.00", "SUP-BOREAL", [], 36),
)


@dataclass(frozen=True)
class DemoOrder:
    """An order that was delivered `days_ago`; `lines` are (sku, quantity, discount in percent)."""

    no: int
    customer_id: str
    days_ago: int
    lines: tuple[tuple[str, int, str], ...]

    @property
    def order_no(self) -> str:
        return f"SO-{self.no}"


ORDERS = (
    DemoOrder(2001, "C100", 12, (("BRG-6205", 10, "0"), ("GLV-N09", 20, "0"))),
    DemoOrder(2002, "C100", 26, (("LED-HB150", 8, "10"),)),
    DemoOrder(2003, "C101", 20, (("VFD-075", 4, "5"),)),
    DemoOrder(2004, "C101", 60, (("HSE-12", 12, "0"),)),
    DemoOrder(2005, "C102", 50, (("LED-HB150", 5, "10"), ("HSE-12", 6, "0"))),
    DemoOrder(2006, "C102", 15, (("PMP-CR3", 6, "8"),)),
    DemoOrder(2007, "C103", 18, (("HSE-12", 10, "0"), ("BRG-6205", 40, "12"))),
    DemoOrder(2008, "C103", 14, (("CBL-CUT", 250, "0"),)),
    DemoOrder(2009, "C104", 16, (("PLC-S2", 3, "0"),)),
    DemoOrder(2010, "C104", 21, (("GLV-N09", 60, "15"), ("VFD-075", 2, "0"))),
    DemoOrder(2011, "C100", 9, (("VFD-075", 2, "0"), ("HSE-12", 4, "0"))),
    DemoOrder(2012, "C102", 11, (("PLC-S2", 4, "5"), ("BRG-6205", 100, "15"))),
    DemoOrder(2013, "C103", 17, (("HSE-12", 6, "0"),)),
    DemoOrder(2014, "C100", 19, (("HSE-12", 4, "0"),)),
    DemoOrder(2015, "C101", 44, (("LED-HB150", 4, "0"),)),
    DemoOrder(2016, "C102", 10, (("HSE-12", 8, "0"),)),
    # Nothing was sent back from these yet: they are for whoever tries the demo.
    DemoOrder(2020, "C100", 8, (("BRG-6205", 24, "0"), ("LED-HB150", 6, "10"))),
    DemoOrder(2021, "C100", 22, (("HSE-12", 8, "0"), ("GLV-N09", 12, "0"))),
    DemoOrder(2022, "C100", 41, (("PLC-S2", 2, "0"),)),
    DemoOrder(2023, "C101", 6, (("PMP-CR3", 2, "5"),)),
    DemoOrder(2024, "C102", 33, (("VFD-075", 10, "10"),)),
    DemoOrder(2025, "C103", 5, (("HSE-12", 20, "0"),)),
)


def records(today: date) -> dict[str, Records]:
    """The records of each simulator, as {connector: {kind: [record]}}."""
    return {
        "erp": {
            "customers": [{"id": row[0], "name": row[1], "credit_hold": False} for row in _CUSTOMERS],
            "items": [_item(*row) for row in _ITEMS],
            "orders": [_order(order, today) for order in ORDERS],
        },
        "crm": {"customers": [_customer(*row) for row in _CUSTOMERS]},
        "carrier": {
            "rates": [
                {"id": "GROUND", "base": "8.50", "per_kg": "0.60", "currency": "USD"},
                {"id": "EXPRESS", "base": "21.00", "per_kg": "1.90", "currency": "USD"},
            ]
        },
        "wms": {"bins": [{"id": "A-01-01", "zone": "pick", "is_full": False}]},
    }


def _customer(
    customer_id: str, name: str, contact: str, tier: str, fraud: str, street: str, city: str, state: str, code: str
) -> dict[str, Any]:
    mailbox = contact.split(maxsplit=1)[0].lower()
    domain = name.split(maxsplit=1)[0].lower()
    return {
        "id": customer_id,
        "name": name,
        "tier": tier,
        "credit_hold": False,
        "fraud_score": fraud,
        "contact": {"name": contact, "email": f"{mailbox}@{domain}.example", "phone": "+1 937 555 0100"},
        "address": {"street1": street, "city": city, "state": state, "postal_code": code, "country": "US"},
    }


def _item(
    sku: str, description: str, _price: str, cost: str, supplier: str, flags: list[str], months: int
) -> dict[str, Any]:
    return {
        "sku": sku,
        "description": description,
        "unit_cost": cost,
        "supplier": supplier,
        "stock_class": "STOCK",
        "flags": flags,
        "warranty_months": months,
    }


def _order(order: DemoOrder, today: date) -> dict[str, Any]:
    prices = {row[0]: row[2] for row in _ITEMS}
    return {
        "id": order.order_no,
        "invoice_id": f"INV-{order.no}",
        "customer_id": order.customer_id,
        "currency": "USD",
        "delivery_date": (today - timedelta(days=order.days_ago)).isoformat(),
        "ship_mode": "PARCEL",
        "freight": "0.00",
        "tax_rate": "0.07",
        "declared_value": None,
        "po_number": f"PO-{order.no + 5780}",
        "lines": [
            {
                "line": number,
                "sku": sku,
                "qty_ordered": quantity,
                "qty_prev_returned": 0,
                "list_price": prices[sku],
                "discount_pct": discount,
                "serials": [],
            }
            for number, (sku, quantity, discount) in enumerate(order.lines, start=1)
        ],
    }
