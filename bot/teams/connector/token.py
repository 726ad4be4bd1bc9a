"""The token that is sent with our own calls (Bot Framework authentication, "Bot to connector")."""

import asyncio
import time
from collections.abc import Callable, Mapping
from typing import Any

from aiohttp import ClientError, ClientSession

from bot.addresses.outgoing import is_safe
from scheduler.outbox.messenger import CallFailed, Temporary

SCOPE = "https://api.botframework.com/.default"
# Before it runs out, so that none runs out on its way.
_RENEWED_SECONDS = 300.0
_TOKEN_RETRY_SECONDS = 10.0


class OutboundToken:
    """The token for our own calls, fetched with the client's secret and used until shortly before it runs out."""

    def __init__(self, authority: str, tenant: str, client_id: str, secret: str,
                 clock: Callable[[], float] = time.monotonic) -> None:  # fmt: skip
        self.session: ClientSession | None = None
        self._url = f"{authority.rstrip('/')}/{tenant}/oauth2/v2.0/token"
        self._form = {"grant_type": "client_credentials", "client_id": client_id, "client_secret": secret,
                      "scope": SCOPE}  # fmt: skip
        self._clock = clock
        self._token, self._until = "", float("-inf")
        self._lock = asyncio.Lock()

    async def get(self) -> str:
        """The token. Raises CallFailed."""
        async with self._lock:
            if self._clock() >= self._until:
                self._token, self._until = await self._fetch()
            return self._token

    def forget(self) -> None:
        """The Connector has refused the token: the next call fetches another."""
        self._until = float("-inf")

    async def _fetch(self) -> tuple[str, float]:
        if self.session is None or not is_safe(self._url):
            raise CallFailed(Temporary("no_session"))
        status, answer = 0, None
        try:
            async with self.session.post(self._url, data=self._form, allow_redirects=False) as response:
                status, answer = response.status, await response.json(content_type=None)
            token, seconds = str(answer["access_token"]), float(answer.get("expires_in", 3600))
        except (ClientError, TimeoutError, OSError) as error:
            raise CallFailed(Temporary(type(error).__name__)) from None
        except (ValueError, LookupError, TypeError, AttributeError):
            raise CallFailed(self._refusal(status, answer if isinstance(answer, dict) else {})) from None
        return token, self._clock() + max(seconds - _RENEWED_SECONDS, seconds / 2)

    def _refusal(self, status: int, answer: Mapping[str, Any]) -> Temporary:
        """A wrong secret or client stops everything until an administrator has acted; an outage does not."""
        code = str(answer.get("error") or f"token_http_{status}")[:64]
        is_ours = status in {400, 401, 403}
        return Temporary(code, _TOKEN_RETRY_SECONDS if is_ours else None, everywhere=is_ours)
