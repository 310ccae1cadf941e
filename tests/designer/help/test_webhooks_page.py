"""The receiver's example on the webhooks page runs as it stands there, and the page tells the truth."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from connectors.sdk import webhook
from designer.help import articles
from designer.outbound import backoff, deliveries, pages, post, service

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
BODY = b'{"type": "task_created"}'


@pytest.fixture
def verify() -> Callable[..., str]:
    """The function of the page."""
    (code,) = re.findall(r"```python\n(.*?)```", articles.source("webhooks"), re.DOTALL)
    names: dict[str, Any] = {}
    exec(compile(code, "webhooks.md", "exec"), names)  # noqa: S102 - our own help page
    return names["verify"]  # type: ignore[no-any-return]


def test_the_example_takes_what_we_sign(verify: Callable[..., str]) -> None:
    headers = webhook.sign(SECRET, "msg_1", datetime.now(UTC), BODY)
    assert verify(SECRET, headers, BODY) == "msg_1"
    two = {**headers, "webhook-signature": "v1,AAAA " + headers["webhook-signature"]}
    assert verify(SECRET, two, BODY) == "msg_1"


def test_the_example_refuses_what_is_not_from_us_or_too_old(verify: Callable[..., str]) -> None:
    headers = webhook.sign(SECRET, "msg_1", datetime.now(UTC), BODY)
    with pytest.raises(ValueError, match="does not fit"):
        verify(SECRET, headers, b"{}")
    with pytest.raises(ValueError, match="too old"):
        verify(SECRET, webhook.sign(SECRET, "msg_1", datetime(2026, 1, 1, tzinfo=UTC), BODY), BODY)


def test_the_page_names_every_event_and_every_span() -> None:
    text = articles.source("webhooks")
    assert all(f"`{topic}`" in text for topic in (*pages.TOPICS, deliveries.TEST_TOPIC))
    for span in (backoff.GIVE_UP_AFTER, backoff.DISABLE_AFTER, service.PREVIOUS_SIGNS_FOR):
        assert f"{span.total_seconds() / 3600:.0f} hours" in text
    assert f"within {post.DEADLINE_SECONDS:.0f} seconds" in text
    assert f"up to {backoff.REST_CAP_SECONDS / 60:.0f} minutes" in text
