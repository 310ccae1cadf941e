"""The WMS's REST API: one function per endpoint, in the WMS's own words."""

from collections.abc import Mapping
from typing import Any

from connectors.sdk.http import Answer, HttpClient


def create_asn(http: HttpClient, body: Mapping[str, Any]) -> Answer:
    return http.post("rest", "inbound", "asns", body=body)


def cancel_asn(http: HttpClient, asn_id: str, body: Mapping[str, Any]) -> Answer:
    return http.post("rest", "inbound", "asns", asn_id, "cancel", body=body)


def receipt(http: HttpClient, receipt_id: str) -> Answer:
    return http.get("rest", "inbound", "receipts", receipt_id)


def receipt_of_asn(http: HttpClient, asn_id: str) -> Answer:
    return http.get("rest", "inbound", "asns", asn_id, "receipt")


def search_receipts(http: HttpClient, criteria: Mapping[str, str]) -> Answer:
    return http.get("rest", "inbound", "receipts", params=criteria)


def move(http: HttpClient, body: Mapping[str, Any]) -> Answer:
    return http.post("rest", "stock", "moves", body=body)


def create_quality_task(http: HttpClient, body: Mapping[str, Any]) -> Answer:
    return http.post("rest", "quality", "tasks", body=body)


def transaction_by_key(http: HttpClient, key: str, operation: str) -> Answer:
    return http.get("rest", "transactions", params={"client_ref": key, "type": operation})
