"""`påminn …`: a coordinator reminds those who have rows left, at once."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, select

from actions.reminding import nudge
from handlers.access import plan_of, require_coordinator
from handlers.context import Context, Refusal
from messages.parts import Message, say
from models.answers.missing import people_left
from models.outbox.tables import Delivery
from models.plan.find import find
from models.plan.views import PlanView, UnitView
from models.rounds.ladder import is_short
from models.rounds.tables import Round
from models.rules.courtesy import Receiver, asking_time
from models.rules.text import fold, shorten
from models.vocabulary import DeliveryKind, DeliveryState, RoundState

_AN_HOUR = timedelta(hours=1)


def remind_now(ctx: Context, words: str) -> Message:
    """`påminn` or `påminn alla`: everybody with rows left; `påminn VERKSAMHET`: those of one unit. Leaves out
    those who have not been asked yet or were reminded within the hour."""
    require_coordinator(ctx)
    round_ = _open_round(ctx)
    plan = plan_of(ctx, round_)
    people = list(people_left(ctx.session, ctx.directory, round_, plan))
    if fold(words) not in {"", "alla", "all"}:
        units = _units_named(ctx, plan, words)
        people = [person for person in people if any(unit.id in person.units for unit in units)]
    if not people:
        return say(ctx.t("Nobody has anything left. No reminder has been sent."))
    # SENDING too: a worker claims a message before it finds that it is too early to send it.
    unasked = and_(Delivery.sent_at.is_(None), Delivery.state.in_((DeliveryState.PENDING, DeliveryState.SENDING)))
    unasked_people = _people_with_message(ctx, round_, Delivery.kind == DeliveryKind.PROMPT, unasked)
    people = [person for person in people if person.id not in unasked_people]
    if not people:
        when = ctx.t.instant(asking_moment(ctx, round_))
        return say(ctx.t("The owners are asked {time}. No reminder has been sent.", time=when))
    reminded_lately = _people_with_message(
        ctx, round_, Delivery.kind == DeliveryKind.NUDGE, Delivery.created_at > ctx.now - _AN_HOUR
    )
    people = [person for person in people if person.id not in reminded_lately]
    hour = f"{ctx.now.astimezone(ctx.options.zone):%Y%m%dT%H}"
    sent = nudge(ctx.session, round_, people, ctx.now, ctx.options, hour)
    if not sent:
        return say(ctx.t("They have been reminded within the hour. No new reminder has been sent."))
    return say(ctx.t.plural("{n} person is being reminded.", "{n} persons are being reminded.", sent))


def _units_named(ctx: Context, plan: PlanView, words: str) -> list[UnitView]:
    """The units that the words may mean. Raises Refusal when there are none."""
    units = [scope.unit for scope in find(plan, words).scopes if scope.unit]
    if not units:
        known = ctx.t.enumeration(unit.name for unit in plan.units)
        called = ctx.t.quote(shorten(words, 100))
        raise Refusal(ctx.t("I know no unit called {word}. The units are {known}.", word=called, known=known))
    return units


def _people_with_message(ctx: Context, round_: Round, *conditions: ColumnElement[bool]) -> set[int | None]:
    """The people who have a message of the round that meets the conditions."""
    return set(ctx.session.scalars(select(Delivery.person_id).where(Delivery.round_id == round_.id, *conditions)))


def _open_round(ctx: Context) -> Round:
    query = select(Round).where(Round.state == RoundState.OPEN).order_by(Round.deadline, Round.id).limit(1)
    round_ = ctx.session.execute(query).scalar()
    if round_ is None:
        raise Refusal(ctx.t("No round is open just now, so there is nothing to remind about."))
    return round_


def asking_moment(ctx: Context, round_: Round) -> datetime:
    """When somebody without absence is asked: not at night, nor on a day off, except in a rehearsal."""
    receiver = Receiver(ctx.options.zone)
    asked_at = asking_time(ctx.now, receiver, ctx.options.courtesy, until=round_.deadline, rehearsal=is_short(round_))
    return asked_at or ctx.now
