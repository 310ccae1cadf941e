"""The HTTP client against servers that misbehave."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace

import pytest
from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

from connectors.sdk import Connection, Network
from connectors.sdk.auth import AuthKind
from connectors.sdk.errors import AuthFailed, InvalidResponse, Misconfigured, Retryable, UnknownOutcome
from connectors.sdk.http import MAX_BODY_BYTES, CallRules, HttpClient

Answering = Callable[[Request], Response]
READ = CallRules("t.read", True, (), None, "key", "R-1")
WRITE = CallRules("t.write", False, (), "Idempotency-Key", "key-1", "R-1")


@contextmanager
def answering(view: Answering) -> Iterator[Connection]:
    server = make_server("127.0.0.1", 0, Request.application(view), threaded=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    base = f"http://127.0.0.1:{server.server_port}/base"
    try:
        yield Connection("c", base, secrets={"token": "s3cret-token"}, network=Network.SIMULATOR)
    finally:
        server.shutdown()
        server.server_close()


def client(connection: Connection, rules: CallRules, seconds: float = 10) -> HttpClient:
    return HttpClient(connection, AuthKind.BEARER, rules, seconds=seconds)


def test_a_write_carries_key_reference_and_credentials() -> None:
    seen: list[Request] = []

    def view(request: Request) -> Response:
        seen.append(request)
        return Response('{"a": 1.10}', headers={"Idempotent-Replayed": "true"})

    with answering(view) as connection:
        answer = client(connection, WRITE).post("orders", "a/b", body={"x": 1})
    assert answer.body == {"a": "1.10"}
    assert answer.replayed
    assert seen[0].environ["RAW_URI"] == "/base/orders/a%2Fb"
    assert seen[0].headers["Idempotency-Key"] == "key-1"
    assert seen[0].headers["Authorization"] == "Bearer s3cret-token"
    assert seen[0].headers["X-Correlation-Id"] == "R-1"
    assert seen[0].headers["Connection"] == "close"


def test_a_redirect_is_never_followed() -> None:
    elsewhere = Response(status=302, headers={"Location": "http://169.254.169.254/"})
    with answering(lambda _: elsewhere) as connection, pytest.raises(Misconfigured) as caught:
        client(connection, READ).get("x")
    assert caught.value.code == "REDIRECTED"


def test_an_endless_answer_is_cut_off() -> None:
    with answering(lambda _: Response(b"x" * (MAX_BODY_BYTES + 2))) as connection, pytest.raises(InvalidResponse):
        client(connection, READ).get("x")


def test_an_answer_that_drips_is_cut_off_at_the_deadline() -> None:
    def drip() -> Iterator[bytes]:
        for _ in range(100):
            yield b" "
            time.sleep(0.05)

    started = time.monotonic()
    with answering(lambda _: Response(drip())) as connection, pytest.raises(UnknownOutcome):
        client(connection, WRITE, seconds=0.5).post("x", body={})
    assert time.monotonic() - started < 3


def test_a_dropped_connection_after_a_write_is_an_unknown_outcome() -> None:
    def drop(request: Request) -> Response:
        request.environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
        return Response()

    with answering(drop) as connection:
        with pytest.raises(UnknownOutcome):
            client(connection, WRITE).post("x", body={})
        with pytest.raises(Retryable):
            client(connection, READ).get("x")


def test_a_server_that_is_not_there_got_nothing_so_a_write_may_be_retried(free_port: Callable[[], int]) -> None:
    connection = Connection(
        "c", f"http://127.0.0.1:{free_port()}", secrets={"token": "t0ken"}, network=Network.SIMULATOR
    )
    with pytest.raises(Retryable) as caught:
        client(connection, WRITE).post("x", body={})
    assert caught.value.code == "UNREACHABLE"


def test_a_gateway_time_out_of_a_write_is_an_unknown_outcome() -> None:
    with answering(lambda _: Response("{}", status=504)) as connection:
        with pytest.raises(UnknownOutcome):
            client(connection, WRITE).post("x", body={})
        with pytest.raises(Retryable):
            client(connection, READ).get("x")


@pytest.mark.parametrize("base", ["ftp://x", "http://", "http://u:p@h", "http://h/?q=1", "http://h:99999", "/etc"])
def test_a_base_url_that_is_not_plain_is_refused(base: str) -> None:
    with pytest.raises(Misconfigured):
        client(Connection("c", base, secrets={"token": "t0ken"}), READ)


@pytest.mark.parametrize("number", ["", "..", "."])
def test_a_record_number_cannot_leave_its_path(number: str) -> None:
    with answering(lambda _: Response("{}")) as connection, pytest.raises(Misconfigured):
        client(connection, READ).get("orders", number)


def test_a_missing_or_unsendable_secret_is_named_not_shown() -> None:
    with answering(lambda _: Response("{}")) as connection:
        with pytest.raises(AuthFailed, match="no secret token"):
            client(replace(connection, secrets={}), READ)
        with pytest.raises(AuthFailed) as caught:
            client(replace(connection, secrets={"token": "geheim\r\nX: y"}), READ)
    assert "geheim" not in str(caught.value)


def test_an_answer_that_comes_twice_is_not_taken_for_the_next_one() -> None:
    with answering_twice() as connection:
        first = client(connection, READ).get("orders", "1")
        second = client(connection, READ).get("orders", "2")
    assert (first.body["path"], second.body["path"]) == ("/base/orders/1", "/base/orders/2")


@contextmanager
def answering_twice() -> Iterator[Connection]:
    """A server that keeps connections open and sends every answer twice in one go."""

    def serve(conversation: socket.socket) -> None:
        with conversation, conversation.makefile("rb") as lines:
            while request := lines.readline():
                while lines.readline().strip():
                    pass
                body = f'{{"path": "{request.split()[1].decode()}"}}'
                conversation.sendall(2 * f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode())

    def accept() -> None:
        with suppress(OSError):
            while True:
                threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=accept, daemon=True).start()
        yield Connection(
            "c", f"http://127.0.0.1:{listener.getsockname()[1]}/base", secrets={"token": "t"}, network=Network.SIMULATOR
        )
