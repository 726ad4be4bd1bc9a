"""The token that the Bot Connector sends with each request (Bot Framework authentication, "Connector to bot")."""

import re
from collections.abc import Mapping
from typing import Any

import jwt

from bot.teams.entrance.signing_keys import SigningKey, SigningKeys

ISSUER = "https://api.botframework.com"
SKEW_SECONDS = 300
_BEARER = re.compile(r"bearer ([A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+)", re.IGNORECASE | re.ASCII)


class NotSigned(Exception):
    """A request without a valid token. Its text says what is wrong, and never has the token's."""


class InboundTokens:
    """Checks the token of a request."""

    def __init__(self, client_id: str, keys: SigningKeys) -> None:
        self._audience = list(dict.fromkeys((client_id, client_id.lower())))
        self._keys = keys

    async def check(self, header: str, service_url: str) -> SigningKey:
        """The key that the token of an `Authorization` header is signed with; the caller checks its endorsements.
        Raises NotSigned, and KeysUnavailable when it cannot be checked."""
        match = _BEARER.fullmatch(header)
        if match is None:
            raise NotSigned("no bearer token")
        try:
            head = jwt.get_unverified_header(match[1])
        except jwt.PyJWTError as error:
            raise NotSigned(type(error).__name__) from None
        key = await self._keys.get(str(head.get("kid", ""))) if head.get("alg") == "RS256" else None
        if key is None:
            raise NotSigned("unknown key")
        claims = self._claims(match[1], key)
        if not service_url or str(claims.get("serviceurl", "")).rstrip("/") != service_url.rstrip("/"):
            raise NotSigned("another serviceUrl")
        return key

    def _claims(self, token: str, key: SigningKey) -> Mapping[str, Any]:
        try:
            claims: Mapping[str, Any] = jwt.decode(
                token, key.key, algorithms=["RS256"], audience=self._audience, issuer=ISSUER, leeway=SKEW_SECONDS,
                options={"require": ["exp", "iss", "aud"]},
            )  # fmt: skip
        except jwt.PyJWTError as error:
            raise NotSigned(type(error).__name__) from None
        return claims
