"""Which network addresses a connection may reach: checked after resolution, on an own deny list.

Source: OWASP ASVS 5.0 13.2.4; RFC 6890 registries. `ipaddress.is_global` alone is not enough: it is true for
embedded forms such as 64:ff9b::7f00:1 or 2002:7f00:1::.
"""

import ipaddress
import socket
from dataclasses import dataclass

from connectors.sdk.context import Connection, Network
from connectors.sdk.errors import Misconfigured, Retryable

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_NEVER = tuple(
    ipaddress.ip_network(text)
    for text in (
        "0.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24",
        "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        "::/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16",
        "fe80::/10", "fec0::/10", "ff00::/8",
    )
)  # fmt: skip
_PRIVATE = tuple(
    ipaddress.ip_network(text)
    for text in ("10.0.0.0/8", "100.64.0.0/10", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7")
)


@dataclass(frozen=True)
class Target:
    """The pinned place of a connection: the address that was checked is the address that is connected to."""

    scheme: str
    host: str
    port: int
    address: str


def is_allowed(address: Address, network: Network) -> bool:
    """Whether a connection of kind `network` may talk to `address`."""
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    if network is Network.SIMULATOR:
        return address.is_loopback
    if _lies_in(address, _NEVER):
        return False
    return network is Network.PRIVATE or not _lies_in(address, _PRIVATE)


def resolve(connection: Connection, scheme: str, host: str, port: int) -> Target:
    """Resolve once and check every address; Misconfigured when one is forbidden, Retryable when there is none."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise Retryable(
            f"connection {connection.id!r}: the name {host!r} does not resolve; check base_url and the name server",
            code="UNRESOLVED",
        ) from error
    addresses = [ipaddress.ip_address(str(entry[4][0]).partition("%")[0]) for entry in found]
    for address in addresses:
        if not is_allowed(address, connection.network):
            raise Misconfigured(
                f"connection {connection.id!r}: {host!r} leads to {address}, which a connection of network "
                f"{connection.network.value!r} must not reach; correct base_url or the connection's network",
                code="FORBIDDEN_ADDRESS",
            )
    return Target(scheme, host, port, str(addresses[0]))


def _lies_in(address: Address, networks: tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]) -> bool:
    return any(address.version == network.version and address in network for network in networks)
