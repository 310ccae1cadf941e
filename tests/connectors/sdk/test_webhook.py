"""Signatures as Standard Webhooks 1.0 defines them."""

from datetime import UTC, datetime, timedelta

import pytest

from connectors.sdk.webhook import BadSignatureError, sign, verify

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
AT = datetime.fromtimestamp(1614265330, UTC)
BODY = b'{"test": 2432232314}'


def test_the_signature_is_the_one_of_the_standards_own_example() -> None:
    headers = sign(SECRET, "msg_p5jXN8AQM9LWM0D4loKWxJek", AT, BODY)
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_a_good_signature_gives_the_message_id() -> None:
    assert verify(SECRET, sign(SECRET, "msg_1", AT, BODY), BODY, AT + timedelta(minutes=4)) == "msg_1"


def test_one_good_signature_among_several_is_enough() -> None:
    headers = sign(SECRET, "msg_1", AT, BODY)
    headers["webhook-signature"] = "v1,AAAA " + headers["webhook-signature"] + " v1a,xyz"
    assert verify(SECRET, headers, BODY, AT) == "msg_1"


@pytest.mark.parametrize(
    ("change", "body", "minutes"),
    [
        ({}, b"{}", 0),
        ({"webhook-id": "msg_2"}, BODY, 0),
        ({"webhook-timestamp": "1614265331"}, BODY, 0),
        ({"webhook-timestamp": "soon"}, BODY, 0),
        ({"webhook-signature": ""}, BODY, 0),
        ({}, BODY, 6),
        ({}, BODY, -6),
    ],
)
def test_anything_changed_or_too_old_is_refused(change: dict[str, str], body: bytes, minutes: int) -> None:
    headers = sign(SECRET, "msg_1", AT, BODY) | change
    with pytest.raises(BadSignatureError):
        verify(SECRET, headers, body, AT + timedelta(minutes=minutes))


def test_another_secret_does_not_fit() -> None:
    with pytest.raises(BadSignatureError):
        verify("whsec_AAAA", sign(SECRET, "msg_1", AT, BODY), BODY, AT)
