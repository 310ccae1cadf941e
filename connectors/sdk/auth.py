"""How a connection proves who it is: request headers made from its secrets."""

import base64
from collections.abc import Mapping
from enum import StrEnum

from connectors.sdk.errors import AuthFailed


class AuthKind(StrEnum):
    NONE = "none"
    API_KEY = "api_key"
    BASIC = "basic"
    BEARER = "bearer"


SECRETS_OF: Mapping[AuthKind, tuple[str, ...]] = {
    AuthKind.NONE: (),
    AuthKind.API_KEY: ("api_key",),
    AuthKind.BASIC: ("username", "password"),
    AuthKind.BEARER: ("token",),
}


def headers(kind: AuthKind, secrets: Mapping[str, str]) -> dict[str, str]:
    """The headers for `kind`; AuthFailed names the secret that is not set."""
    missing = [name for name in SECRETS_OF[kind] if not secrets.get(name)]
    if missing:
        raise AuthFailed(f"the connection has no secret {', '.join(missing)}; enter it on the connection's page")
    if not all(secrets[name].isascii() and secrets[name].isprintable() for name in SECRETS_OF[kind]):
        raise AuthFailed("a secret of the connection holds characters that HTTP headers cannot carry; enter it again")
    if kind is AuthKind.BEARER:
        return {"Authorization": f"Bearer {secrets['token']}"}
    if kind is AuthKind.API_KEY:
        return {"X-Api-Key": secrets["api_key"]}
    if kind is AuthKind.BASIC:
        pair = f"{secrets['username']}:{secrets['password']}".encode()
        return {"Authorization": f"Basic {base64.b64encode(pair).decode()}"}
    return {}
