"""Real keys and real tokens (RS256), as the Bot Connector signs its requests."""

import base64
import time
from functools import cache
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key

ISSUER = "https://api.botframework.com"
Json = dict[str, Any]


@cache
def private_key(name: str) -> RSAPrivateKey:
    """A key by name, made once in each test process."""
    return generate_private_key(65537, 2048)


def public_key(name: str, endorsements: list[str] | None) -> Json:
    """The key as the keys' document has it."""
    numbers = private_key(name).public_key().public_numbers()
    jwk: Json = {"kty": "RSA", "use": "sig", "kid": name, "n": _number(numbers.n), "e": _number(numbers.e)}
    return jwk if endorsements is None else {**jwk, "endorsements": endorsements}


def token(key: str, audience: str, service_url: str, **changed: Any) -> str:
    """A token; `changed` are other claims, None for one that is left out. `kid` and `alg` are the header's."""
    now = int(time.time())
    kid, algorithm = changed.pop("kid", key), changed.pop("alg", "RS256")
    claims = {
        "iss": ISSUER, "aud": audience, "iat": now, "nbf": now, "exp": now + 3600, "serviceurl": service_url, **changed,
    }  # fmt: skip
    signed_by: Any = private_key(key) if algorithm == "RS256" else "a secret that is long enough for an HMAC of SHA-256"
    told = {name: value for name, value in claims.items() if value is not None}
    return jwt.encode(told, signed_by, algorithm, headers={"kid": kid})


def _number(value: int) -> str:
    return base64.urlsafe_b64encode(value.to_bytes((value.bit_length() + 7) // 8, "big")).rstrip(b"=").decode()
