"""Sends, rewrites, finds and removes one message or file in Slack (`scheduler.outbox.messenger.Messenger`)."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

from aiohttp import ClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.outcomes import reported
from bot.slack.blocks.paging import split
from bot.slack.blocks.render import escape, message_payload, notification, whole_text
from bot.slack.blocks.views import home_view
from bot.slack.calls import Method, call
from bot.slack.history import IdsIn, files_with, marked, metadata_of, search, token_in
from messages.parts import File, Message
from models.operations.log import log_of
from scheduler.outbox.messenger import (
    Address,
    CallFailed,
    History,
    MessageRef,
    Outcome,
    Permanent,
    Sent,
    Temporary,
    Uncertain,
)  # fmt: skip

BLOCKS_REFUSED = {"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long"}
# An e-mail address → the account of the person who has it. Raises CallFailed.
AccountOf = Callable[[str], Awaitable[str]]
log = log_of(__name__)


class SlackMessenger:
    """Sends with a client that has no retry handlers: the SDK's default sends twice when a connection drops."""

    platform = "slack"

    def __init__(
        self,
        client: AsyncWebClient,
        account_of: AccountOf,
        on_token_refused: Callable[[str], None] = lambda _code: None,
    ) -> None:
        """`on_token_refused` is called with Slack's code when it refuses the token."""
        self._client = client
        self._find_account = account_of
        self._on_token_refused = on_token_refused

    def split(self, message: Message) -> list[Message]:
        return split(message)

    async def post(self, address: Address, message: Message, token: str) -> Outcome:
        """Posts to the address. A failure to find the account is never uncertain: nothing was posted."""
        try:
            channel = address.channel or address.account or await self._account_of(address.email)
        except CallFailed as failed:
            return failed.outcome if not isinstance(failed.outcome, Uncertain) else Temporary(failed.outcome.error)
        if not channel:
            return Permanent("users_not_found")
        arguments = {
            "channel": channel, "thread_ts": address.thread, "metadata": metadata_of(token), "unfurl_links": False,
            "unfurl_media": False,
        }  # fmt: skip
        return await self._send(self._client.chat_postMessage, message, arguments)

    async def rewrite(self, ref: MessageRef, message: Message, token: str) -> Outcome:
        arguments = {"channel": ref.channel, "ts": ref.message, "metadata": metadata_of(token)}
        return await self._send(self._client.chat_update, message, arguments)

    async def _send(self, method: Method, message: Message, arguments: dict[str, Any]) -> Outcome:
        """Sends the message as blocks. When Slack refuses the blocks, nothing was sent: then the text alone is."""
        payload = message_payload(message)
        try:
            try:
                answer = await call(method, **arguments, **payload)
            except CallFailed as failed:
                if failed.outcome.error not in BLOCKS_REFUSED:
                    raise
                log.warning("slack.blocks_refused", error=failed.outcome.error)
                # chat.update takes less text, and keeps the old blocks unless they are emptied.
                words = (
                    {"text": notification(message), "blocks": []}
                    if "ts" in arguments
                    else {"text": whole_text(message)}
                )
                answer = await call(method, **arguments, **words)
        except CallFailed as failed:
            return reported(failed.outcome, self._on_token_refused)
        return Sent(MessageRef(str(answer["channel"]), str(answer["ts"])))

    async def publish(self, account: str, message: Message) -> Outcome:
        """Sets an account's home tab."""
        try:
            answer = await call(self._client.views_publish, user_id=account, view=home_view(message))
        except CallFailed as failed:
            return reported(failed.outcome, self._on_token_refused)
        return Sent(MessageRef(account, str(answer["view"]["id"])))

    async def upload(self, address: Address, file: File, token: str) -> Outcome:
        """Shares a file. Of the three calls only the last one shows it, so a failure before that is never uncertain.
        The token is in the file's name, since a message with a file takes no metadata."""
        name = marked(file.name, token)
        try:
            channel = address.channel or await self._direct_message(address)
            upload = await call(self._client.files_getUploadURLExternal, filename=name, length=len(file.content),
                                alt_txt=file.alt or None)  # fmt: skip
            await self._put_bytes(str(upload["upload_url"]), file.content)
        except CallFailed as failed:
            outcome = failed.outcome
            if isinstance(outcome, Uncertain):
                return Temporary(outcome.error)
            return reported(outcome, self._on_token_refused)
        files = [{"id": str(upload["file_id"]), "title": file.title or file.name}]
        try:
            await call(self._client.files_completeUploadExternal, files=files, channel_id=channel,
                        initial_comment=escape(file.words) or None, thread_ts=address.thread)  # fmt: skip
        except CallFailed as failed:
            return reported(failed.outcome, self._on_token_refused)
        return Sent(MessageRef(channel, str(upload["file_id"])))

    async def _put_bytes(self, url: str, content: bytes) -> None:
        """Sends the bytes to the upload's address. Raises CallFailed."""
        session = self._client.session
        if session is None:
            raise CallFailed(Temporary("there is no session"))
        try:
            async with session.post(url, data=content) as answer:
                # A proxy may answer 200 with an error page.
                if answer.status != 200 or "html" in answer.content_type:
                    raise CallFailed(Temporary(f"upload_http_{answer.status}"))
        except (ClientError, TimeoutError, OSError) as error:
            raise CallFailed(Temporary(type(error).__name__)) from error

    async def look_for_file(self, address: Address, token: str, since: datetime) -> History:
        """The files that carry a part of the token in their name."""
        return await self._history(address, since, lambda message: files_with(message, token))

    async def remove_file(self, ref: MessageRef) -> Outcome:
        try:
            await call(self._client.files_delete, file=ref.message)
        except CallFailed as failed:
            return reported(failed.outcome, self._on_token_refused)
        return Sent(ref)

    async def remove(self, ref: MessageRef) -> Outcome:
        try:
            await call(self._client.chat_delete, channel=ref.channel, ts=ref.message)
        except CallFailed as failed:
            return failed.outcome
        return Sent(ref)

    async def look(self, address: Address, token: str, since: datetime) -> History:
        """The messages that carry the token in their metadata."""
        return await self._history(address, since, lambda m: [str(m["ts"])] if token_in(m) == token else [])

    async def _history(self, address: Address, since: datetime, ids_in: IdsIn) -> History:
        """What `ids_in` finds in the messages since a minute before `since`, page by page; in the address's thread if
        it has one."""
        try:
            channel = address.channel or await self._direct_message(address)
            ids = await search(self._client, channel, address.thread, ids_in, since - timedelta(seconds=60))
        except CallFailed as failed:
            retry_after = failed.outcome.retry_after if isinstance(failed.outcome, Temporary) else None
            return History(None, failed.outcome.error, isinstance(failed.outcome, Permanent), retry_after)
        return History(tuple(MessageRef(channel, ts) for ts in sorted(ids)))

    async def _direct_message(self, address: Address) -> str:
        """The id of a person's direct message with the bot. Raises CallFailed."""
        account = address.account or await self._account_of(address.email)
        if not account:
            raise CallFailed(Permanent("users_not_found"))
        answer = await call(self._client.conversations_open, users=account)
        return str(answer["channel"]["id"])

    async def _account_of(self, email: str | None) -> str | None:
        return await self._find_account(email) if email else None
