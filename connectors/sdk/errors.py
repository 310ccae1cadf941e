"""The error tree of connectors: one class per decision that the caller can take.

ConnectorError
├── Retryable         nothing took effect as far as is known; the same call may be made later
│   └── RateLimited   the same, not before `retry_after_seconds`
├── UnknownOutcome    a write may or may not have taken effect; look it up by key, never send it again blindly
├── Rejected          the target refuses for a business reason; `code` says which; a BPMN error boundary may catch it
├── NotFound          the target knows no such record; a BPMN error boundary may catch it
├── Conflict          the record has moved on, or the key was used for another request
├── AuthFailed        credentials are missing, wrong or lack a right; a person must mend the connection
├── Misconfigured     the connection or the call is wrong; sending it again cannot help
└── InvalidResponse   a read was answered with something unreadable

Messages name what was expected and found; secrets of the connection are masked before an error leaves the SDK.
"""

from typing import ClassVar


class ConnectorError(Exception):
    """Root of all connector errors; `class_code` is the class in the contracts, `code` the stable specific code."""

    class_code: ClassVar[str] = "ERROR"

    def __init__(self, message: str, *, code: str | None = None, retry_after_seconds: float | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.code = code or self.class_code
        self.retry_after_seconds = retry_after_seconds


class Retryable(ConnectorError):
    class_code = "RETRY"


class RateLimited(Retryable):
    class_code = "RATE_LIMITED"


class UnknownOutcome(ConnectorError):
    """`can_retry` is False when the operation has no way to find out: only a person can settle it."""

    class_code = "UNKNOWN_OUTCOME"

    def __init__(self, message: str, *, code: str | None = None, can_retry: bool = True) -> None:
        super().__init__(message, code=code)
        self.can_retry = can_retry


class Rejected(ConnectorError):
    class_code = "REJECTED"


class NotFound(ConnectorError):
    class_code = "NOT_FOUND"


class Conflict(ConnectorError):
    class_code = "CONFLICT"


class AuthFailed(ConnectorError):
    class_code = "AUTH"


class Misconfigured(ConnectorError):
    class_code = "CONFIG"


class InvalidResponse(ConnectorError):
    class_code = "INVALID_RESPONSE"
