"""HTTP answers and what they mean for the caller."""

import pytest

from connectors.sdk import errors
from connectors.sdk.error_map import BusinessError, Failure, code_and_message, to_error

CLOSED = BusinessError("PeriodClosed", errors.Rejected, "CLOSED_PERIOD", "closed")


@pytest.mark.parametrize(
    ("status", "read", "write"),
    [
        (400, errors.Misconfigured, errors.Misconfigured),
        (401, errors.AuthFailed, errors.AuthFailed),
        (403, errors.AuthFailed, errors.AuthFailed),
        (404, errors.NotFound, errors.NotFound),
        (405, errors.Misconfigured, errors.Misconfigured),
        (408, errors.Retryable, errors.UnknownOutcome),
        (409, errors.Conflict, errors.Conflict),
        (412, errors.Conflict, errors.Conflict),
        (422, errors.Rejected, errors.Rejected),
        (429, errors.RateLimited, errors.RateLimited),
        (500, errors.Retryable, errors.Retryable),
        (503, errors.Retryable, errors.Retryable),
        (504, errors.Retryable, errors.UnknownOutcome),
    ],
)
def test_a_status_has_its_class(status: int, read: type[Exception], write: type[Exception]) -> None:
    failure = Failure("t.op", status, "", "no", None)
    assert type(to_error(failure, (), is_read=True)) is read
    assert type(to_error(failure, (), is_read=False)) is write


def test_a_declared_code_goes_before_the_status() -> None:
    error = to_error(Failure("t.op", 409, "PeriodClosed", "no", None), (CLOSED,), is_read=False)
    assert (type(error), error.code) == (errors.Rejected, "CLOSED_PERIOD")


@pytest.mark.parametrize(("header", "seconds"), [("7", 7), ("-1", 0), ("999999", 3600), ("soon", 30), (None, 30)])
def test_retry_after_is_kept_within_reason(header: str | None, seconds: float) -> None:
    error = to_error(Failure("t.op", 429, "", "", header), (), is_read=True)
    assert error.retry_after_seconds == seconds


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ({"error": {"code": "A", "message": "b"}}, ("A", "b")),
        ({"code": "A", "detail": "b"}, ("A", "b")),
        ({"error": "b"}, ("", "b")),
        (None, ("", "(no readable error body)")),
        (["x"], ("", "(no readable error body)")),
    ],
)
def test_error_bodies_of_several_shapes_are_read(body: object, found: tuple[str, str]) -> None:
    assert code_and_message(body) == found
