"""Credentials as headers, and texts without them."""

import pytest

from connectors.sdk.auth import AuthKind, headers
from connectors.sdk.errors import AuthFailed
from connectors.sdk.secrecy import mask


@pytest.mark.parametrize(
    ("kind", "secrets", "sent"),
    [
        (AuthKind.NONE, {}, {}),
        (AuthKind.BEARER, {"token": "abcd"}, {"Authorization": "Bearer abcd"}),
        (AuthKind.API_KEY, {"api_key": "abcd"}, {"X-Api-Key": "abcd"}),
        (AuthKind.BASIC, {"username": "Aladdin", "password": "open sesame"},
         {"Authorization": "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="}),
    ],
)  # fmt: skip
def test_each_kind_sends_its_header(kind: AuthKind, secrets: dict[str, str], sent: dict[str, str]) -> None:
    assert headers(kind, secrets) == sent


def test_every_missing_secret_is_named() -> None:
    with pytest.raises(AuthFailed, match="username, password"):
        headers(AuthKind.BASIC, {})


def test_a_secret_inside_another_is_masked_with_it() -> None:
    assert mask("found abcd-efgh and abcd", ["abcd", "abcd-efgh"]) == "found *** and ***"


def test_words_as_short_as_a_syllable_are_left_alone() -> None:
    assert mask("an answer", ["an", ""]) == "an answer"
