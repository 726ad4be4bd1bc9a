"""Slack's listeners: one per kind of payload (`bot.slack.entrance.kinds`); `bot.requests.routing` finds the handler.

A listener runs before Bolt answers, so its reply is the HTTP response.
"""

import json
import logging
from collections.abc import Sequence
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.dispatch import Dispatcher
from bot.requests.incoming import Incoming
from bot.slack import decode
from bot.slack.blocks.paging import split
from bot.slack.blocks.views import closing_view, form_view
from bot.slack.entrance.kinds import ByKind
from bot.slack.members import Members
from bot.slack.news import News
from bot.slack.replies import Replies
from bot.slack.text import written
from bot.slack.text.names import NameFinder
from bot.slack.text.written import Listener
from messages.parts import Done, Form, FormFaults, Message, Reply

_JSON: dict[str, str | Sequence[str]] = {"content-type": ["application/json;charset=utf-8"]}


class SlackListeners:
    """Answers each kind of payload."""

    def __init__(
        self, client: AsyncWebClient, signing_secret: str, dispatcher: Dispatcher, members: Members, news: News,
        names: NameFinder,
    ) -> None:  # fmt: skip
        self._client = client
        self._dispatcher = dispatcher
        self._members = members
        self._news = news
        self._names = names
        self.replies = Replies(client, dispatcher)
        self.set_identity({})

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
            reply = await self.replies.open(reply, body, incoming)
        if not isinstance(reply, Message):
            await ack()
            return
        body_json, rest = self.replies.rendered(reply)
        ack.response = BoltResponse(status=200, body=body_json, headers=_JSON)
        self.replies.follow_up(body, rest)

    async def _on_action(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        incoming = decode.read(decode.action, body)
        reply = await self._reply(incoming)
        view = body.get("view")
        if view is not None and view.get("type") == "home":
            # The reply opens as a modal: the home tab has no response_url.
            if isinstance(reply, (Form, Message)):
                opened = await self.replies.open(reply, body, incoming)
                if isinstance(opened, Message):
                    await self.replies.tell(incoming, reply)
            # The button may have changed the home tab that the person is looking at.
            self._dispatcher.on_reply_queued()
        elif view is not None:
            self.replies.show_in_modal(reply, body, view, incoming)
        elif isinstance(reply, Form):
            opened = await self.replies.open(reply, body, incoming)
            self.replies.follow_up(body, split(opened) if isinstance(opened, Message) else [])
        elif isinstance(reply, Message):
            self.replies.follow_up(body, split(reply))
        await ack()

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


def _at_fields(faults: dict[str, str], view: dict[str, Any]) -> dict[str, str]:
    """Faults by block id. Slack shows a fault only at an input block, so one without a field goes to the text field."""
    inputs = [str(block.get("block_id", "")) for block in view.get("blocks", []) if block.get("type") == "input"]
    general = "comment" if "comment" in inputs or not inputs else inputs[0]
    return {name if name in inputs else general: words for name, words in faults.items()}
