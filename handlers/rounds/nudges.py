"""`påminn …`: a coordinator reminds those who have something left, at once."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, select

from actions.reminding import nudge
from handlers.access import plan_of, require_coordinator
from handlers.context import Context, Refusal
from messages.parts import Message, say
from models.answers.missing import people_left
from models.outbox.tables import Delivery
from models.plan.find import find
from models.rounds.ladder import is_short
from models.rounds.tables import Round
from models.rules.courtesy import Receiver, asking_time
from models.rules.text import fold, shorten
from models.vocabulary import DeliveryKind, DeliveryState, RoundState

_AN_HOUR = timedelta(hours=1)


def remind_now(ctx: Context, words: str) -> Message:
    """`påminn` or `påminn alla`: everybody with something left; `påminn VERKSAMHET`: those of a unit."""
    require_coordinator(ctx)
    found = _open_round(ctx)
    plan = plan_of(ctx, found)
    people = list(people_left(ctx.session, ctx.directory, found, plan))
    if fold(words) not in {"", "alla", "all"}:
        scopes = find(plan, words).scopes
        units = [scope.unit for scope in scopes if scope.unit]
        if not units:
            known = ctx.t.enumeration(unit.name for unit in plan.units)
            called = ctx.t.quote(shorten(words, 100))
            raise Refusal(ctx.t("I know no unit called {word}. The units are {known}.", word=called, known=known))
        people = [p for p in people if any(unit.id in p.units for unit in units)]
    if not people:
        return say(ctx.t("Nobody has anything left. No reminder has been sent."))
    # A worker may have them in its hands just now, to see that it is too early.
    unasked = and_(Delivery.sent_at.is_(None), Delivery.state.in_((DeliveryState.PENDING, DeliveryState.SENDING)))
    waiting = _with(ctx, found, Delivery.kind == DeliveryKind.PROMPT, unasked)
    people = [person for person in people if person.id not in waiting]
    if not people:
        when = ctx.t.instant(asking_moment(ctx, found))
        return say(ctx.t("The owners are asked {time}. No reminder has been sent.", time=when))
    lately = _with(ctx, found, Delivery.kind == DeliveryKind.NUDGE, Delivery.created_at > ctx.now - _AN_HOUR)
    people = [person for person in people if person.id not in lately]
    mark = f"{ctx.now.astimezone(ctx.options.zone):%Y%m%dT%H}"
    sent = nudge(ctx.session, found, people, ctx.now, ctx.options, mark)
    if not sent:
        return say(ctx.t("They have been reminded within the hour. No new reminder has been sent."))
    return say(ctx.t.plural("{n} person is being reminded.", "{n} persons are being reminded.", sent))


def _with(ctx: Context, found: Round, *such: ColumnElement[bool]) -> set[int | None]:
    """The people with such a message of a round."""
    return set(ctx.session.scalars(select(Delivery.person_id).where(Delivery.round_id == found.id, *such)))


def _open_round(ctx: Context) -> Round:
    query = select(Round).where(Round.state == RoundState.OPEN).order_by(Round.deadline, Round.id).limit(1)
    found = ctx.session.execute(query).scalar()
    if found is None:
        raise Refusal(ctx.t("No round is open just now, so there is nothing to remind about."))
    return found


def asking_moment(ctx: Context, found: Round) -> datetime:
    """When most are asked: not at night, nor on a day off, unless it is a rehearsal."""
    anybody = Receiver(ctx.options.zone)
    found_at = asking_time(ctx.now, anybody, ctx.options.courtesy, until=found.deadline, rehearsal=is_short(found))
    return found_at or ctx.now
