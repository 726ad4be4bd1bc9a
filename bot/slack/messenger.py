"""One delivery to Slack, and which of Slack's answers are permanent, temporary or uncertain."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

import structlog
from aiohttp import ClientConnectorError, ClientError
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.slack.render import escape, home_view, message_payload, notification, split, whole_text
from messages.files import File
from messages.parts import Message
from scheduler.outbox.messenger import Address, History, MessageRef, Outcome, Permanent, Sent, Temporary, Uncertain

# Slack says of these that part of the call may have been done, or that it failed on its side (chat.postMessage,
# "Errors"); with anything else that says ok=false, nothing was done.
UNCERTAIN = {"fatal_error", "internal_error", "request_timeout", "service_unavailable", "accesslimited"}
TEMPORARY = {"ratelimited", "rate_limited", "message_limit_exceeded", "team_added_to_org"}
# The token, not the message: everything waits until somebody has seen to it.
NOT_LET_IN = {
    "account_inactive", "access_denied", "ekm_access_denied", "invalid_auth", "not_authed", "org_login_required",
    "token_expired", "token_revoked", "two_factor_setup_required",
}  # fmt: skip
BLOCKS_REFUSED = {"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long"}
EVENT_TYPE = "malvakten_delivery"
Method = Callable[..., Awaitable[AsyncSlackResponse]]
# A message of a conversation → the ids in it that are looked for.
Ours = Callable[[dict[str, Any]], list[str]]
log = structlog.get_logger()
_PAGE = 200
_MOST_PAGES = 10
_NOT_LET_IN_SECONDS = 10.0


class SlackMessenger:
    """Sends with a client that has no retry handlers: the SDK's default sends twice when a connection drops."""

    platform = "slack"

    def __init__(self, client: AsyncWebClient, on_locked_out: Callable[[str], None] = lambda _code: None) -> None:
        """`on_locked_out` hears Slack's word for a token that is not good."""
        self._client = client
        self._on_locked_out = on_locked_out

    def split(self, message: Message) -> list[Message]:
        return split(message)

    async def post(self, address: Address, message: Message, token: str) -> Outcome:
        try:
            channel = address.channel or address.account or await self._account(address.email)
        except _Failed as failed:
            return failed.outcome if not isinstance(failed.outcome, Uncertain) else Temporary(failed.outcome.error)
        if not channel:
            return Permanent("users_not_found")
        arguments = {
            "channel": channel, "thread_ts": address.thread, "metadata": _metadata(token), "unfurl_links": False,
            "unfurl_media": False,
        }  # fmt: skip
        return await self._drawn(self._client.chat_postMessage, message, arguments)

    async def rewrite(self, ref: MessageRef, message: Message, token: str) -> Outcome:
        arguments = {"channel": ref.channel, "ts": ref.message, "metadata": _metadata(token)}
        return await self._drawn(self._client.chat_update, message, arguments)

    async def _drawn(self, method: Method, message: Message, arguments: dict[str, Any]) -> Outcome:
        """Sends blocks; when Slack refuses just these, which is certain not to have been done, the words alone."""
        drawn = message_payload(message)
        try:
            try:
                answer = await _call(method, **arguments, **drawn)
            except _Failed as failed:
                if failed.outcome.error not in BLOCKS_REFUSED:
                    raise
                log.warning("slack.blocks_refused", error=failed.outcome.error)
                # A rewriting takes less text, and would leave the old blocks.
                words = (
                    {"text": notification(message), "blocks": []}
                    if "ts" in arguments
                    else {"text": whole_text(message)}
                )
                answer = await _call(method, **arguments, **words)
        except _Failed as failed:
            return self._heard(failed.outcome)
        return Sent(MessageRef(str(answer["channel"]), str(answer["ts"])))

    def _heard(self, outcome: Permanent | Temporary | Uncertain) -> Outcome:
        if isinstance(outcome, Temporary) and outcome.everywhere:
            self._on_locked_out(outcome.error)
        return outcome

    async def publish(self, account: str, message: Message) -> Outcome:
        """Sets an account's home tab."""
        try:
            answer = await _call(self._client.views_publish, user_id=account, view=home_view(message))
        except _Failed as failed:
            return self._heard(failed.outcome)
        return Sent(MessageRef(account, str(answer["view"]["id"])))

    async def upload(self, address: Address, file: File, token: str) -> Outcome:
        """Three calls, of which only the last shows anybody anything: one before it that fails is not uncertain. The
        token is in the file's name, since such a message takes no metadata."""
        name = _marked(file.name, token)
        try:
            channel = address.channel or await self._open(address)
            place = await _call(self._client.files_getUploadURLExternal, filename=name, length=len(file.content))
            await self._put(str(place["upload_url"]), file.content)
        except _Failed as failed:
            outcome = failed.outcome
            return Temporary(outcome.error) if isinstance(outcome, Uncertain) else self._heard(outcome)
        shown = [{"id": str(place["file_id"]), "title": file.title or file.name}]
        try:
            await _call(self._client.files_completeUploadExternal, files=shown, channel_id=channel,
                        initial_comment=escape(file.words) or None, thread_ts=address.thread)  # fmt: skip
        except _Failed as failed:
            return self._heard(failed.outcome)
        return Sent(MessageRef(channel, str(place["file_id"])))

    async def _put(self, url: str, content: bytes) -> None:
        """Sends the bytes to where Slack wants them. Raises `_Failed`."""
        session = self._client.session
        if session is None:
            raise _Failed(Temporary("there is no session"))
        try:
            async with session.post(url, data=content) as answer:
                # A proxy's page of regrets may come with 200.
                if answer.status != 200 or "html" in answer.content_type:
                    raise _Failed(Temporary(f"upload_http_{answer.status}"))
        except (ClientError, TimeoutError, OSError) as error:
            raise _Failed(Temporary(type(error).__name__)) from error

    async def look_for_file(self, address: Address, token: str, since: datetime) -> History:
        return await self._looked(address, since, lambda message: _files_with(message, token))

    async def remove_file(self, ref: MessageRef) -> Outcome:
        try:
            await _call(self._client.files_delete, file=ref.message)
        except _Failed as failed:
            return self._heard(failed.outcome)
        return Sent(ref)

    async def remove(self, ref: MessageRef) -> Outcome:
        try:
            await _call(self._client.chat_delete, channel=ref.channel, ts=ref.message)
        except _Failed as failed:
            return failed.outcome
        return Sent(ref)

    async def look(self, address: Address, token: str, since: datetime) -> History:
        """Reads the conversation (or the thread) from a minute before `since`, page by page."""
        return await self._looked(address, since, lambda m: [str(m["ts"])] if _token_of(m) == token else [])

    async def _looked(self, address: Address, since: datetime, ours: Ours) -> History:
        try:
            channel = address.channel or await self._open(address)
            found = await self._search(channel, address.thread, ours, since - timedelta(seconds=60))
        except _Failed as failed:
            retry_after = failed.outcome.retry_after if isinstance(failed.outcome, Temporary) else None
            return History(None, failed.outcome.error, isinstance(failed.outcome, Permanent), retry_after)
        return History(tuple(MessageRef(channel, ts) for ts in sorted(found)))

    async def _search(self, channel: str, thread: str | None, ours: Ours, oldest: datetime) -> list[str]:
        found: list[str] = []
        cursor: str | None = None
        read: Method = self._client.conversations_history
        extra: dict[str, str] = {}
        if thread:
            read, extra = self._client.conversations_replies, {"ts": thread}
        for _ in range(_MOST_PAGES):
            page = await _call(
                read, channel=channel, oldest=f"{oldest.timestamp():.6f}", include_all_metadata=True, limit=_PAGE,
                cursor=cursor, **extra,
            )  # fmt: skip
            found += [each for message in page.get("messages", []) for each in ours(message)]
            cursor = (page.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                return found
        raise _Failed(Permanent("history_too_long"))

    async def _open(self, address: Address) -> str:
        account = address.account or await self._account(address.email)
        if not account:
            raise _Failed(Permanent("users_not_found"))
        answer = await _call(self._client.conversations_open, users=account)
        return str(answer["channel"]["id"])

    async def _account(self, email: str | None) -> str | None:
        if not email:
            return None
        answer = await _call(self._client.users_lookupByEmail, email=email)
        return str(answer["user"]["id"])


def _metadata(token: str) -> dict[str, Any]:
    """The mark is opaque, since any member of the workspace can read metadata."""
    return {"event_type": EVENT_TYPE, "event_payload": {"key": token}}


def _token_of(message: dict[str, Any]) -> str | None:
    payload = (message.get("metadata") or {}).get("event_payload") or {}
    token = payload.get("key")
    return str(token) if token else None


def _marked(name: str, token: str) -> str:
    """The file's name with the mark by which it is found, before the extension."""
    stem, dot, extension = name.rpartition(".")
    return f"{stem}-{_mark(token)}.{extension}" if dot else f"{name}-{_mark(token)}"


def _mark(token: str) -> str:
    """Short enough for a name; within one conversation no other has it."""
    return token[:12]


def _files_with(message: dict[str, Any], token: str) -> list[str]:
    return [str(file["id"]) for file in message.get("files") or [] if _mark(token) in str(file.get("name", ""))]


class _Failed(Exception):
    def __init__(self, outcome: Permanent | Temporary | Uncertain) -> None:
        self.outcome = outcome


async def _call(method: Method, **arguments: Any) -> dict[str, Any]:
    """Calls Slack. Raises `_Failed` with the way in which it failed, and nothing else."""
    try:
        answer = await method(**{name: value for name, value in arguments.items() if value is not None})
    except SlackApiError as error:
        raise _Failed(_outcome(error)) from error
    except ClientConnectorError as error:
        raise _Failed(Temporary(type(error).__name__)) from error
    except (SlackClientError, ClientError, TimeoutError, OSError, ValueError) as error:
        raise _Failed(Uncertain(type(error).__name__)) from error
    data = answer.data
    if not isinstance(data, dict):
        raise _Failed(Uncertain("unreadable_body"))
    return data


def _outcome(error: SlackApiError) -> Permanent | Temporary | Uncertain:
    response = error.response
    # A body that is no JSON comes as aiohttp's response, which spells it `status`.
    status = int(getattr(response, "status_code", 0) or getattr(response, "status", 0) or 0)
    data = getattr(response, "data", None)
    code = str(data.get("error", "")) if isinstance(data, dict) else ""
    if status == 429 or code in TEMPORARY:
        return Temporary(code or "ratelimited", _retry_after(getattr(response, "headers", None) or {}))
    if code in NOT_LET_IN:
        return Temporary(code, _NOT_LET_IN_SECONDS, everywhere=True)
    if status >= 500 or not code or code in UNCERTAIN:
        return Uncertain(code or f"http_{status}")
    return Permanent(code)


def _retry_after(headers: Any) -> float | None:
    """Seconds, fractions too; None when the header is missing or no number."""
    value = next((v for k, v in dict(headers).items() if str(k).lower() == "retry-after"), None)
    try:
        return max(0.0, float(value[0] if isinstance(value, list) else value)) if value is not None else None
    except ValueError:
        return None
