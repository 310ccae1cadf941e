"""HTTP to an address that was checked: the name is resolved once, connected to there, and kept for TLS and Host."""

import ssl
from functools import lru_cache

import httpx

from connectors.sdk.address import Target


def url(target: Target, path: str) -> str:
    """The address with its path (and query), as it is connected to."""
    return f"{target.scheme}://{_bracketed(target.address)}:{target.port}{path}"


def host_header(target: Target) -> str:
    """The name that the target is asked for."""
    default = 443 if target.scheme == "https" else 80
    host = _bracketed(target.host)
    return host if target.port == default else f"{host}:{target.port}"


def extensions(target: Target) -> dict[str, str] | None:
    """For a request of httpx: the name that the certificate must have."""
    return {"sni_hostname": target.host} if target.scheme == "https" else None


@lru_cache(maxsize=64)
def client(_target: Target) -> httpx.Client:
    """A client per pinned target that uses a connection once.

    A target or proxy that answers twice leaves an answer in the connection; whoever used it next would take it for
    its own, and money would be booked that was never sent. `max_keepalive_connections=0` is not enough: httpcore calls
    a connection idle before it takes it out of the pool, and another thread may take it in between. With
    `Connection: close` it is closed as soon as its answer is read.
    """
    return httpx.Client(
        verify=_tls(),
        trust_env=False,
        follow_redirects=False,
        limits=httpx.Limits(max_keepalive_connections=0),
        headers={"Connection": "close"},
    )


def _bracketed(address: str) -> str:
    return f"[{address}]" if ":" in address else address


@lru_cache(maxsize=1)
def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()
