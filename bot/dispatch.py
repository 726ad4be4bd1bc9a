"""Runs a handler: one transaction per request. Refusals become sentences, surprises get a code that is in the log."""

import hashlib
import re
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import uuid4

import structlog
from sqlalchemy import Select, select
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session

from bot.operations import metrics
from bot.operations.logs import request_mark
from bot.reply_cache import ReplyCache
from bot.transactions import Transactions
from handlers.context import (
    Actor,
    Asked,
    Context,
    FormChanged,
    FormClosed,
    HomeOpened,
    Pressed,
    Refusal,
    Said,
    Submitted,
)
from handlers.home.commands import home_opened
from handlers.routes import (
    BUTTONS,
    COMMAND_BY_NAME,
    FORM_BUTTONS,
    FORM_KEEPERS,
    FORMS,
    parse,
    unknown_command,
)  # fmt: skip
from i18n import Translator
from messages.parts import (
    Button,
    Buttons,
    Done,
    Form,
    FormFaults,
    Message,
    Quote,
    Reply,
    Small,
    plain_words,
    say,
)  # fmt: skip
from messages.stored import from_data, to_data
from models.operations.tables import InboundRequest
from models.options import Options
from models.outbox import keys
from models.outbox.queue import queue_all, row_of
from models.people.registers import load_directory, membership_of
from models.rules.text import storable
from models.storage.database import dialect_of, insert_for
from models.vocabulary import DeliveryKind, Membership

log = structlog.get_logger()

RETRY_WINDOW_SECONDS = 300
_REMEMBERED_READS = 4000
Lookup = Callable[[str], Awaitable[Membership]]
Route = Callable[[Context], Reply]


@dataclass(frozen=True)
class Place:
    """A conversation, as `Delivery.destination`, the platform's id of a thread in it, and whether others read it."""

    destination: str
    thread: str | None = None
    is_public: bool = False


@dataclass(frozen=True)
class Way:
    """Where a request goes: the handler, and what its route says of it (`routes.Command`)."""

    handler: Route
    writes: bool = False
    cacheable: bool = False


@dataclass(frozen=True)
class Incoming:
    """One request of a platform. `key` names it for retries, None where the platform has no mark for it. `answer_in` is
    the conversation that the reply is posted to, for requests that cannot be answered in place."""

    platform: str
    account: str
    asked: Asked
    key: str | None = None
    answer_in: Place | None = None


class UnknownMember(Exception):
    """The account is neither in the people file nor in the cache of members."""


class _AnsweredBefore(Exception):
    """Another run of the same request has had its effect; this one's is rolled back."""


class Dispatcher:
    """Takes requests from every front door."""

    def __init__(self, transactions: Transactions, options: Options, clock: Callable[[], datetime]) -> None:
        self._transactions = transactions
        self.options = options
        self._clock = clock
        # Somebody waits for what was put into the outbox; everything else may wait for the worker's next look.
        self.on_reply_queued: Callable[[], None] = lambda: None
        self._reply_cache = ReplyCache()
        self._reads: OrderedDict[str, tuple[float, Reply]] = OrderedDict()

    async def run(self, incoming: Incoming, lookup: Lookup | None = None) -> Reply:
        """The reply. `lookup` asks the platform about an account that nobody knows.

        Raises only when the database is away and the request cannot be answered in place: nobody could be told that it
        is not stored, so the platform must hear that it was not taken in, and send it again.
        """
        reply: Reply
        code, began = request_mark(), time.perf_counter()
        try:
            return await self._known(incoming, lookup)
        except Refusal as refusal:
            reply = _in_form(incoming.asked, str(refusal)) or say(str(refusal))
        except (OperationalError, InterfaceError, PoolTimeout) as error:
            metrics.database_away.inc()
            log.warning("database.unavailable", error=error)
            if incoming.answer_in:
                raise
            return self._sorry(incoming, "", self.options.translator())
        except Exception:
            metrics.program_erred.inc()
            log.exception("handler.failed", code=code, asked=type(incoming.asked).__name__)
            reply = self._sorry(incoming, code, await self._speak(incoming))
        finally:
            metrics.handled(incoming.asked, began)
        if incoming.answer_in:
            await self._transactions.write(lambda session: self._post(session, incoming, reply))
        return reply

    async def _known(self, incoming: Incoming, lookup: Lookup | None) -> Reply:
        try:
            return await self._transact(incoming, None)
        except UnknownMember:
            found = await lookup(incoming.account) if lookup else Membership.UNKNOWN
        return await self._transact(incoming, found)

    async def _transact(self, incoming: Incoming, membership: Membership | None) -> Reply:
        way = route(incoming.asked)
        if way.writes or incoming.answer_in:
            return await self._write(incoming, way, membership)
        key = incoming.key
        if key and (kept := self._reads.get(key)) and kept[0] > time.monotonic():
            return kept[1]
        reply = await self._read(incoming, way, membership)
        if key:
            self._reads[key] = (time.monotonic() + RETRY_WINDOW_SECONDS, reply)
            while len(self._reads) > _REMEMBERED_READS:
                self._reads.popitem(last=False)
        return reply

    async def _read(self, incoming: Incoming, way: Way, membership: Membership | None) -> Reply:
        """Runs a reading handler, unless the reply to the same question is still true."""
        version = self._transactions.version() if way.cacheable and membership is None else None
        minute = self._clock().replace(second=0, microsecond=0)
        question = (incoming.platform, incoming.account, incoming.asked, minute)
        if version is not None and (kept := self._reply_cache.find(question, version)) is not None:
            return kept
        reply = await self._transactions.read(lambda s: way.handler(self._context(s, incoming, membership)))
        self._reply_cache.keep(question, version, reply)
        return reply

    async def _write(self, incoming: Incoming, way: Way, membership: Membership | None) -> Reply:
        """Runs a writing handler. A request that has been answered before, and only such a one, gets its stored reply:
        the reply is stored in the transaction of its effect, under the platform's mark for the request."""
        try:
            reply = await self._transactions.write(
                lambda s: self._once(s, incoming, way, membership), is_repeatable=incoming.key is not None
            )
        except (Refusal, _AnsweredBefore):
            stored = await self._transactions.read(lambda s: s.execute(_kept(incoming.key)).first())
            if stored is None:
                raise
            return _from_stored(stored.reply)
        if incoming.answer_in:
            self.on_reply_queued()
        return reply

    def _once(self, session: Session, incoming: Incoming, way: Way, membership: Membership | None) -> Reply:
        ctx = self._context(session, incoming, membership)
        reply = way.handler(ctx)
        if incoming.answer_in:
            self._post(session, incoming, reply)
        # A form with faults is mended and sent again under the same mark.
        if incoming.key is not None and not isinstance(reply, FormFaults):
            # What was posted is not given again.
            data = None if incoming.answer_in else to_data(reply)
            _remember(session, incoming.key, ctx.now, data)
        elif incoming.key is not None and session.execute(_kept(incoming.key)).first():
            # What the form did the first time is why it has faults now.
            raise _AnsweredBefore
        return reply

    def _context(self, session: Session, incoming: Incoming, membership: Membership | None) -> Context:
        directory = load_directory(session)
        person = directory.by_account(incoming.platform, incoming.account)
        known = membership or (Membership.FULL if person else None)
        known = known or membership_of(session, incoming.platform, incoming.account)
        if known is None:
            raise UnknownMember
        actor = Actor(incoming.platform, incoming.account, person, known)
        is_public = incoming.answer_in is not None and incoming.answer_in.is_public
        t = self.options.translator(person)
        return Context(session, actor, self._clock(), t, self.options, directory, is_public)

    def _translator(self, session: Session, incoming: Incoming) -> Translator:
        return self.options.translator(load_directory(session).by_account(incoming.platform, incoming.account))

    async def _speak(self, incoming: Incoming) -> Translator:
        """In the asker's language if the database answers."""
        try:
            return await self._transactions.read(lambda session: self._translator(session, incoming))
        except Exception:
            return self.options.translator()

    def _post(self, session: Session, incoming: Incoming, reply: Reply) -> None:
        """Queues the reply to something said in a conversation, where no form can be opened."""
        if isinstance(reply, Form):
            t = self._translator(session, incoming)
            opener = reply.opener or Button(t("Report"), "report", primary=True)
            reply = say(t("Press the button to open the form."), Buttons((opener,)))
        if isinstance(reply, Message) and incoming.answer_in:
            key, place = keys.reply(incoming.key or uuid4().hex), incoming.answer_in
            row = row_of(key, DeliveryKind.REPLY, incoming.platform, place.destination, self._clock(),
                         payload=to_data(reply), thread=place.thread)  # fmt: skip
            queue_all(session, [row])

    async def form_not_opened(self, incoming: Incoming) -> Message:
        """When the platform did not open a form."""
        t, command = await self._speak(incoming), self.options.commands["report"]
        return say(t("The form could not be opened. Try again, or answer in a line of text: {example}",
                     example=f"/{command} 14 " + t("green") + " …"))  # fmt: skip

    def _sorry(self, incoming: Incoming, code: str, t: Translator) -> Reply:
        """When the database is away (no code) or the program erred; what was written stays or is handed back."""
        words = t("It cannot be done just now. Try again in a moment; what you wrote is still here.")
        if code:
            words = t("Something went wrong. Tell the coordinator the code {code} and try again.", code=code)
        match incoming.asked:
            case Said(_, text) if text:
                return say(words, Small(t("You wrote:")), Quote(storable(text)))
            case _:
                return _in_form(incoming.asked, words) or say(words)


_unknown_seen: set[tuple[str, str]] = set()


def _kept(key: str | None) -> Select[Any]:
    return select(InboundRequest.reply).where(InboundRequest.key == key)


@cache
def _new_reply(dialect: str) -> Any:
    return insert_for(dialect, InboundRequest).on_conflict_do_nothing().returning(InboundRequest.key)


def _remember(session: Session, key: str, at: datetime, reply: dict[str, Any] | None) -> None:
    """Stores a reply under its request's key. When there is one already, nothing of this transaction is stored."""
    values = {"key": key, "at": at, "reply": reply}
    if session.connection().execute(_new_reply(dialect_of(session)), values).first() is None:
        raise _AnsweredBefore


def _in_form(asked: Asked, words: str) -> Reply | None:
    """A sentence told where a form is: over it, so that nothing takes the place of what is written in it."""
    if isinstance(asked, (FormChanged, FormClosed)):
        return Done()
    in_form = isinstance(asked, Submitted) or (isinstance(asked, Pressed) and asked.action in FORM_BUTTONS)
    return FormFaults({"": words}) if in_form else None


def route(asked: Asked) -> Way:
    """The way of a request."""
    match asked:
        case Said(command, words):
            return _route_words(command, words)
        case Pressed(action, value, state, values):
            if in_form := FORM_BUTTONS.get(action):
                return Way(lambda ctx: in_form(ctx, state, values), writes=True)
            if press := BUTTONS.get(action):
                return Way(lambda ctx: press.handler(ctx, value), press.writes, press.cacheable)
            _note_unknown("button", action)
            return Way(_no_longer)
        case Submitted(form, state, values):
            if handler := FORMS.get(form):
                return Way(lambda ctx: handler(ctx, state, values), writes=True)
            _note_unknown("form", form)
            # As a fault, so that the form stays open with what was written in it.
            return Way(lambda ctx: FormFaults({"": plain_words(_no_longer(ctx))}))
        case FormChanged(form, state, values) | FormClosed(form, state, values):
            keep = FORM_KEEPERS.get(form)
            return (
                Way(lambda ctx: keep(ctx, state, values), writes=True) if keep and values else Way(lambda _ctx: Done())
            )
        case HomeOpened():
            return Way(home_opened, writes=True)


def _route_words(command: str, words: str) -> Way:
    """`command` is a name of `COMMANDS`, or `all` when the words begin with one."""
    found = COMMAND_BY_NAME.get(command)
    rest = words = storable(words).strip()
    if found is None:
        found, rest = parse(words) if words else (COMMAND_BY_NAME["help"], "")
    if found is None:
        _note_unknown("command", words.split(maxsplit=1)[0])
        return Way(lambda ctx: unknown_command(ctx, words))
    handler = found.handler
    writes = found.writes == "always" or (found.writes == "words" and bool(rest))
    return Way(lambda ctx: handler(ctx, rest), writes, found.cacheable)


def _no_longer(ctx: Context) -> Message:
    """A button or form of an older version."""
    return say(ctx.t("This no longer works. Write “help” to see what you can do."))


def _note_unknown(kind: str, name: str) -> None:
    """One line per name; of what a person wrote only a single word, and only if it looks like a command's name."""
    name = name if kind != "command" or re.fullmatch(r"/?[\w-]{1,32}", name) else "…"
    if (kind, name) not in _unknown_seen and len(_unknown_seen) < 1000:
        _unknown_seen.add((kind, name))
        log.warning("route.unknown", kind=kind, name=name[:100])


def _from_stored(data: Any) -> Reply:
    reply: Reply = from_data(data) if data else Done()
    return reply


def digest(*parts: str) -> str:
    """A key for a request from the platform's marks for it."""
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:40]
