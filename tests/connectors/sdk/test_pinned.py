"""Connections that are used once, also when threads share a client."""

from typing import Any

from connectors.sdk import pinned
from connectors.sdk.address import resolve
from tests.connectors.sdk.test_http import answering_twice


def test_no_other_thread_can_take_a_connection_whose_answer_was_read() -> None:
    """Between the end of an answer and the removal from the pool any thread may ask for a connection."""
    available: list[bool] = []
    with answering_twice() as connection:
        scheme, _, place = connection.base_url.partition("://")
        host, _, port = place.partition("/")[0].partition(":")
        target = resolve(connection, scheme, host, int(port))
        client = pinned.client(target)
        pool: Any = client._transport._pool  # type: ignore[attr-defined]  # httpx shows its pool nowhere else

        def follow(event: str, _details: Any) -> None:
            if event == "http11.response_closed.complete":
                available.extend(it.is_available() for it in pool.connections)

        for number in ("1", "2"):
            assert client.get(pinned.url(target, f"/{number}"), extensions={"trace": follow}).json() == {
                "path": f"/{number}"
            }
    assert available == [False, False]
