"""Server-sent events."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import orjson
import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from designer.database import READ, db
from designer.live import pages
from designer.live.changes import Listener, Watcher
from designer.live.pages import EXTENSION
from designer.returns.testing import Desk

Browser = Callable[[str], FlaskClient]


@pytest.fixture
def watcher(app: Flask) -> Watcher:
    return Watcher(db.engines[READ], slots=2)


@pytest.fixture
def crowded(app: Flask) -> None:
    """No thread is free to hold a stream: every page polls."""
    app.extensions[EXTENSION] = Watcher(db.engines[READ], slots=0)


def frames(answer: TestResponse) -> list[dict[str, str]]:
    found = []
    for block in answer.text.strip().split("\n\n"):
        found.append(dict(line.split(": ", 1) for line in block.splitlines() if not line.startswith(":")))
    return found


def test_a_listener_of_an_instance_hears_of_its_revision(desk: Desk, watcher: Watcher) -> None:
    view = desk.request()
    listener = Listener("instance", view.instance_id)
    with watcher.listening(listener) as has_slot:
        first = listener.next(5)
        desk.complete(view, "approve", "lead1", ["csr_lead"], decision="APPROVE")
        second = listener.next(5)
    assert has_slot
    assert first is not None
    assert second is not None
    assert second.number > first.number


def test_the_inbox_is_told_of_news_only(desk: Desk, watcher: Watcher) -> None:
    listener = Listener("inbox")
    watcher.look([listener])
    assert listener.next(0) is None
    desk.request()
    watcher.look([listener])
    assert listener.next(0) is not None


def test_a_slow_listener_gets_the_newest_change(desk: Desk, watcher: Watcher) -> None:
    view = desk.request()
    listener = Listener("instance", view.instance_id)
    watcher.look([listener])
    desk.complete(view, "approve", "lead1", ["csr_lead"], decision="APPROVE")
    watcher.look([listener])
    newest = listener.next(0)
    assert newest is not None
    assert newest.number == listener.seen
    assert listener.next(0) is None


def test_slots_are_given_back(watcher: Watcher) -> None:
    listeners = [Listener("inbox") for _ in range(3)]
    with ExitStack() as pages_open:
        has_slot = [pages_open.enter_context(watcher.listening(listener)) for listener in listeners]
    assert has_slot == [True, True, False]
    with watcher.listening(Listener("inbox")) as again:
        assert again


def test_a_stream_sends_tokens_without_the_drawing(desk: Desk, login: Browser, crowded: None) -> None:
    view = desk.request()
    answer = login("csr1").get(f"/live/instances/{view.instance_id}")
    assert answer.mimetype == "text/event-stream"
    event = frames(answer)[1]
    data = orjson.loads(event["data"])
    assert event["event"] == "instance"
    assert data["parts"][0]["tokens"] == {"approve": 1}
    assert "xml" not in data["parts"][0]


def test_who_comes_back_is_told_of_what_happened_meanwhile(desk: Desk, login: Browser, crowded: None) -> None:
    browser = login("csr1")
    last = frames(browser.get("/live/inbox"))[0]["id"]
    assert len(frames(browser.get("/live/inbox", headers={"Last-Event-ID": last}))) == 1
    desk.request()
    assert frames(browser.get("/live/inbox", headers={"Last-Event-ID": last}))[1]["event"] == "inbox"


def test_a_customer_hears_of_own_returns_and_sees_no_tokens(desk: Desk, login: Browser, crowded: None) -> None:
    view = desk.request(by="c100")
    path = f"/live/instances/{view.instance_id}"
    assert orjson.loads(frames(login("c100").get(path))[1]["data"]) == {"revision": 1}
    assert login("c101").get(path).status_code == 404


def test_an_unknown_instance_is_not_found(desk: Desk, login: Browser) -> None:
    assert login("csr1").get("/live/instances/4711").status_code == 404


def test_a_stream_ends_when_its_reader_goes(desk: Desk, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "HEARTBEAT_SECONDS", 0.01)
    app.extensions[EXTENSION] = Watcher(db.engines[READ], slots=1)
    stream: Iterator[str] = pages._events(Listener("inbox"), lambda change: {})
    assert next(stream).startswith("retry: ")
    assert next(stream) == ": still here\n\n"
    stream.close()  # type: ignore[attr-defined]
    with app.extensions[EXTENSION].listening(Listener("inbox")) as has_slot:
        assert has_slot
