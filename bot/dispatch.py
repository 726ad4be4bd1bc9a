"""Runs a handler: one transaction per request. Refusals become sentences, surprises get a code that is in the log."""

import hashlib
import secrets
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import delete, select, update
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session

from bot.transactions import Transactions
from handlers.context import Actor, Asked, Context, FormClosed, Options, Pressed, Refusal, Said, Submitted
from handlers.message import Button, Buttons, Done, Form, FormFaults, Message, Quote, Reply, Small, say
from handlers.message_data import from_data, to_data
from handlers.routes import BUTTONS, COMMAND_BY_NAME, FORMS, parse, unknown_command
from models.directory import load_directory, membership_of
from models.ledger import InboundRequest
from models.organisation import Member
from models.outbox import insert_once, queue
from models.vocabulary import DeliveryKind, Membership

log = structlog.get_logger()

RETRY_WINDOW_SECONDS = 300
_REMEMBERED_READS = 4000
Lookup = Callable[[str], Awaitable[Membership]]
Route = Callable[[Context], Reply]


@dataclass(frozen=True)
class Place:
    """A conversation, as `Delivery.destination`, and the platform's id of a thread in it."""

    destination: str
    thread: str | None = None


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


class Dispatcher:
    """Takes requests from every front door."""

    def __init__(self, transactions: Transactions, options: Options, clock: Callable[[], datetime]) -> None:
        self._transactions = transactions
        self.options = options
        self._clock = clock
        # Told after every write: something may have been put into the outbox.
        self.on_write: Callable[[], None] = lambda: None
        self._reads: OrderedDict[str, tuple[float, Reply]] = OrderedDict()

    async def run(self, incoming: Incoming, lookup: Lookup | None = None) -> Reply:
        """The reply; never raises. `lookup` asks the platform about an account that nobody knows."""
        reply: Reply
        try:
            return await self._known(incoming, lookup)
        except Refusal as refusal:
            reply = FormFaults({"": str(refusal)}) if isinstance(incoming.asked, Submitted) else say(str(refusal))
        except (OperationalError, InterfaceError, PoolTimeout) as error:
            log.warning("database.unavailable", error=type(error).__name__)
            return self._sorry(incoming, "")
        except Exception:
            code = secrets.token_hex(3)
            log.exception("handler.failed", code=code, asked=type(incoming.asked).__name__)
            reply = self._sorry(incoming, code)
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
        handler, writes = route(incoming.asked)
        if writes or incoming.answer_in:
            written = await self._transactions.write(lambda s: self._once(s, incoming, handler, membership))
            self.on_write()
            return written
        key = incoming.key
        if key and (kept := self._reads.get(key)) and kept[0] > time.monotonic():
            return kept[1]
        reply = await self._transactions.read(lambda s: handler(self._context(s, incoming, membership)))
        if key:
            self._reads[key] = (time.monotonic() + RETRY_WINDOW_SECONDS, reply)
            while len(self._reads) > _REMEMBERED_READS:
                self._reads.popitem(last=False)
        return reply

    def _once(self, session: Session, incoming: Incoming, handler: Route, membership: Membership | None) -> Reply:
        """Runs a writing handler unless this very request has been answered: its reply is stored with its effect."""
        if incoming.key is None:
            return handler(self._context(session, incoming, membership))
        now = self._clock()
        claim = insert_once(session, InboundRequest).values(key=incoming.key, at=now)
        if session.connection().execute(claim.on_conflict_do_nothing()).rowcount == 0:
            kept = select(InboundRequest.reply).where(InboundRequest.key == incoming.key)
            return _from_stored(session.execute(kept).scalar())
        reply = handler(self._context(session, incoming, membership))
        if incoming.answer_in:
            self._post(session, incoming, reply)
        mine = InboundRequest.key == incoming.key
        if isinstance(reply, FormFaults):
            # The person mends the form and sends it again under the same mark.
            session.execute(delete(InboundRequest).where(mine))
        else:
            session.execute(update(InboundRequest).where(mine).values(reply=to_data(reply)))
        return reply

    def _context(self, session: Session, incoming: Incoming, membership: Membership | None) -> Context:
        person = load_directory(session).by_account(incoming.platform, incoming.account)
        known = membership or (Membership.FULL if person else None)
        known = known or membership_of(session, incoming.platform, incoming.account)
        if known is None:
            raise UnknownMember
        actor = Actor(incoming.platform, incoming.account, person, known)
        return Context(session, actor, self._clock(), self.options.translator(person), self.options)

    def _post(self, session: Session, incoming: Incoming, reply: Reply) -> None:
        """Queues the reply to something said in a conversation, where no form can be opened."""
        if isinstance(reply, Form):
            t = self.options.translator()
            reply = Message((Buttons((Button(t("Report"), "report", primary=True),)),))
        if isinstance(reply, Message) and incoming.answer_in:
            queue(session, f"reply:{incoming.key}", DeliveryKind.REPLY, incoming.platform,
                  incoming.answer_in.destination, self._clock(), payload=to_data(reply),
                  thread=incoming.answer_in.thread)  # fmt: skip

    def form_not_opened(self) -> Message:
        """When the platform did not open a form."""
        t, command = self.options.translator(), self.options.commands["report"]
        return say(t("The form could not be opened. Try again, or answer in a line of text: {example}",
                     example=f"/{command} 14 " + t("green") + " …"))  # fmt: skip

    def _sorry(self, incoming: Incoming, code: str) -> Reply:
        """When the database is away (no code) or the program erred; what was written stays or is handed back."""
        t = self.options.translator()
        words = t("It cannot be done just now. Try again in a moment; what you wrote is still here.")
        if code:
            words = t("Something went wrong. Tell the coordinator the code {code} and try again.", code=code)
        match incoming.asked:
            case Submitted():
                return FormFaults({"": words})
            case Said(_, text) if text:
                return say(words, Small(t("You wrote:")), Quote(text))
            case _:
                return say(words)


_unknown_seen: set[str] = set()


def route(asked: Asked) -> tuple[Route, bool]:
    """The handler of a request, and whether it may change anything."""
    match asked:
        case Said(command, words):
            return _route_words(command, words)
        case Pressed(action, value):
            if press := BUTTONS.get(action):
                return lambda ctx: press.handler(ctx, value), press.writes
            return _unknown("button", action)
        case Submitted(form, state, values):
            if handler := FORMS.get(form):
                return lambda ctx: handler(ctx, state, values), True
            return _unknown("form", form)
        case FormClosed():
            return lambda _ctx: Done(), False


def _route_words(command: str, words: str) -> tuple[Route, bool]:
    """`command` is a name of `COMMANDS`, or `all` when the words begin with one."""
    found = COMMAND_BY_NAME.get(command)
    rest = words.strip()
    if found is None:
        found, rest = parse(words) if words.strip() else (COMMAND_BY_NAME["help"], "")
    if found is None:
        return lambda ctx: unknown_command(ctx, words), False
    handler = found.handler
    return lambda ctx: handler(ctx, rest), found.writes and bool(rest)


def _unknown(kind: str, name: str) -> tuple[Route, bool]:
    """A button or form of an older version: a sentence, and one line in the log however often it is pressed."""
    if name not in _unknown_seen and len(_unknown_seen) < 1000:
        _unknown_seen.add(name)
        log.warning("route.unknown", kind=kind, name=name[:100])
    return lambda ctx: say(ctx.t("This no longer works. Write “help” to see what you can do.")), False


def remember_member(session: Session, platform: str, account: str, membership: Membership, now: datetime) -> None:
    """Keeps what the platform says of an account."""
    new = {"membership": membership, "seen_at": now}
    statement = insert_once(session, Member).values(platform=platform, account=account, **new)
    session.execute(statement.on_conflict_do_update(index_elements=["platform", "account"], set_=new))


def _from_stored(data: Any) -> Reply:
    reply: Reply = from_data(data) if data else Done()
    return reply


def digest(*parts: str) -> str:
    """A key for a request from the platform's marks for it."""
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:40]
