"""Signatures of webhooks in both directions, as Standard Webhooks 1.0 defines them (standardwebhooks.com)."""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime, timedelta

TOLERANCE = timedelta(minutes=5)
_PREFIX = "whsec_"


class BadSignatureError(ValueError):
    """The request is not from somebody who knows the secret, or it is too old; the text says which."""


def sign(secret: str, message_id: str, at: datetime, body: bytes) -> dict[str, str]:
    """The three headers that prove `body` (id, Unix seconds, "v1," + base64 HMAC-SHA256)."""
    timestamp = str(int(at.timestamp()))
    return {
        "webhook-id": message_id,
        "webhook-timestamp": timestamp,
        "webhook-signature": f"v1,{_digest(secret, message_id, timestamp, body)}",
    }


def verify(secret: str, headers: Mapping[str, str], body: bytes, now: datetime) -> str:
    """The message id, after signature and age (5 minutes either way) were found good; else BadSignatureError."""
    message_id, timestamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not message_id or not timestamp.isascii() or not timestamp.isdigit():
        raise BadSignatureError("expected the headers webhook-id and webhook-timestamp (Unix seconds)")
    expected = _digest(secret, message_id, timestamp, body)
    offered = [part[3:] for part in headers.get("webhook-signature", "").split(" ") if part.startswith("v1,")]
    if not any(hmac.compare_digest(expected.encode(), signature.encode()) for signature in offered):
        raise BadSignatureError("webhook-signature does not fit the body and this source's secret")
    if abs(now.timestamp() - int(timestamp)) > TOLERANCE.total_seconds():
        raise BadSignatureError("webhook-timestamp is more than 5 minutes off; check the sender's clock and send again")
    return message_id


def _digest(secret: str, message_id: str, timestamp: str, body: bytes) -> str:
    signed = b".".join((message_id.encode(), timestamp.encode(), body))
    return base64.b64encode(hmac.new(_key(secret), signed, hashlib.sha256).digest()).decode()


def _key(secret: str) -> bytes:
    """The raw key: base64 after "whsec_" as the standard has it, any other text as it stands."""
    if secret.startswith(_PREFIX):
        try:
            return base64.b64decode(secret.removeprefix(_PREFIX), validate=True)
        except binascii.Error as error:
            raise BadSignatureError("the text after whsec_ is not base64; enter it again") from error
    return secret.encode()
