"""Sends, rewrites and removes one message in Teams (`scheduler.outbox.messenger.Messenger`)."""

import copy
from collections.abc import Callable
from datetime import datetime
from typing import Any

from actions.people.conversations import BLOCKED, NOT_INSTALLED
from bot.addresses.files import FileLinks
from bot.addresses.outgoing import service_url
from bot.outcomes import reported
from bot.teams.cards.activities import activity_of_form
from bot.teams.cards.files import activity_of_link, activity_of_picture, is_picture
from bot.teams.cards.marks import marked
from bot.teams.cards.paging import split
from bot.teams.cards.render import activity_of
from bot.teams.connector.client import FORBIDDEN, GONE, Connector, conversation_path
from bot.teams.connector.gate import Gate
from bot.teams.conversations import Conversations
from bot.teams.decode import DELIVERY, PLATFORM, is_threaded
from bot.transactions import Transactions
from messages.parts import File, Form, Message
from models.outbox.conversations import Met, conversation_met, newest_service, where_met
from scheduler.outbox.messenger import (
    Address,
    Begin,
    CallFailed,
    History,
    MessageRef,
    Outcome,
    Permanent,
    Sent,
    Temporary,
    Uncertain,
)  # fmt: skip

# The service of a conversation that is not stored; Microsoft's own libraries begin there, too.
_ANY_SERVICE = "https://smba.trafficmanager.net/teams/"
# There is no address by which a file can be handed out (MALVAKTEN_BASE_URL).
NO_ADDRESS = "no_base_url"
# A bot cannot read what it has sent.
NO_HISTORY = History(None, "no_history", refused=True)
# How the error codes of a channel are called (`models.operations.trouble.CHANNEL_GONE`).
_OF_CHANNEL = {FORBIDDEN: "not_in_channel", GONE: "channel_not_found"}
_OF_PERSON = {FORBIDDEN: BLOCKED, GONE: NOT_INSTALLED}


class TeamsMessenger:
    """Sends as the bot with this client id; `hosts` are those that may be called."""

    platform = PLATFORM

    def __init__(
        self, connector: Connector, transactions: Transactions, conversations: Conversations, hosts: frozenset[str],
        client_id: str, tenant: str, gate: Gate, links: FileLinks | None = None,
        on_token_refused: Callable[[str], None] = lambda _code: None,
    ) -> None:  # fmt: skip
        self._connector, self._transactions, self._conversations = connector, transactions, conversations
        self._hosts, self._client_id, self._tenant = hosts, client_id, tenant
        self._gate, self._links, self._on_token_refused = gate, links, on_token_refused
        self._begins: Begin | None = None

    def beginning(self, begin: Begin) -> "TeamsMessenger":
        one = copy.copy(self)
        one._begins = begin
        return one

    def split(self, message: Message) -> list[Message]:
        return split(message)

    async def post(self, address: Address, message: Message, token: str) -> Outcome:
        return await self._post(address, activity_of(message), token)

    async def post_form(self, address: Address, form: Form, token: str) -> Outcome:
        return await self._post(address, activity_of_form(form), token)

    async def _post(self, address: Address, activity: dict[str, Any], token: str) -> Outcome:
        """Posts to the address. A failure to find the conversation is never uncertain: nothing was posted."""
        try:
            met = await self._where(address)
        except CallFailed as failed:
            outcome = failed.outcome
            if isinstance(outcome, Uncertain):
                return Temporary(outcome.error)
            return reported(outcome, self._on_token_refused)
        if met is None:
            return Permanent(NOT_INSTALLED)
        conversation = met.conversation
        if address.thread and is_threaded(conversation):
            conversation = f"{conversation};messageid={address.thread}"
        path = conversation_path(conversation, "activities")
        try:
            await self._connector.get_ready()
            await self._gate.wait(self._begins)
            answer = await self._connector.call("POST", met.service_url, path, marked(activity, {DELIVERY: token}))
        except CallFailed as failed:
            return await self._refused(failed.outcome, met.conversation, is_threaded(met.conversation))
        return Sent(MessageRef(conversation, str(answer.get("id") or "")))

    async def upload(self, address: Address, file: File, token: str) -> Outcome:
        """A picture is sent within a message. Other files a bot may only offer to one person, in a way of its own: so
        a link is sent, by which the program hands the file out."""
        if is_picture(file):
            return await self._post(address, activity_of_picture(file), token)
        receiver = address.account or address.channel
        if self._links is None or not receiver:
            return Permanent(NO_ADDRESS if receiver else NOT_INSTALLED)
        return await self._post(address, activity_of_link(file, self._links.url(token, receiver)), token)

    async def look_for_file(self, address: Address, token: str, since: datetime) -> History:
        return await self.look(address, token, since)

    async def remove_file(self, ref: MessageRef) -> Outcome:
        return await self.remove(ref)

    async def rewrite(self, ref: MessageRef, message: Message, token: str) -> Outcome:
        """Teams loses messages now and then (404): then a person gets a new one. What stands in a channel is not said
        twice, and nothing is when it is not known whether the new one has arrived."""
        activity = marked(activity_of(message), {DELIVERY: token})
        outcome = await self.update(ref, activity)
        if outcome != Permanent(GONE) or is_threaded(ref.channel):
            return outcome
        outcome = await self._post(Address(channel=ref.channel), activity, token)
        return Permanent(f"new_message_{outcome.error}") if isinstance(outcome, Uncertain) else outcome

    async def update(self, ref: MessageRef, activity: dict[str, Any]) -> Outcome:
        """Replaces a message by an activity."""
        path = conversation_path(ref.channel, "activities", ref.message)
        try:
            service = await self._service_of(ref.channel)
            await self._gate.wait()
            await self._connector.call("PUT", service, path, {**activity, "id": ref.message})
        except CallFailed as failed:
            return reported(failed.outcome, self._on_token_refused)
        return Sent(ref)

    async def look(self, address: Address, token: str, since: datetime) -> History:  # noqa: ARG002 - there is no history
        return NO_HISTORY

    async def remove(self, ref: MessageRef) -> Outcome:
        try:
            path = conversation_path(ref.channel, "activities", ref.message)
            await self._connector.call("DELETE", await self._service_of(ref.channel), path)
        except CallFailed as failed:
            return failed.outcome
        return Sent(ref)

    async def _refused(
        self, outcome: Permanent | Temporary | Uncertain, conversation: str, is_channel: bool
    ) -> Outcome:
        """The outcome, in the words of the outbox. A person who may not be written to any more is not tried again
        there, until the bot is installed for them anew."""
        if not isinstance(outcome, Permanent):
            return reported(outcome, self._on_token_refused)
        if is_channel:
            return Permanent(_OF_CHANNEL.get(outcome.error, outcome.error))
        if outcome.error in _OF_PERSON:
            await self._conversations.end(conversation)
        return Permanent(_OF_PERSON.get(outcome.error, outcome.error))

    async def _where(self, address: Address) -> Met | None:
        """The conversation of an address; None for a person who has none and cannot be given one. Raises CallFailed."""
        if address.channel:
            conversation = address.channel.partition(";messageid=")[0]
            return Met(conversation, await self._service_of(conversation))
        account = address.account
        if not account:
            return None
        found = await self._transactions.read(lambda session: where_met(session, PLATFORM, account))
        met = next((each for each in found if service_url(each.service_url, self._hosts)), None)
        if met is None or met.is_personal:
            return met
        return await self._begin(met)

    async def _begin(self, met: Met) -> Met | None:
        """A personal conversation with somebody who has been met in a channel; the same one each time."""
        if not met.member:
            return None
        body = {
            "isGroup": False, "bot": {"id": f"28:{self._client_id}"}, "members": [{"id": met.member}],
            "tenantId": self._tenant, "channelData": {"tenant": {"id": self._tenant}},
        }  # fmt: skip
        try:
            answer = await self._connector.call("POST", met.service_url, "conversations", body)
        except CallFailed as failed:
            if isinstance(failed.outcome, Permanent):
                return None
            raise
        new = Met(str(answer.get("id") or ""), met.service_url, met.account, met.member, "", is_personal=True)
        if not new.conversation:
            return None
        await self._conversations.meet(new)
        return new

    async def _service_of(self, conversation: str) -> str:
        """The address of the service for a conversation. Raises CallFailed when none may be called."""
        plain = conversation.partition(";messageid=")[0]

        def known(session: Any) -> list[str | None]:
            met = conversation_met(session, PLATFORM, plain)
            return [met.service_url if met else None, newest_service(session, PLATFORM)]

        urls = (*await self._transactions.read(known), _ANY_SERVICE)
        found = next((url for each in urls if each and (url := service_url(each, self._hosts))), None)
        if found is None:
            raise CallFailed(Permanent("no_service_url"))
        return found
