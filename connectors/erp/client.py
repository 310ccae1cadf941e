"""The ERP's REST API: one function per endpoint, in the ERP's own words."""

from collections.abc import Mapping
from typing import Any

from connectors.sdk.http import Answer, HttpClient

_BASE = ("api", "v2")


def order(http: HttpClient, number: str) -> Answer:
    return http.get(*_BASE, "salesOrders", number)


def invoice(http: HttpClient, number: str) -> Answer:
    return http.get(*_BASE, "salesInvoices", number)


def invoice_of_order(http: HttpClient, order_number: str) -> Answer:
    return http.get(*_BASE, "salesOrders", order_number, "invoice")


def returned_quantities(http: HttpClient, order_number: str) -> Answer:
    return http.get(*_BASE, "salesOrders", order_number, "returnedQuantities")


def item(http: HttpClient, number: str) -> Answer:
    return http.get(*_BASE, "items", number)


def customer_credit(http: HttpClient, number: str) -> Answer:
    return http.get(*_BASE, "customers", number, "credit")


def create_return_order(http: HttpClient, body: Mapping[str, Any]) -> Answer:
    return http.post(*_BASE, "salesReturnOrders", body=body)


def cancel_return_order(http: HttpClient, number: str, body: Mapping[str, Any]) -> Answer:
    return http.post(*_BASE, "salesReturnOrders", number, "cancel", body=body)


def post_receipt(http: HttpClient, return_order: str, body: Mapping[str, Any]) -> Answer:
    return http.post(*_BASE, "salesReturnOrders", return_order, "receipts", body=body)


def post_credit_memo(http: HttpClient, body: Mapping[str, Any]) -> Answer:
    return http.post(*_BASE, "salesCreditMemos", body=body)


def post_debit_memo(http: HttpClient, body: Mapping[str, Any]) -> Answer:
    return http.post(*_BASE, "salesDebitMemos", body=body)


def adjust_inventory(http: HttpClient, body: Mapping[str, Any]) -> Answer:
    return http.post(*_BASE, "inventoryAdjustments", body=body)


def document_by_key(http: HttpClient, key: str, operation: str) -> Answer:
    return http.get(*_BASE, "documents", params={"externalKey": key, "operation": operation})
