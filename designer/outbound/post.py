"""Posts one signed message to one endpoint: checked address, no redirects, capped time and size."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import SplitResult, urlsplit

import httpx

from connectors import sdk
from connectors.sdk import Network, address, pinned, webhook
from connectors.sdk.errors import ConnectorError
from designer.errors import Invalid

DEADLINE_SECONDS = 10.0
CONNECT_SECONDS = 5.0
MAX_ANSWER_BYTES = 64 * 1024
_LONGEST_WAIT_SECONDS = 3600


@dataclass(frozen=True)
class Message:
    """What is sent: `secrets` sign it, the current one first."""

    id: str
    body: bytes
    secrets: tuple[str, ...]


@dataclass(frozen=True)
class Answer:
    """`error` is empty when the endpoint took it (2xx); `status` is None when it did not answer."""

    status: int | None
    error: str = ""
    retry_after_seconds: float = 0.0


def parts_of(url: str, network: Network) -> SplitResult:
    """The parts of an endpoint's address; Invalid says what is wrong with it."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError as error:
        raise Invalid(f"expected an address such as https://example.com/hooks: {error}") from error
    if parts.scheme not in ("https", "http") or not parts.hostname or parts.username or parts.fragment:
        raise Invalid("expected an address such as https://example.com/hooks, without user and fragment")
    if not url.isascii() or any(character.isspace() for character in url):
        raise Invalid("expected an address of ASCII characters without spaces")
    if network is Network.PUBLIC and parts.scheme != "https":
        raise Invalid("expected https:// for an address on the public network")
    return parts


def signed(message: Message, at: datetime) -> Mapping[str, str]:
    """The headers of Standard Webhooks 1.0, with one signature per secret."""
    headers = [webhook.sign(secret, message.id, at, message.body) for secret in message.secrets]
    return {**headers[0], "webhook-signature": " ".join(one["webhook-signature"] for one in headers)}


def send(url: str, network: Network, message: Message, at: datetime) -> Answer:
    """Post `message`; every failure comes back as an Answer. Never inside a transaction: it takes its time."""
    ends = time.monotonic() + DEADLINE_SECONDS
    try:
        parts = parts_of(url, network)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        host = parts.hostname or ""
        target = address.resolve(sdk.Connection("webhook", url, network=network), parts.scheme, host, port)
        headers = {
            "Content-Type": "application/json",
            "Host": pinned.host_header(target),
            "User-Agent": "returnflow-webhooks/1",
            **signed(message, at),
        }
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        client = pinned.client(target)
        request = client.build_request(
            "POST",
            pinned.url(target, path),
            content=message.body,
            headers=headers,
            timeout=httpx.Timeout(DEADLINE_SECONDS, connect=CONNECT_SECONDS),
            extensions=pinned.extensions(target),
        )
        response = client.send(request, stream=True, follow_redirects=False)
        try:
            _drain(response, ends)
        finally:
            response.close()
    except Invalid as error:
        return Answer(None, error.message)
    except ConnectorError as error:
        return Answer(None, f"{error.code}: {_without_id(error.message)}")
    except httpx.TimeoutException:
        return Answer(None, f"no answer within {DEADLINE_SECONDS:.0f} s")
    except httpx.HTTPError as error:
        return Answer(None, f"it cannot be reached ({type(error).__name__})")
    return _judged(response)


def _drain(response: httpx.Response, ends: float) -> None:
    """Read what may be read: an endpoint that sends and sends must not hold a thread."""
    size = 0
    for chunk in response.iter_raw():
        size += len(chunk)
        if size > MAX_ANSWER_BYTES:
            return
        if time.monotonic() > ends:
            raise httpx.ReadTimeout("the answer came too slowly", request=response.request)


def _judged(response: httpx.Response) -> Answer:
    status = response.status_code
    if 200 <= status < 300:
        return Answer(status)
    if 300 <= status < 400:
        return Answer(status, f"it answered {status}; redirects are not followed: enter the final address")
    wait = response.headers.get("Retry-After", "")
    seconds = min(int(wait), _LONGEST_WAIT_SECONDS) if wait.isascii() and wait.isdigit() and len(wait) < 9 else 0
    return Answer(status, f"it answered {status}", float(seconds))


def _without_id(message: str) -> str:
    return message.removeprefix("connection 'webhook': ").replace("base_url", "the address")
