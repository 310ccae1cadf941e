"""The CRM's REST API: one function per endpoint, in the CRM's own words."""

from collections.abc import Mapping
from typing import Any

from connectors.sdk.http import Answer, HttpClient


def account(http: HttpClient, account_id: str) -> Answer:
    return http.get("services", "data", "accounts", account_id)


def send_message(http: HttpClient, body: Mapping[str, Any]) -> Answer:
    return http.post("services", "data", "messages", body=body)


def create_case(http: HttpClient, body: Mapping[str, Any]) -> Answer:
    return http.post("services", "data", "cases", body=body)


def activity_by_key(http: HttpClient, key: str, operation: str) -> Answer:
    return http.get("services", "data", "activities", params={"External_Id": key, "Operation": operation})
