"""Slack's listeners: one per kind of payload (`bot.slack.kinds`); `bot.routing` finds the handler.

A listener runs before Bolt answers, so its reply is the HTTP response.
"""

import asyncio
import json
import logging
from collections import OrderedDict
from collections.abc import Coroutine, Sequence
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient
from sqlalchemy.exc import SQLAlchemyError

from bot.dispatch import Dispatcher, Incoming
from bot.slack import decode, written
from bot.slack.calls import SLACK_ERRORS, error_code
from bot.slack.kinds import ByKind
from bot.slack.members import Members
from bot.slack.names import NameFinder
from bot.slack.news import News
from bot.slack.paging import split
from bot.slack.render import blocks_of, message_payload
from bot.slack.views import closing_view, form_view
from bot.slack.written import Listener
from messages.parts import Done, Form, FormFaults, Message, Reply, say
from models.operations.log import log_of

log = log_of(__name__)
# The view has changed since, by the same button pressed twice, or the person has closed it.
_NOT_WAITED_FOR = {"hash_conflict", "not_found"}
# response_url takes five posts.
_MOST_FOLLOW_UPS = 5
_MOST_RENDERED = 64
_MOST_OPENED = 2000
_JSON: dict[str, str | Sequence[str]] = {"content-type": ["application/json;charset=utf-8"]}


class SlackListeners:
    """Answers each kind of payload."""

    # A trigger lives three seconds, and Slack waits three for the answer.
    open_seconds = 2.0

    def __init__(
        self, client: AsyncWebClient, signing_secret: str, dispatcher: Dispatcher, members: Members, news: News,
        names: NameFinder,
    ) -> None:  # fmt: skip
        self._client = client
        self._dispatcher = dispatcher
        self._members = members
        self._news = news
        self._names = names
        self._background: set[asyncio.Task[None]] = set()
        self.set_identity({})
        self._opened: OrderedDict[str, None] = OrderedDict()
        self._rendered: OrderedDict[int, tuple[Message, str, list[Message]]] = OrderedDict()

        async def authorize() -> AuthorizeResult:
            # Bolt hands arguments over by name and does not take methods.
            return self._authorized

        # Without a name, Bolt reads the source of every file on the stack to find one.
        self.app = AsyncApp(
            name="malvakten", client=client, signing_secret=signing_secret, authorize=authorize,
            process_before_response=True, logger=logging.getLogger("slack_bolt"), url_verification_enabled=False,
        )  # fmt: skip
        self.app.use(
            ByKind(
                {
                    "command": self._on_command, "action": self._on_action, "submission": self._on_submission,
                    "closing": self._on_closing, "event": self._on_event, "limited": self._on_limited,
                    "verification": self._on_verification,
                }
            )
        )  # fmt: skip

    def set_identity(self, identity: dict[str, str]) -> None:
        """The app's `team_id`, `bot_id` and `user_id` in Slack. Requests are authorised with them, so that no request
        needs a call to Slack."""
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
        body_json, rest = self._render(reply)
        ack.response = BoltResponse(status=200, body=body_json, headers=_JSON)
        self._follow_up(body, rest)

    def _render(self, reply: Message) -> tuple[str, list[Message]]:
        """The response's body, and the messages that follow it. Cached: the dispatcher returns the same object for the
        same question as long as nothing has changed."""
        cached = self._rendered.get(id(reply))
        if cached is not None and cached[0] is reply:
            return cached[1], cached[2]
        first, *rest = split(reply)
        payload = {"response_type": "in_channel" if reply.public else "ephemeral", **message_payload(first)}
        body = json.dumps(payload)
        self._rendered[id(reply)] = (reply, body, rest)
        while len(self._rendered) > _MOST_RENDERED:
            self._rendered.popitem(last=False)
        return body, rest

    async def _on_action(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        incoming = decode.read(decode.action, body)
        reply = await self._reply(incoming)
        view = body.get("view")
        if view is not None and view.get("type") == "home":
            # The reply opens as a modal: the home tab has no response_url.
            if isinstance(reply, (Form, Message)) and isinstance(await self._open(reply, body, incoming), Message):
                await self._tell(incoming, reply)
            # The button may have changed the home tab that the person is looking at.
            self._dispatcher.on_reply_queued()
        elif view is not None:
            self._on_modal(reply, body, view, incoming)
        elif isinstance(reply, Form):
            opened = await self._open(reply, body, incoming)
            self._follow_up(body, split(opened) if isinstance(opened, Message) else [])
        elif isinstance(reply, Message):
            self._follow_up(body, split(reply))
        await ack()

    def _on_modal(self, reply: Reply, body: dict[str, Any], view: dict[str, Any], incoming: Incoming) -> None:
        """Shows the reply to a button in a modal in the modal's place; a refusal in a modal over it, so that what is
        written in it stays."""
        if isinstance(reply, (Form, Message)):
            self._in_background(self._update_view(view, reply, incoming))
        elif isinstance(reply, FormFaults):
            refusal = say(*reply.faults.values())
            self._in_background(self._push_view(str(body.get("trigger_id", "")), refusal, incoming))

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
        await self._on_words(body)
        if (opened := decode.read(decode.home_opened, body)) is not None:
            await self._reply(opened)
            # The person is waiting for the home tab.
            self._dispatcher.on_reply_queued()
        event = body.get("event", {})
        if event.get("type") in {"team_join", "user_change"} and isinstance(event.get("user"), dict):
            await self._members.remember(event["user"])
            self._names.forget(str(event["user"].get("id")))
        await self._news.take(body, self.identity.get("user_id"))
        await ack()

    async def _on_limited(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        await self._news.held_back(decode.read(decode.held_back_minute, body))
        await ack()

    async def _on_verification(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Slack asks whether the address is ours when it is set (docs.slack.dev/reference/events/url_verification)."""
        ack.response = BoltResponse(status=200, body=json.dumps({"challenge": body["challenge"]}), headers=_JSON)

    async def _on_words(self, body: dict[str, Any]) -> None:
        bots = decode.read(lambda event: written.bots_of(event, self.identity.get("user_id")), body)
        listener = Listener(bots, self._dispatcher.options, self._news.management)
        said = decode.read(lambda event: written.written(event, listener), body)
        if said is not None and said.account not in bots:
            names = await self._names.of([id_ for id_ in said.mentioned if id_ not in bots])
            await self._reply(decode.read(lambda event: written.incoming(event, said, listener, names), body))

    async def _open(self, reply: Form | Message, body: dict[str, Any], incoming: Incoming) -> Reply:
        """Opens a modal; `Done`, or the message to send when Slack did not open it. A trigger opens one modal, so a
        retry of a request whose modal was opened does nothing."""
        if incoming.key in self._opened:
            return Done()
        view = _view_of(reply)
        try:
            async with asyncio.timeout(self.open_seconds):
                await self._client.views_open(trigger_id=body.get("trigger_id", ""), view=view)
        except SLACK_ERRORS as error:
            log.warning("slack.form_not_opened", error=error_code(error), why=error)
            return await self._dispatcher.form_not_opened(incoming)
        self._opened[incoming.key or ""] = None
        while len(self._opened) > _MOST_OPENED:
            self._opened.popitem(last=False)
        return Done()

    async def _update_view(self, old: dict[str, Any], reply: Form | Message, incoming: Incoming) -> None:
        """Sends the old view's hash: when a button was pressed twice, Slack refuses to let the second reply replace the
        first."""
        try:
            await self._client.views_update(view_id=old.get("id"), hash=old.get("hash"), view=_view_of(reply))
        except SLACK_ERRORS as error:
            log.warning("slack.form_not_updated", error=error_code(error), why=error)
            if error_code(error) not in _NOT_WAITED_FOR:
                await self._tell(incoming, reply)

    async def _push_view(self, trigger_id: str, refusal: Message, incoming: Incoming) -> None:
        try:
            await self._client.views_push(trigger_id=trigger_id, view=closing_view(refusal))
        except SLACK_ERRORS as error:
            log.warning("slack.form_not_updated", error=error_code(error), why=error)
            await self._tell(incoming, refusal)

    async def _tell(self, incoming: Incoming, reply: Form | Message) -> None:
        """Sends what could not be shown to the person's direct messages; instead of a form, how to do without."""
        message = reply if isinstance(reply, Message) else await self._dispatcher.form_not_opened(incoming)
        try:
            await self._dispatcher.tell(incoming, message)
        except SQLAlchemyError as error:
            log.warning("slack.not_told", error=error)

    def _follow_up(self, body: dict[str, Any], messages: list[Message]) -> None:
        url = body.get("response_url")
        if url and messages:
            self._in_background(self._post_back(str(url), messages[:_MOST_FOLLOW_UPS]))

    async def _post_back(self, url: str, messages: list[Message]) -> None:
        """Posts where the command or button was used, visible to that person only unless the message is public."""
        hook = AsyncWebhookClient(url, session=self._client.session, retry_handlers=[])
        for message in messages:
            try:
                await hook.send(
                    text=message_payload(message)["text"], blocks=blocks_of(message),
                    response_type="in_channel" if message.public else "ephemeral",
                    replace_original=message.replace,
                )  # fmt: skip
            except SLACK_ERRORS as error:
                log.warning("slack.follow_up_failed", error=error_code(error), why=error)

    def _in_background(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(work)
        self._background.add(task)
        task.add_done_callback(self._background.discard)

    async def finish(self, seconds: float) -> None:
        """Waits at most so long for replies that are still being posted."""
        if self._background:
            await asyncio.wait(self._background, timeout=seconds)


def _view_of(reply: Form | Message) -> dict[str, Any]:
    return form_view(reply) if isinstance(reply, Form) else closing_view(reply)


def _at_fields(faults: dict[str, str], view: dict[str, Any]) -> dict[str, str]:
    """Faults by block id. Slack shows a fault only at an input block, so one without a field goes to the text field."""
    inputs = [str(block.get("block_id", "")) for block in view.get("blocks", []) if block.get("type") == "input"]
    general = "comment" if "comment" in inputs or not inputs else inputs[0]
    return {name if name in inputs else general: words for name, words in faults.items()}
