"""The HTTP client of connectors: one allowed host, pinned address, no redirects, capped time and size."""

import json
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn
from urllib.parse import quote, urlsplit

import httpx

from connectors.sdk import pinned
from connectors.sdk.address import Target, resolve
from connectors.sdk.auth import AuthKind, headers
from connectors.sdk.context import Connection
from connectors.sdk.error_map import BusinessError, Failure, code_and_message, to_error
from connectors.sdk.errors import InvalidResponse, Misconfigured, Retryable, UnknownOutcome
from connectors.sdk.secrecy import mask

MAX_BODY_BYTES = 5 * 1024 * 1024
CONNECT_SECONDS = 5.0
REPLAYED_HEADER = "Idempotent-Replayed"


@dataclass(frozen=True)
class Answer:
    """A success of the target: the decoded JSON object, and whether it says that it had done this before."""

    body: Mapping[str, Any]
    replayed: bool = False


@dataclass(frozen=True)
class CallRules:
    """How the calls of one operation are sent and how their failures are to be read."""

    operation: str
    is_read: bool
    errors: Iterable[BusinessError]
    key_header: str | None
    key: str
    reference: str


class HttpClient:
    """Speaks to the one host of a connection on behalf of one operation, until `seconds` have passed.

    Raises the classes of `connectors.sdk.errors`. A write that was sent and not answered readably is an
    UnknownOutcome; a call that never left is Retryable.
    """

    def __init__(self, connection: Connection, auth: AuthKind, rules: CallRules, *, seconds: float) -> None:
        self._connection = connection
        self._rules = rules
        self._ends = time.monotonic() + seconds
        self._target, self._root = _place(connection)
        self._headers = {
            "Accept": "application/json",
            "Host": pinned.host_header(self._target),
            "User-Agent": "returnflow-connector/1",
            "X-Correlation-Id": quote(rules.reference),
            **headers(auth, connection.secrets),
        }
        if rules.key_header and not rules.is_read:
            self._headers[rules.key_header] = rules.key

    def get(self, *segments: str, params: Mapping[str, str] | None = None) -> Answer:
        """GET the path made of `segments` (each is quoted)."""
        return self._send("GET", segments, params=params, body=None)

    def post(self, *segments: str, body: Mapping[str, Any]) -> Answer:
        """POST `body` as JSON to the path made of `segments`."""
        return self._send("POST", segments, params=None, body=body)

    def _send(
        self, method: str, segments: Iterable[str], *, params: Mapping[str, str] | None, body: Mapping[str, Any] | None
    ) -> Answer:
        target = self._target
        client = pinned.client(target)
        request = client.build_request(
            method,
            pinned.url(target, f"{self._root}/{_path(segments)}"),
            params=params,
            json=body,
            headers=self._headers,
            timeout=self._timeout(),
            extensions=pinned.extensions(target),
        )
        try:
            response = client.send(request, stream=True, follow_redirects=False)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            raise Retryable(
                f"{self._rules.operation}: {target.host}:{target.port} cannot be reached ({type(error).__name__})",
                code="UNREACHABLE",
            ) from error
        except httpx.HTTPError as error:
            self._unanswered(error)
        try:
            content = self._read(response)
        except httpx.HTTPError as error:
            self._unanswered(error)
        finally:
            response.close()
        return self._judge(response, content)

    def _timeout(self) -> httpx.Timeout:
        left = self._ends - time.monotonic()
        if left <= 0:
            raise Retryable(f"{self._rules.operation}: no time was left to send the call", code="DEADLINE")
        return httpx.Timeout(left, connect=min(left, CONNECT_SECONDS))

    def _unanswered(self, error: httpx.HTTPError) -> NoReturn:
        told = f"{self._rules.operation}: sent, but not answered ({type(error).__name__})"
        if self._rules.is_read:
            raise Retryable(told, code="TIMEOUT") from error
        raise UnknownOutcome(told) from error

    def _read(self, response: httpx.Response) -> bytes:
        content = bytearray()
        for chunk in response.iter_bytes():
            content += chunk
            if len(content) > MAX_BODY_BYTES:
                self._unreadable(f"an answer of at most {MAX_BODY_BYTES} bytes", "a longer one")
            if time.monotonic() > self._ends:
                raise httpx.ReadTimeout("the answer came too slowly", request=response.request)
        return bytes(content)

    def _judge(self, response: httpx.Response, content: bytes) -> Answer:
        status = response.status_code
        body = _decoded(content)
        if 200 <= status < 300:
            if not isinstance(body, dict):
                self._unreadable("a JSON object", "something else")
            return Answer(body, response.headers.get(REPLAYED_HEADER, "").lower() == "true")
        if 300 <= status < 400:
            raise Misconfigured(
                f"{self._rules.operation}: the target redirects ({status}), which is never followed; correct base_url",
                code="REDIRECTED",
            )
        code, message = code_and_message(body)
        secrets = self._connection.secrets.values()
        failure = Failure(
            operation=self._rules.operation,
            status=status,
            target_code=mask(code, secrets),
            message=mask(message, secrets),
            retry_after=response.headers.get("Retry-After"),
        )
        raise to_error(failure, self._rules.errors, is_read=self._rules.is_read)

    def _unreadable(self, expected: str, found: str) -> NoReturn:
        told = f"{self._rules.operation}: expected {expected}, found {found}"
        raise (InvalidResponse if self._rules.is_read else UnknownOutcome)(told)


def _place(connection: Connection) -> tuple[Target, str]:
    try:
        parts = urlsplit(connection.base_url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError as error:
        raise Misconfigured(f"connection {connection.id!r}: base_url is not a URL ({error})") from error
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.query or parts.fragment:
        raise Misconfigured(
            f"connection {connection.id!r}: expected base_url as http(s)://host[:port][/path] without user, query or "
            "fragment; correct it on the connection's page"
        )
    return resolve(connection, parts.scheme, parts.hostname, port), parts.path.rstrip("/")


def _path(segments: Iterable[str]) -> str:
    for segment in segments:
        if segment in ("", ".", ".."):
            raise Misconfigured(f"expected a record number, found {segment!r}; check the input of the operation")
    return "/".join(quote(segment, safe="") for segment in segments)


def _decoded(content: bytes) -> Any:
    try:
        return json.loads(content, parse_float=str)
    except ValueError:
        return None
