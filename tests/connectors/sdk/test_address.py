"""Forbidden addresses are refused in all their disguises."""

import ipaddress

import pytest

from connectors.sdk import Connection, Network
from connectors.sdk.address import is_allowed, resolve
from connectors.sdk.errors import Misconfigured

FORBIDDEN = [
    "127.0.0.1", "127.1.2.3", "0.0.0.1", "169.254.169.254", "224.0.0.1", "255.255.255.255", "198.18.0.1",
    "::1", "::", "::ffff:127.0.0.1", "::ffff:169.254.169.254", "64:ff9b::7f00:1", "2002:7f00:1::", "fe80::1",
    "fec0::1", "ff02::1", "2001:db8::1", "2001::1",
]  # fmt: skip
PRIVATE = ["10.0.0.1", "172.16.5.5", "192.168.1.1", "100.64.0.1", "fd00::1", "::ffff:10.0.0.1"]


@pytest.mark.parametrize("text", FORBIDDEN)
def test_addresses_of_the_machine_itself_are_never_reached(text: str) -> None:
    address = ipaddress.ip_address(text)
    assert not is_allowed(address, Network.PUBLIC)
    assert not is_allowed(address, Network.PRIVATE)


@pytest.mark.parametrize("text", PRIVATE)
def test_private_addresses_need_a_private_connection(text: str) -> None:
    address = ipaddress.ip_address(text)
    assert not is_allowed(address, Network.PUBLIC)
    assert is_allowed(address, Network.PRIVATE)


@pytest.mark.parametrize("text", ["93.184.216.34", "2606:2800:220:1::1"])
def test_public_addresses_are_allowed_except_for_simulators(text: str) -> None:
    address = ipaddress.ip_address(text)
    assert is_allowed(address, Network.PUBLIC)
    assert not is_allowed(address, Network.SIMULATOR)


@pytest.mark.parametrize("host", ["2130706433", "0177.0.0.1", "127.1", "localhost", "0x7f000001"])
def test_a_name_that_leads_to_loopback_is_refused_after_resolution(host: str) -> None:
    with pytest.raises(Misconfigured, match="must not reach") as caught:
        resolve(Connection("c", f"http://{host}"), "http", host, 80)
    assert caught.value.code == "FORBIDDEN_ADDRESS"
