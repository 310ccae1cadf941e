"""The error map: what an HTTP answer of a target means for the caller."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from connectors.sdk.errors import (
    AuthFailed,
    Conflict,
    ConnectorError,
    Misconfigured,
    NotFound,
    RateLimited,
    Rejected,
    Retryable,
    UnknownOutcome,
)

DEFAULT_RETRY_AFTER_SECONDS = 30.0


@dataclass(frozen=True)
class BusinessError:
    """One refusal of the target: its own code, the class and code that a process sees, and the meaning in words."""

    target_code: str
    raises: type[ConnectorError]
    code: str
    meaning: str


@dataclass(frozen=True)
class Failure:
    """An answer that is not a success, as the target gave it; `message` has been masked."""

    operation: str
    status: int
    target_code: str
    message: str
    retry_after: str | None


def to_error(failure: Failure, declared: Iterable[BusinessError], *, is_read: bool) -> ConnectorError:
    """The error for `failure`: the operation's own codes first, then the HTTP status."""
    told = f"{failure.operation}: the target answered {failure.status} {failure.target_code}: {failure.message}"
    for error in declared:
        if error.target_code == failure.target_code:
            return error.raises(told, code=error.code)
    status = failure.status
    if status in (401, 403):
        return AuthFailed(f"{told}; check the secrets and rights of the connection")
    if status == 429:
        return RateLimited(told, retry_after_seconds=_seconds(failure.retry_after))
    if status in (408, 504) and not is_read:
        return UnknownOutcome(told)
    if status >= 500 or status == 408:
        return Retryable(told)
    return _refusal(status, told)


def _refusal(status: int, told: str) -> ConnectorError:
    if status == 404:
        return NotFound(told)
    if status in (409, 412):
        return Conflict(told)
    if status == 422:
        return Rejected(told)
    return Misconfigured(f"{told}; the connector and the target do not agree, check base_url and version")


def code_and_message(body: Any) -> tuple[str, str]:
    """Code and text of a JSON error body of the shapes in use: {"error": {"code", "message"}}, problem+json, flat."""
    if not isinstance(body, Mapping):
        return "", "(no readable error body)"
    inner = body.get("error")
    source = inner if isinstance(inner, Mapping) else body
    message = source.get("message") or source.get("detail") or source.get("title") or inner or ""
    return str(source.get("code") or ""), str(message)[:300]


def _seconds(text: str | None) -> float:
    """Retry-After in seconds; the form with a date is rare with APIs and falls back to the default."""
    try:
        return min(max(float(text or ""), 0.0), 3600.0)
    except ValueError:
        return DEFAULT_RETRY_AFTER_SECONDS
