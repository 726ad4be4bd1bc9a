"""The keys that the Bot Connector signs its requests with, fetched without holding up the event loop."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from aiohttp import ClientError, ClientSession
from jwt import PyJWK, PyJWKError

from bot.addresses.outgoing import is_safe
from models.operations.log import log_of

log = log_of(__name__)
# Microsoft asks for the keys to be fetched anew at least once a day (Bot Framework authentication, "Connector to bot").
KEPT_SECONDS = 24 * 3600.0
# Anybody can name a key that does not exist.
UNKNOWN_KEY_SECONDS = 30.0
# After a failure. Until then the old keys hold, however old they are.
_RETRY_SECONDS = 10.0
_LARGEST_DOCUMENT = 1_000_000


class KeysUnavailable(Exception):
    """The keys cannot be fetched, and there are no earlier ones."""


@dataclass(frozen=True)
class SigningKey:
    """`endorsements` are the channels whose requests the key may sign."""

    key: PyJWK
    endorsements: frozenset[str]


class SigningKeys:
    """The keys by id. `clock` counts seconds and never jumps."""

    def __init__(self, metadata_url: str, clock: Callable[[], float] = time.monotonic) -> None:
        self.session: ClientSession | None = None
        self._url, self._clock = metadata_url, clock
        self._keys: dict[str, SigningKey] = {}
        self._lock = asyncio.Lock()
        self._fresh_until = self._may_ask_at = float("-inf")

    @property
    def known(self) -> dict[str, SigningKey]:
        """The keys that were fetched last, by id."""
        return self._keys

    async def refresh(self) -> None:
        """Fetches the keys if they are not fresh. Raises nothing: then the earlier ones stay."""
        if self._clock() >= self._fresh_until:
            await self._fetch(lambda: self._clock() >= self._fresh_until)

    async def get(self, id_: str) -> SigningKey | None:
        """The key with this id. One that is not known is asked for, at most once in `UNKNOWN_KEY_SECONDS` for all ids
        together. Raises KeysUnavailable."""
        await self.refresh()
        if self._keys and id_ not in self._keys and self._clock() >= self._may_ask_at:
            await self._fetch(lambda: id_ not in self._keys and self._clock() >= self._may_ask_at)
            self._may_ask_at = max(self._may_ask_at, self._clock() + UNKNOWN_KEY_SECONDS)
        if not self._keys:
            raise KeysUnavailable
        return self._keys.get(id_)

    async def _fetch(self, is_needed: Callable[[], bool]) -> None:
        """Fetches the keys, once for all who wait for them."""
        async with self._lock:
            if not is_needed():
                return
            try:
                metadata = await self._document(self._url)
                found = await self._document(str(metadata.get("jwks_uri") or ""))
                keys = _keys_in(found)
            except (ClientError, TimeoutError, OSError, ValueError, LookupError, TypeError, AttributeError) as error:
                log.warning("teams.keys_not_fetched", error=type(error).__name__)
                self._fresh_until = self._clock() + (_RETRY_SECONDS if self._keys else 0.0)
            else:
                self._keys = keys
                self._fresh_until = self._clock() + KEPT_SECONDS

    async def _document(self, url: str) -> Any:
        if self.session is None or not is_safe(url):
            raise ValueError("no address that keys are fetched from")
        async with self.session.get(url, allow_redirects=False) as response:
            response.raise_for_status()
            if response.status != 200 or (response.content_length or 0) > _LARGEST_DOCUMENT:
                raise ValueError(f"http {response.status}")
            return await response.json(content_type=None)


def _keys_in(document: dict[str, Any]) -> dict[str, SigningKey]:
    keys = dict(filter(None, (_key(each) for each in document["keys"])))
    if not keys:
        raise ValueError("there are no keys")
    return keys


def _key(data: dict[str, Any]) -> tuple[str, SigningKey] | None:
    """A key of the document; None for one that no request of ours is signed with."""
    try:
        return str(data["kid"]), SigningKey(PyJWK(data, "RS256"), frozenset(data.get("endorsements") or ()))
    except (PyJWKError, LookupError, TypeError, ValueError):
        return None
