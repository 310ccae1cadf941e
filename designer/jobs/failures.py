"""From a connector's error to the failure that decides the fate of a job."""

from connectors.sdk.errors import (
    AuthFailed,
    Conflict,
    ConnectorError,
    InvalidResponse,
    NotFound,
    RateLimited,
    Rejected,
    Retryable,
    UnknownOutcome,
)
from designer.catalog.vault import VaultError
from engine.commands.jobs import FailureKind, JobFailure

# The first class that fits counts. Misconfigured and everything unforeseen is a bug: an incident now.
_KINDS: tuple[tuple[type[ConnectorError], FailureKind], ...] = (
    (RateLimited, "rate_limited"),
    (Retryable, "retry"),
    (InvalidResponse, "retry"),
    (UnknownOutcome, "ambiguous"),
    (Rejected, "business"),
    (NotFound, "business"),
    (Conflict, "business"),
    (AuthFailed, "auth"),
)


def failure_of(error: Exception) -> JobFailure:
    """The failure for what a call raised; `details` has the class of a connector's error."""
    if isinstance(error, VaultError):
        return JobFailure("auth", error.code.upper(), error.message)
    if not isinstance(error, ConnectorError):
        # The text of a stranger's exception may hold anything, so only its kind is passed on.
        return JobFailure(
            "bug",
            "CONNECTOR_BUG",
            f"the connector broke with {type(error).__name__}; the log has the place. Whether the call took effect is "
            "not known; a retry looks it up by key first",
        )
    kind: FailureKind = next((kind for cls, kind in _KINDS if isinstance(error, cls)), "bug")
    if isinstance(error, UnknownOutcome) and not error.can_retry:
        kind = "bug"
    return JobFailure(kind, error.code, error.message, error.retry_after_seconds, details={"class": error.class_code})
