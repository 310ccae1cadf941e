"""Secrets are sealed to their connection and lost without the key."""

import base64
import secrets
import stat
from pathlib import Path

import pytest

from designer.catalog.vault import Vault, VaultError

VALUES = {"token": "canary-7c1d", "webhook_secret": "whsec_x"}


def test_what_was_sealed_opens_in_another_process(tmp_path: Path) -> None:
    sealed = Vault(tmp_path / "keys").seal("connection erp", VALUES)
    assert b"canary" not in sealed
    assert Vault(tmp_path / "keys").open("connection erp", sealed) == VALUES
    assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o600


def test_secrets_cannot_be_moved_to_another_connection(tmp_path: Path) -> None:
    vault = Vault(tmp_path / "keys")
    with pytest.raises(VaultError):
        vault.open("connection other", vault.seal("connection erp", VALUES))


@pytest.mark.parametrize("position", [0, 10, 25, -1])
def test_a_changed_byte_is_noticed(tmp_path: Path, position: int) -> None:
    vault = Vault(tmp_path / "keys")
    sealed = bytearray(vault.seal("connection erp", VALUES))
    sealed[position] ^= 1
    with pytest.raises(VaultError):
        vault.open("connection erp", bytes(sealed))


def test_a_new_key_on_top_seals_while_the_old_one_still_opens(tmp_path: Path) -> None:
    path = tmp_path / "keys"
    old = Vault(path).seal("c", VALUES)
    path.write_text(base64.b64encode(secrets.token_bytes(32)).decode() + "\n" + path.read_text())
    ring = Vault(path)
    assert ring.open("c", old) == VALUES
    new = ring.seal("c", VALUES)
    path.write_text(path.read_text().splitlines()[0])
    assert Vault(path).open("c", new) == VALUES
    with pytest.raises(VaultError, match="lacks the key"):
        Vault(path).open("c", old)


@pytest.mark.parametrize("text", ["", "not base64!", "AAAA"])
def test_a_broken_key_file_is_refused_with_its_name(tmp_path: Path, text: str) -> None:
    (tmp_path / "keys").write_text(text)
    with pytest.raises(VaultError, match="keys"):
        Vault(tmp_path / "keys")
