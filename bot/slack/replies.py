"""How replies reach people in Slack: in the response, after it, in a modal, or in direct messages."""

import asyncio
import json
from collections import OrderedDict
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient
from sqlalchemy.exc import SQLAlchemyError

from bot.background import Background
from bot.dispatch import Dispatcher
from bot.requests.incoming import Incoming
from bot.slack.blocks.paging import split
from bot.slack.blocks.render import blocks_of, message_payload
from bot.slack.blocks.views import closing_view, form_view
from bot.slack.calls import SLACK_ERRORS, error_code
from messages.parts import Done, Form, FormFaults, Message, Reply, say
from models.operations.log import log_of

log = log_of(__name__)
# The view has changed since, by the same button pressed twice, or the person has closed it.
_NOT_WAITED_FOR = {"hash_conflict", "not_found"}
# response_url takes five posts.
_MOST_FOLLOW_UPS = 5
_MOST_RENDERED = 64
_MOST_OPENED = 2000


class Replies:
    """Each reply goes to where the request was made, if Slack still takes it there."""

    # A trigger lives three seconds, and Slack waits three for the answer.
    open_seconds = 2.0

    def __init__(self, client: AsyncWebClient, dispatcher: Dispatcher) -> None:
        self._client, self._dispatcher = client, dispatcher
        self._background = Background()
        self._opened: OrderedDict[str, None] = OrderedDict()
        self._rendered: OrderedDict[int, tuple[Message, str, list[Message]]] = OrderedDict()

    def rendered(self, reply: Message) -> tuple[str, list[Message]]:
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

    def show_in_modal(self, reply: Reply, body: dict[str, Any], view: dict[str, Any], incoming: Incoming) -> None:
        """Shows the reply to a button in a modal in the modal's place; a refusal in a modal over it, so that what is
        written in it stays."""
        if isinstance(reply, (Form, Message)):
            self._background.start(self._update_view(view, reply, incoming))
        elif isinstance(reply, FormFaults):
            refusal = say(*reply.faults.values())
            self._background.start(self._push_view(str(body.get("trigger_id", "")), refusal, incoming))

    async def open(self, reply: Form | Message, body: dict[str, Any], incoming: Incoming) -> Reply:
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
                await self.tell(incoming, reply)

    async def _push_view(self, trigger_id: str, refusal: Message, incoming: Incoming) -> None:
        try:
            await self._client.views_push(trigger_id=trigger_id, view=closing_view(refusal))
        except SLACK_ERRORS as error:
            log.warning("slack.form_not_updated", error=error_code(error), why=error)
            await self.tell(incoming, refusal)

    async def tell(self, incoming: Incoming, reply: Form | Message) -> None:
        """Sends what could not be shown to the person's direct messages; instead of a form, how to do without."""
        message = reply if isinstance(reply, Message) else await self._dispatcher.form_not_opened(incoming)
        try:
            await self._dispatcher.tell(incoming, message)
        except SQLAlchemyError as error:
            log.warning("slack.not_told", error=error)

    def follow_up(self, body: dict[str, Any], messages: list[Message]) -> None:
        url = body.get("response_url")
        if url and messages:
            self._background.start(self._post_back(str(url), messages[:_MOST_FOLLOW_UPS]))

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

    async def finish(self, seconds: float) -> None:
        """Waits at most so long for replies that are still being posted."""
        await self._background.wait(seconds)


def _view_of(reply: Form | Message) -> dict[str, Any]:
    return form_view(reply) if isinstance(reply, Form) else closing_view(reply)
