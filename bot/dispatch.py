"""Runs the handler of a request: one transaction per request, one effect and one reply however often it is sent."""

import time
from collections.abc import Awaitable, Callable
from datetime import datetime

from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session

from actions.people.whereabouts import note_heard
from bot.requests.error_replies import error_reply, form_not_opened_reply, refusal_reply
from bot.requests.incoming import Conversation, Incoming
from bot.requests.posting import post_elsewhere, post_reply
from bot.requests.reply_cache import ReplyCache, RetryCache
from bot.requests.routing import Matched, route
from bot.requests.stored_replies import AlreadyHandled, store_reply, stored_reply
from bot.telemetry import metrics
from bot.telemetry.logs import request_mark
from bot.transactions import Transactions
from handlers.context import Actor, Context, Refusal
from i18n import Translator
from messages.parts import Form, FormFaults, Message, Reply
from models.operations.audit import coming_by
from models.operations.log import log_of
from models.options import Options
from models.outbox.destinations import to_account
from models.people.directory_cache import load_directory, membership_of
from models.vocabulary.operations import Channel
from models.vocabulary.people import Membership

log = log_of(__name__)

Lookup = Callable[[str], Awaitable[Membership]]


class UnknownMember(Exception):
    """The account is neither in the people file nor in the cache of members."""


class Dispatcher:
    """Answers the requests of every front door."""

    def __init__(self, transactions: Transactions, options: Options, clock: Callable[[], datetime]) -> None:
        self._transactions = transactions
        self.options = options
        self._clock = clock
        # Called when somebody is waiting for a row in the outbox; other rows may wait for the worker's next tick.
        self.on_reply_queued: Callable[[], None] = lambda: None
        self._reply_cache = ReplyCache()
        self._retry_cache = RetryCache()
        # Platforms and accounts whose person was last heard on another platform.
        self._heard_anew: set[tuple[str, str]] = set()

    async def run(self, incoming: Incoming, lookup: Lookup | None = None) -> Reply:
        """The reply to a request. `lookup` asks the platform for the membership of an account that is not stored.

        An error becomes a reply. It is raised only when the database is unavailable and the reply would have to be
        posted: the platform must then see the request fail, so that it retries.
        """
        reply: Reply
        code, began = request_mark(), time.perf_counter()
        try:
            return await self._run_as_member(incoming, lookup)
        except Refusal as refusal:
            reply = refusal_reply(incoming.asked, refusal, await self.translator(incoming))
        except (OperationalError, InterfaceError, PoolTimeout) as error:
            metrics.database_away.inc()
            log.warning("database.unavailable", error=error)
            if incoming.answer_in:
                raise
            return error_reply(incoming.asked, "", self.options.translator())
        except Exception:
            metrics.program_erred.inc()
            log.exception("handler.failed", code=code, asked=type(incoming.asked).__name__)
            reply = error_reply(incoming.asked, code, await self.translator(incoming))
        finally:
            metrics.handled(incoming.asked, began)
        if incoming.answer_in:
            await self._transactions.write(lambda session: self._post(session, incoming, reply))
        return reply

    async def _note_where_heard(self, incoming: Incoming) -> None:
        """Remembers on which of several platforms a person was last heard, since they are asked there."""
        where = (incoming.platform, incoming.account)
        if where in self._heard_anew:
            self._heard_anew.discard(where)
            await self._transactions.write(lambda session: note_heard(session, *where))

    async def tell(self, incoming: Incoming, reply: Message | Form, where: Conversation | None = None) -> None:
        """Sends a reply that could not be shown where it was asked for: to the asker's direct messages, or `where`.
        Once for each key. A form is sent where a form is a message."""
        where = where or Conversation(to_account(incoming.account))
        await self._transactions.write(lambda session: post_elsewhere(session, incoming, reply, where, self._clock()))
        self.on_reply_queued()

    async def form_not_opened(self, incoming: Incoming) -> Message:
        """The reply when the platform did not open the form that `run` returned."""
        return form_not_opened_reply(await self.translator(incoming), self.options.commands["report"])

    async def _run_as_member(self, incoming: Incoming, lookup: Lookup | None) -> Reply:
        try:
            reply = await self._transact(incoming, None)
        except UnknownMember:
            membership = await lookup(incoming.account) if lookup else Membership.UNKNOWN
            reply = await self._transact(incoming, membership)
        await self._note_where_heard(incoming)
        return reply

    async def _transact(self, incoming: Incoming, membership: Membership | None) -> Reply:
        matched = route(incoming.asked)
        if matched.writes or incoming.answer_in:
            return await self._write(incoming, matched, membership)
        reply = self._retry_cache.find(incoming.key)
        if reply is None:
            reply = await self._read(incoming, matched, membership)
            self._retry_cache.keep(incoming.key, reply)
        return reply

    async def _read(self, incoming: Incoming, matched: Matched, membership: Membership | None) -> Reply:
        """Runs a reading handler, unless the same question was answered since the database last changed."""
        version = self._transactions.version() if matched.cacheable and membership is None else None
        minute = self._clock().replace(second=0, microsecond=0)
        question = (incoming.platform, incoming.account, incoming.asked, minute)
        if version is not None and (cached := self._reply_cache.find(question, version)) is not None:
            return cached
        reply = await self._transactions.read(lambda s: matched.handler(self._context(s, incoming, membership)))
        self._reply_cache.keep(question, version, reply)
        return reply

    async def _write(self, incoming: Incoming, matched: Matched, membership: Membership | None) -> Reply:
        """Runs a writing handler; a retry gets the stored reply. A retry also refuses where the first run succeeded,
        since the handler sees what that run changed: so a stored reply outranks a refusal."""
        try:
            reply = await self._transactions.write(
                lambda s: self._handle_once(s, incoming, matched, membership), is_repeatable=incoming.key is not None
            )
        except (Refusal, AlreadyHandled):
            stored = await self._transactions.read(lambda s: stored_reply(s, incoming.key))
            if stored is None:
                raise
            return stored
        if incoming.answer_in:
            self.on_reply_queued()
        return reply

    def _handle_once(
        self, session: Session, incoming: Incoming, matched: Matched, membership: Membership | None
    ) -> Reply:
        ctx = self._context(session, incoming, membership)
        person = ctx.actor.person
        with coming_by(session, _channel(incoming.platform), person.id if person else None):
            reply = matched.handler(ctx)
        if incoming.answer_in:
            self._post(session, incoming, reply)
        if incoming.key is None:
            return reply
        # A form with faults is corrected and submitted again under the same key, so its reply is not stored.
        if not isinstance(reply, FormFaults):
            store_reply(session, incoming.key, ctx.now, None if incoming.answer_in else reply)
        elif stored_reply(session, incoming.key) is not None:
            # The form has faults now because of what its first run changed.
            raise AlreadyHandled
        return reply

    def _context(self, session: Session, incoming: Incoming, membership: Membership | None) -> Context:
        """The handler's context. Raises UnknownMember when no membership is given and none is stored. An account that
        the people file names is its person's whatever it is; one that was found by its address only as a full
        member's."""
        directory = load_directory(session)
        person = directory.by_account(incoming.platform, incoming.account)
        if person is not None and len(self.options.platforms) > 1 and person.heard_on != incoming.platform:
            self._heard_anew.add((incoming.platform, incoming.account))
        by_address = person is not None and person.was_found_on(incoming.platform)
        if person is not None and not by_address:
            membership = Membership.FULL
        membership = membership or membership_of(session, incoming.platform, incoming.account)
        if membership is None:
            raise UnknownMember
        if by_address and membership is not Membership.FULL:
            person = None
        in_management = incoming.channel != "" and incoming.channel == self.options.management.get(incoming.platform)
        actor = Actor(incoming.platform, incoming.account, person, membership, in_management)
        is_public = incoming.answer_in is not None and incoming.answer_in.is_public
        t = self.options.translator(person)
        return Context(session, actor, self._clock(), t, self.options, directory, is_public)

    def _translator(self, session: Session, incoming: Incoming) -> Translator:
        return self.options.translator(load_directory(session).by_account(incoming.platform, incoming.account))

    async def translator(self, incoming: Incoming) -> Translator:
        """The asker's language; the installation's when the database does not answer."""
        try:
            return await self._transactions.read(lambda session: self._translator(session, incoming))
        except Exception:
            return self.options.translator()

    def _post(self, session: Session, incoming: Incoming, reply: Reply) -> None:
        post_reply(session, incoming, reply, self._translator(session, incoming), self._clock())


def _channel(platform: str) -> Channel:
    return Channel.WEB if platform == "web" else Channel.CHAT
