"""Encrypts the secrets of connections: AES-256-GCM, a key ring in a file, the connection as associated data."""

import base64
import binascii
import hashlib
import os
import secrets
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from designer.errors import DomainError

_KEY_BYTES, _NONCE_BYTES, _ID_BYTES = 32, 12, 8


class VaultError(DomainError):
    """The key file is missing, unreadable or not the one that the secrets were sealed with."""

    status = 503
    code = "vault"


class Vault:
    """Seals with the first key of the file, opens with any.

    The file holds one base64 key of 32 bytes per line; a new key goes on top, old ones stay until everything was
    saved again. A missing file is made, readable by its owner alone.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._keys = _read(path)

    def seal(self, context: str, values: Mapping[str, str]) -> bytes:
        """Key id, nonce and ciphertext of `values`, bound to `context`."""
        key = self._keys[0]
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return _id(key) + nonce + AESGCM(key).encrypt(nonce, orjson.dumps(dict(values)), context.encode())

    def open(self, context: str, sealed: bytes) -> dict[str, str]:
        """What was sealed for `context`; VaultError when the key is gone or somebody changed the bytes."""
        key_id, nonce = sealed[:_ID_BYTES], sealed[_ID_BYTES : _ID_BYTES + _NONCE_BYTES]
        key = next((key for key in self._keys if _id(key) == key_id), None)
        if key is None:
            raise VaultError(
                f"{self._path} lacks the key that the secrets of {context} were sealed with: bring it back"
            )
        try:
            plain = AESGCM(key).decrypt(nonce, sealed[_ID_BYTES + _NONCE_BYTES :], context.encode())
        except InvalidTag as error:
            raise VaultError(f"the sealed secrets of {context} were changed: enter them again") from error
        found: dict[str, str] = orjson.loads(plain)
        return found


def of(config: Mapping[str, Any]) -> Vault:
    """The vault of an application: SECRET_KEY_FILE where it is set, else `connection_keys` in DATA_DIR."""
    named = config.get("SECRET_KEY_FILE")
    return _vault(Path(named) if named else Path(config["DATA_DIR"]) / "connection_keys")


@lru_cache(maxsize=8)
def _vault(path: Path) -> Vault:
    return Vault(path)


def _read(path: Path) -> list[bytes]:
    try:
        keys = [base64.b64decode(line, validate=True) for line in path.read_text("ascii").split()]
    except FileNotFoundError:
        return _make(path)
    except (OSError, UnicodeDecodeError, binascii.Error) as error:
        raise VaultError(f"expected {path} to hold base64 keys, one per line; it cannot be read") from error
    if not keys or any(len(key) != _KEY_BYTES for key in keys):
        raise VaultError(f"expected {path} to hold keys of {_KEY_BYTES} bytes, base64, one per line")
    return keys


def _make(path: Path) -> list[bytes]:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(base64.b64encode(secrets.token_bytes(_KEY_BYTES)) + b"\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        # A link appears whole or not at all: of two processes that start together both read the same key.
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return _read(path)


def _id(key: bytes) -> bytes:
    return hashlib.sha256(b"returnflow key id" + key).digest()[:_ID_BYTES]
