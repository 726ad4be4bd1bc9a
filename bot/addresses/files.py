"""Addresses by which the program hands out a file itself, where a chat takes none from a bot.

An address names a delivery, says how long it holds, and is signed for the one that the delivery is to: it no longer
holds for somebody to whom nothing is sent any more. Nothing of it is stored, or logged.
"""

import hashlib
import hmac
from base64 import urlsafe_b64encode
from collections.abc import Callable
from datetime import datetime

HOLDS_SECONDS = 3600
# The path below MALVAKTEN_BASE_URL.
PATH = "files"
_PURPOSE = b"malvakten: addresses of files"


class FileLinks:
    """Makes addresses and knows its own again. Each process that has the same secret does."""

    def __init__(self, secret: str, base_url: str, clock: Callable[[], datetime]) -> None:
        # A key of its own, so that nothing signed for another purpose is ever taken for an address.
        self._key = hmac.digest(secret.encode(), _PURPOSE, "sha256")
        self._base_url, self._clock = base_url.rstrip("/"), clock

    def url(self, token: str, receiver: str) -> str:
        """The address of a delivery's file. `receiver` is the account or the conversation that it is sent to."""
        until = str(int(self._clock().timestamp()) + HOLDS_SECONDS)
        return f"{self._base_url}/{PATH}/{token}/{until}/{self._signature(token, receiver, until)}"

    def is_genuine(self, token: str, receiver: str, until: str, signature: str) -> bool:
        """Whether the address was made here for this receiver."""
        wanted = self._signature(token, receiver, until)
        return hmac.compare_digest(wanted.encode(), signature.encode())

    def has_expired(self, until: str) -> bool:
        """Whether a genuine address holds no longer."""
        return self._clock().timestamp() > int(until)

    def _signature(self, token: str, receiver: str, until: str) -> str:
        signed = "\n".join((token, until, receiver)).encode()
        return urlsafe_b64encode(hmac.digest(self._key, signed, hashlib.sha256)).decode().rstrip("=")
