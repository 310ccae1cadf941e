"""The carrier's REST API: one function per endpoint, in the carrier's own words."""

from collections.abc import Mapping
from typing import Any

from connectors.sdk.http import Answer, HttpClient


def create_shipment(http: HttpClient, body: Mapping[str, Any]) -> Answer:
    return http.post("v2", "shipments", body=body)


def label(http: HttpClient, shipment_id: str) -> Answer:
    return http.get("v2", "shipments", shipment_id, "label")


def refund(http: HttpClient, body: Mapping[str, Any]) -> Answer:
    return http.post("v2", "refunds", body=body)


def tracker(http: HttpClient, tracking_code: str) -> Answer:
    return http.get("v2", "trackers", tracking_code)


def request_by_reference(http: HttpClient, key: str, operation: str) -> Answer:
    return http.get("v2", "requests", params={"reference": key, "kind": operation})
