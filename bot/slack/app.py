"""Slack's listeners: one per kind of payload (`bot.slack.kinds`), and our own routes behind them.

Each runs before Bolt answers, so the reply is the HTTP response.
"""

import asyncio
import json
import logging
from collections import OrderedDict
from collections.abc import Sequence
from typing import Any

import structlog
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.dispatch import Dispatcher, Incoming
from bot.slack import decode
from bot.slack.kinds import ByKind
from bot.slack.members import SLACK_FAULTS, Members
from bot.slack.news import News
from bot.slack.render import blocks_of, closing_view, form_view, message_payload, split
from messages.parts import Done, Form, FormFaults, Message, Reply, say

log = structlog.get_logger()
# response_url takes five posts.
_MOST_FOLLOW_UPS = 5
_MOST_DRAWN = 64
_MOST_OPENED = 2000
_JSON: dict[str, str | Sequence[str]] = {"content-type": ["application/json;charset=utf-8"]}


class SlackListeners:
    """What is done with each kind of payload."""

    # A trigger lives three seconds, and Slack waits three for the answer.
    open_seconds = 2.0

    def __init__(
        self, client: AsyncWebClient, signing_secret: str, dispatcher: Dispatcher, members: Members, news: News
    ) -> None:
        self._client = client
        self._dispatcher = dispatcher
        self._members = members
        self._news = news
        self._after: set[asyncio.Task[None]] = set()
        self.known_as({})
        self._opened: OrderedDict[str, None] = OrderedDict()
        self._recent: OrderedDict[int, tuple[Message, str, list[Message]]] = OrderedDict()

        async def authorize() -> AuthorizeResult:
            # Bolt hands arguments over by name and does not take methods.
            return self._authorized

        self.app = AsyncApp(
            client=client, signing_secret=signing_secret, authorize=authorize, process_before_response=True,
            logger=logging.getLogger("slack_bolt"),
        )  # fmt: skip
        self.app.use(
            ByKind(
                {
                    "command": self._on_command, "action": self._on_action, "submission": self._on_submission,
                    "closing": self._on_closing, "event": self._on_event,
                }
            )
        )  # fmt: skip

    def known_as(self, identity: dict[str, str]) -> None:
        """What Slack says that we are: `team_id`, `bot_id`, `user_id`. The token is our own setting; asking Slack about
        it on every request would need Slack to be up."""
        self.identity = identity
        self._authorized = AuthorizeResult(
            enterprise_id=None, team_id=identity.get("team_id"), bot_token=self._client.token,
            bot_id=identity.get("bot_id"), bot_user_id=identity.get("user_id"),
        )  # fmt: skip

    async def _reply(self, incoming: Incoming) -> Reply:
        return await self._dispatcher.run(incoming, self._members.look_up)

    async def _on_command(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        incoming = decode.read(lambda sent: decode.command(sent, self._dispatcher.options), body)
        reply = await self._reply(incoming)
        if isinstance(reply, Form):
            reply = await self._open(reply, body, incoming)
        if not isinstance(reply, Message):
            await ack()
            return
        answer, rest = self._drawn(reply)
        ack.response = BoltResponse(status=200, body=answer, headers=_JSON)
        self._follow_up(body, rest)

    def _drawn(self, reply: Message) -> tuple[str, list[Message]]:
        """The body of the answer and what follows it. The dispatcher gives the same object to the same question as long
        as nothing has changed; it is drawn once."""
        kept = self._recent.get(id(reply))
        if kept is not None and kept[0] is reply:
            return kept[1], kept[2]
        first, *rest = split(reply)
        payload = {"response_type": "in_channel" if reply.public else "ephemeral", **message_payload(first)}
        answer = json.dumps(payload)
        self._recent[id(reply)] = (reply, answer, rest)
        while len(self._recent) > _MOST_DRAWN:
            self._recent.popitem(last=False)
        return answer, rest

    async def _on_action(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        incoming = decode.read(decode.action, body)
        reply = await self._reply(incoming)
        view = body.get("view")
        if view is not None and view.get("type") == "home":
            # What is answered opens over the home tab, which has no response_url either.
            if isinstance(reply, (Form, Message)):
                await self._open(reply, body, incoming)
            # What was pressed may change the page that is looked at now.
            self._dispatcher.on_reply_queued()
        elif view is not None:
            await self._on_modal(reply, body, view)
        elif isinstance(reply, Form):
            opened = await self._open(reply, body, incoming)
            self._follow_up(body, split(opened) if isinstance(opened, Message) else [])
        elif isinstance(reply, Message):
            self._follow_up(body, split(reply))
        await ack()

    async def _on_modal(self, reply: Reply, body: dict[str, Any], view: dict[str, Any]) -> None:
        """The answer to a button in a modal takes the modal's place; a refusal stands over it, and what is written in
        it stays."""
        if isinstance(reply, (Form, Message)):
            drawn = form_view(reply) if isinstance(reply, Form) else closing_view(reply)
            self._afterwards(self._update_view(view, drawn))
        elif isinstance(reply, FormFaults):
            over = closing_view(say(*reply.faults.values()))
            self._afterwards(self._push_view(body.get("trigger_id", ""), over))

    async def _on_submission(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        reply = await self._reply(decode.read(decode.submission, body))
        match reply:
            case Form():
                await ack(response_action="update", view=form_view(reply))
            case Message():
                await ack(response_action="update", view=closing_view(reply))
            case FormFaults(faults):
                await ack(response_action="errors", errors=_at_fields(faults, body["view"]))
            case Done():
                await ack()

    async def _on_closing(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        await self._reply(decode.read(decode.closing, body))
        await ack()

    async def _on_event(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        incoming = decode.read(decode.said, body)
        if incoming is not None and incoming.account != self.identity.get("user_id"):
            await self._reply(incoming)
        if (opened := decode.read(decode.home_opened, body)) is not None:
            await self._reply(opened)
            # Somebody looks at it now.
            self._dispatcher.on_reply_queued()
        event = body.get("event", {})
        if event.get("type") in {"team_join", "user_change"} and isinstance(event.get("user"), dict):
            await self._members.remember(event["user"])
        await self._news.take(body, self.identity.get("user_id"))
        await ack()

    async def _open(self, reply: Form | Message, body: dict[str, Any], incoming: Incoming) -> Reply:
        """Opens a modal; when Slack does not, a sentence that says how to go on without it. A trigger is good for one
        modal, so the same request again has its answer already."""
        if incoming.key in self._opened:
            return Done()
        view = form_view(reply) if isinstance(reply, Form) else closing_view(reply)
        try:
            async with asyncio.timeout(self.open_seconds):
                await self._client.views_open(trigger_id=body.get("trigger_id", ""), view=view)
        except SLACK_FAULTS as error:
            log.warning("slack.form_not_opened", error=_code(error), why=error)
            return await self._dispatcher.form_not_opened(incoming)
        self._opened[incoming.key or ""] = None
        while len(self._opened) > _MOST_OPENED:
            self._opened.popitem(last=False)
        return Done()

    async def _update_view(self, old: dict[str, Any], view: dict[str, Any]) -> None:
        """By the hash, so that of two presses in a hurry the second does not draw over what the first has shown."""
        try:
            await self._client.views_update(view_id=old["id"], hash=old.get("hash"), view=view)
        except SLACK_FAULTS as error:
            log.warning("slack.form_not_updated", error=_code(error), why=error)

    async def _push_view(self, trigger_id: str, view: dict[str, Any]) -> None:
        try:
            await self._client.views_push(trigger_id=trigger_id, view=view)
        except SLACK_FAULTS as error:
            log.warning("slack.form_not_updated", error=_code(error), why=error)

    def _follow_up(self, body: dict[str, Any], messages: list[Message]) -> None:
        url = body.get("response_url")
        if url and messages:
            self._afterwards(self._post_back(str(url), messages[:_MOST_FOLLOW_UPS]))

    async def _post_back(self, url: str, messages: list[Message]) -> None:
        """Answers in the conversation where the button was pressed, to that person alone unless it is public."""
        hook = AsyncWebhookClient(url, session=self._client.session, retry_handlers=[])
        for message in messages:
            try:
                await hook.send(
                    text=message_payload(message)["text"], blocks=blocks_of(message),
                    response_type="in_channel" if message.public else "ephemeral",
                    replace_original=message.replace,
                )  # fmt: skip
            except SLACK_FAULTS as error:
                log.warning("slack.follow_up_failed", error=_code(error), why=error)

    def _afterwards(self, work: Any) -> None:
        task: asyncio.Task[None] = asyncio.ensure_future(work)
        self._after.add(task)
        task.add_done_callback(self._after.discard)

    async def finish(self, seconds: float) -> None:
        """Waits for what is still to be posted."""
        if self._after:
            await asyncio.wait(self._after, timeout=seconds)


def _at_fields(faults: dict[str, str], view: dict[str, Any]) -> dict[str, str]:
    """Slack shows a fault at an input block; one that belongs to no field goes to the text field."""
    inputs = [block["block_id"] for block in view.get("blocks", []) if block.get("type") == "input"]
    general = "comment" if "comment" in inputs or not inputs else inputs[0]
    return {name if name in inputs else general: words for name, words in faults.items()}


def _code(error: BaseException) -> str:
    """The platform's word for what went wrong, without the request's or response's body."""
    data = getattr(getattr(error, "response", None), "data", None)
    return str(data.get("error")) if isinstance(data, dict) and data.get("error") else type(error).__name__
