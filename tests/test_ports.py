import socket

import pytest

from tests.ports import reserve


def test_a_server_listens_on_a_reserved_port_again_and_again() -> None:
    first = reserve(3)
    for port in (first, first + 1, first + 2, first):
        with socket.create_server(("127.0.0.1", port)), socket.create_connection(("127.0.0.1", port)):
            pass


def test_nothing_answers_on_a_reserved_port_before_its_server() -> None:
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", reserve()))


def test_no_two_reservations_share_a_port() -> None:
    taken = [port for first in [reserve(4) for _ in range(50)] for port in range(first, first + 4)]
    assert len(taken) == len(set(taken))
    for port in taken:
        with socket.socket() as other, pytest.raises(OSError, match="in use"):
            other.bind(("127.0.0.1", port))
