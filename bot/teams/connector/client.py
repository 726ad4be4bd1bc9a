"""Calls to the Bot Connector, and which of its errors are permanent, temporary or uncertain."""

import json
from typing import Any
from urllib.parse import quote

from aiohttp import ClientConnectorError, ClientError, ClientResponse, ClientSession
from yarl import URL

from bot.retry_after import retry_after
from bot.teams.connector.token import OutboundToken
from scheduler.outbox.messenger import CallFailed, Permanent, Temporary, Uncertain

# Codes of `Permanent` outcomes that more is made of.
FORBIDDEN, GONE, TOO_LARGE = "forbidden", "gone", "message_too_large"
UNAUTHORIZED = "unauthorized"
_TOKEN_RETRY_SECONDS = 10.0
_LARGEST_ANSWER = 1_000_000


class Connector:
    """The Bot Connector's REST interface (Bot Connector API 3.0). Paths are below `v3/`."""

    def __init__(self, token: OutboundToken) -> None:
        self.session: ClientSession | None = None
        self._token = token

    async def get_ready(self) -> None:
        """Fetches the token when there is none, so that the next call leaves at once. Raises CallFailed."""
        await self._token.get()

    async def call(self, method: str, service: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        """The answer to a call; `service` is an allowed address with `/` at its end. A token that has been withdrawn is
        replaced once. Raises CallFailed, and nothing else."""
        try:
            return await self._call(method, service, path, body)
        except CallFailed as failed:
            if failed.outcome.error != UNAUTHORIZED:
                raise
            self._token.forget()
            return await self._call(method, service, path, body)

    async def _call(self, method: str, service: str, path: str, body: dict[str, Any] | None) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {await self._token.get()}", "Content-Type": "application/json"}
        if self.session is None:
            raise CallFailed(Temporary("no_session"))
        try:
            async with self.session.request(
                method,
                URL(f"{service}v3/{path}", encoded=True),
                data=_written(body),
                headers=headers,
                allow_redirects=False,
            ) as response:
                answer = await _body_of(response)
                if 200 <= response.status < 300:
                    return answer if isinstance(answer, dict) else {}
                outcome = _outcome(response, answer)
        except ClientConnectorError as error:
            raise CallFailed(Temporary(type(error).__name__)) from None
        except (ClientError, TimeoutError, OSError, ValueError) as error:
            raise CallFailed(Uncertain(type(error).__name__)) from None
        raise CallFailed(outcome)


def conversation_path(conversation: str, *more: str) -> str:
    """The path below a conversation; every part may have any character."""
    return "/".join(["conversations", *(quote(part, safe="") for part in (conversation, *more))])


def _written(body: dict[str, Any] | None) -> bytes | None:
    """The body as JSON, each letter as itself: what is allowed is counted in what is sent, and `å` escaped is six."""
    return None if body is None else json.dumps(body, ensure_ascii=False).encode("utf-8", "replace")


async def _body_of(response: ClientResponse) -> Any:
    """The body as JSON; None when it is none. It is never logged."""
    text = await response.content.read(_LARGEST_ANSWER)
    try:
        return json.loads(text)
    except ValueError:
        return None


def _outcome(response: ClientResponse, answer: Any) -> Permanent | Temporary | Uncertain:
    """Posting is not repeatable, so whatever may have happened is uncertain. Of 412 and 429 nothing has."""
    status = response.status
    code = _code(answer) or f"http_{status}"
    if status in {412, 429}:
        return Temporary(code, retry_after(response.headers))
    if status == 401:
        return Temporary(UNAUTHORIZED, _TOKEN_RETRY_SECONDS, everywhere=True)
    by_status = {403: FORBIDDEN, 404: GONE, 410: GONE, 413: TOO_LARGE}
    if status in by_status:
        return Permanent(by_status[status])
    return Permanent(code) if 400 <= status < 500 and status != 408 else Uncertain(code)


def _code(answer: Any) -> str:
    error = answer.get("error") if isinstance(answer, dict) else None
    return str(error.get("code") or "")[:64] if isinstance(error, dict) else ""
