"""A simulator as a server of its own on the loopback address, for tests, scenarios, the demo and the command line."""

import logging
import socket
import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from connectors.sdk import registry
from connectors.sdk.context import Connection, Network
from connectors.sdk.errors import Misconfigured
from connectors.sdk.simulator import admin
from connectors.sdk.simulator.api import Runtime
from connectors.sdk.simulator.app import create_app
from connectors.sdk.simulator.definition import Simulator
from connectors.sdk.simulator.store import Store
from connectors.sdk.simulator.webhooks import Courier

HOST = "127.0.0.1"


def _system_now() -> datetime:
    return datetime.now(UTC)


class _QuietHandler(WSGIRequestHandler):
    """Calls stand in the ledger; a line each on the console would bury everything else.

    HTTP/1.0: a connection kept alive would go on being answered after the server was stopped.
    """

    protocol_version = "HTTP/1.0"

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Write nothing."""


class SimulatorServer:
    """The simulator of connector `connector_id` on 127.0.0.1.

    port: 0 picks a free one. webhook_url: where its webhooks go ("" keeps them unsent). secret: signs the webhooks.
    token: the bearer token its API expects; the secret when not given. now: the clock of the simulated system.
    Use as a context manager or with start() and stop(); the SQLite file at `db_path` stays.
    """

    def __init__(
        self,
        connector_id: str,
        port: int,
        db_path: Path | str,
        webhook_url: str = "",
        secret: str = "",
        *,
        token: str = "",
        now: Callable[[], datetime] = _system_now,
    ) -> None:
        self.connector_id = connector_id
        self.simulator = load(connector_id)
        self.token = token or secret
        if not self.token:
            raise Misconfigured(f"simulator {connector_id!r}: expected a secret or a token, found neither")
        self._secret = secret
        self.store = Store(Path(db_path))
        self._courier = Courier(self.store, webhook_url, secret, now)
        self._closing = threading.Event()
        self.runtime = Runtime(self.simulator, self.store, self.token, now, self._closing, self._courier.wake)
        self._wanted_port = port
        self._server: BaseWSGIServer | None = None
        self._thread: threading.Thread | None = None

    @property
    def port(self) -> int:
        """The port it listens on; before start() the one it was asked for."""
        return self._wanted_port if self._server is None else self._server.port

    @property
    def base_url(self) -> str:
        return f"http://{HOST}:{self.port}"

    def start(self) -> "SimulatorServer":
        """Take the port and serve; OSError when somebody else has it."""
        logging.getLogger("werkzeug").setLevel(logging.ERROR)
        app = create_app(self.runtime)
        # Bound here, because werkzeug ends the process when the port is taken.
        with socket.create_server((HOST, self._wanted_port)) as listener:
            port, descriptor = listener.getsockname()[1], listener.fileno()
            self._server = make_server(HOST, port, app, threaded=True, request_handler=_QuietHandler, fd=descriptor)
        self._thread = threading.Thread(
            target=self._server.serve_forever, name=f"simulator-{self.connector_id}", daemon=True, args=(0.05,)
        )
        self._courier.start()
        self._thread.start()
        return self

    def stop(self) -> None:
        """Stop serving, end artificial waits, leave the file as it is; what was stopped is not started again."""
        self._closing.set()
        if self._server is None or self._thread is None:
            return
        self._server.shutdown()
        self._thread.join(timeout=10)
        self._server.server_close()
        self._courier.stop()

    def __enter__(self) -> "SimulatorServer":
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def seed(self, records: Mapping[str, Sequence[Mapping[str, Any]]]) -> None:
        """Insert or replace records, given as {kind: [record]}; the same as POST /_sim/seed."""
        plain = {kind: [dict(body) for body in bodies] for kind, bodies in records.items()}
        with self.store.write() as tables:
            admin.seed(tables, self.simulator, plain)

    def reset(self) -> None:
        self.store.reset()

    def act(self, name: str, data: Mapping[str, Any]) -> dict[str, Any]:
        """Let a person of the simulated system act; the same as POST /_sim/actions/<name>."""
        return admin.run_action(self.runtime, name, data)

    def connection(self, connection_id: str | None = None) -> Connection:
        """A connection that leads here."""
        return Connection(
            id=connection_id or self.connector_id,
            base_url=self.base_url,
            secrets={"token": self.token, "webhook_secret": self._secret},
            network=Network.SIMULATOR,
        )


def load(connector_id: str) -> Simulator:
    """The simulator that lies beside the connector; Misconfigured when it has none."""
    package = registry.get(connector_id).package
    try:
        module = import_module(f"{package}.simulator")
    except ModuleNotFoundError as error:
        raise Misconfigured(f"connector {connector_id!r} ships no simulator") from error
    simulator = module.SIMULATOR
    if not isinstance(simulator, Simulator):
        raise Misconfigured(f"{package}.simulator: expected SIMULATOR to be a Simulator")
    return simulator
