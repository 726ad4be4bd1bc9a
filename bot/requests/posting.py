"""Replies that are messages of their own: queued in the outbox, once for each request."""

from datetime import datetime
from uuid import uuid4

from sqlalchemy.orm import Session

from bot.requests.incoming import Conversation, Incoming
from bot.requests.routing import route
from i18n import Translator
from messages.parts import Button, Buttons, Form, Message, Reply, say
from messages.stored import to_data
from models.outbox import keys
from models.outbox.destinations import to_account
from models.outbox.queue import queue_all, row_of
from models.vocabulary.outbox import DeliveryKind


def post_elsewhere(
    session: Session, incoming: Incoming, reply: Message | Form, where: Conversation, now: datetime
) -> None:
    """Queues a reply that could not be shown where it was asked for."""
    _queue(session, incoming, f"{incoming.key or uuid4().hex}:told", reply, where, now)


def post_reply(session: Session, incoming: Incoming, reply: Reply, t: Translator, now: datetime) -> None:
    """Queues the reply to `incoming.answer_in`. Where a form is no message it cannot be opened, and a button that opens
    it is posted; where it is, it goes to the asker alone."""
    where = incoming.answer_in
    if isinstance(reply, Form) and not (where and where.takes_forms):
        opener = reply.opener or Button(t("Report"), "report", primary=True)
        reply = say(t("Press the button to open the form."), Buttons((opener,)))
    if isinstance(reply, (Message, Form)) and where:
        where = _private_if_personal(incoming, where, isinstance(reply, Form))
        _queue(session, incoming, incoming.key or uuid4().hex, reply, where, now)


def _queue(
    session: Session, incoming: Incoming, key: str, reply: Message | Form, where: Conversation, now: datetime
) -> None:
    row = row_of(keys.reply(key), DeliveryKind.REPLY, incoming.platform, where.destination, now, payload=to_data(reply),
                 thread=where.thread)  # fmt: skip
    queue_all(session, [row])


def _private_if_personal(incoming: Incoming, conversation: Conversation, is_form: bool) -> Conversation:
    """Where the reply is posted: to the asker alone when it is personal or a form and others read the conversation."""
    if conversation.is_public and (is_form or route(incoming.asked).is_personal):
        return Conversation(to_account(incoming.account))
    return conversation
