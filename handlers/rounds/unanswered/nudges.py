"""`påminn …`: a coordinator sees who has rows left and when they were last reminded, and reminds them with a button."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select

from actions.answers.reminding import nudge
from handlers.access import plan_of, require_coordinator
from handlers.context import Context, Refusal
from handlers.rounds.finding import round_first
from handlers.units import units_named
from messages.parts import Bullets, Button, Buttons, Heading, Message, Paragraph, Part, Small, Text, say
from messages.words import STATE_NAMES
from models.answers.missing import people_left
from models.outbox.tables import Delivery
from models.people.views import PersonView
from models.rounds.ladder import is_short
from models.rounds.tables import Round
from models.rules.courtesy import Receiver, asking_time
from models.rules.text import plain, shorten
from models.vocabulary.outbox import DeliveryKind, DeliveryState
from models.vocabulary.rounds import RoundState

_AN_HOUR = timedelta(hours=1)
_REMINDERS = (DeliveryKind.REMINDER, DeliveryKind.NUDGE)
_UNSENT = (Delivery.sent_at.is_(None), Delivery.state.in_((DeliveryState.PENDING, DeliveryState.SENDING)))
_NO = {"inte", "ej", "ingen", "inga", "not", "nobody"}
_MOST_NAMED = 25
_LONGEST_VALUE = 400


@dataclass(frozen=True)
class Remindable:
    """Who may be reminded now. `words` are those after the round's name. `rows_left` are the numbers of rows without
    an answer, `last` when a person was last reminded in the round. Left out are the numbers of those who have been
    reminded today (`too_soon`), and of those who have not got the opening message yet (`unasked`)."""

    round: Round
    rows_left: Mapping[PersonView, int]
    last: Mapping[int, datetime]
    too_soon: int = 0
    unasked: int = 0
    words: str = ""


def remind(ctx: Context, words: str) -> Message:
    """`påminn` or `påminn alla`: everybody with rows left; `påminn VERKSAMHET`: those of one unit; both also after the
    name of a round. Shows whom, with a button that does it; nothing is sent before."""
    if plain(words).split(" ")[0] in _NO:
        return say(ctx.t("Nothing has been sent or changed."))
    chosen = _remindable(ctx, words)
    if isinstance(chosen, Message):
        return chosen
    t, number = ctx.t, len(chosen.rows_left)
    parts: list[Part] = [
        Heading(t("Reminder in {round}", round=chosen.round.name)[:150]),
        Paragraph(t.plural("{n} person has rows left. Nothing has been sent yet.",
                           "{n} people have rows left. Nothing has been sent yet.", number)),
    ]  # fmt: skip
    if not ctx.is_public:
        parts.append(Bullets(tuple(_lines(ctx, chosen))))
    if chosen.too_soon:
        parts.append(Small(too_soon_text(ctx, chosen.too_soon)))
    label = t.plural("Remind {n} person", "Remind {n} people", number)
    # With the round's name: by the time it is pressed, another one may have the nearest deadline.
    value = f"{chosen.round.name} {chosen.words}".strip()
    button = Button(label, "remind", shorten(value, _LONGEST_VALUE), primary=True)
    return Message((*parts, Buttons((button,))))


def remind_now(ctx: Context, words: str) -> Message:
    """The button under `remind`: sends the reminders. `words` are those of the command."""
    chosen = _remindable(ctx, words)
    if isinstance(chosen, Message):
        return chosen
    sent = nudge(ctx.session, chosen.round, list(chosen.rows_left), ctx.now, ctx.options, reminder_mark(ctx))
    if not sent:
        return say(too_soon_text(ctx, len(chosen.rows_left)))
    return say(ctx.t.plural("{n} person is being reminded.", "{n} people are being reminded.", sent))


def _remindable(ctx: Context, words: str) -> Remindable | Message:
    """Who can be reminded; or the sentence that says why nobody can."""
    require_coordinator(ctx)
    round_, words = _open_round(ctx, words)
    plan = plan_of(ctx, round_)
    left = people_left(ctx.session, ctx.directory, round_, plan)
    if words:
        units = units_named(ctx, plan, words)
        left = {person: rows for person, rows in left.items() if any(unit.id in person.units for unit in units)}
    if not left:
        return say(ctx.t("Nobody has anything left. No reminder has been sent."))
    chosen = split_remindable(ctx, round_, {person: len(rows) for person, rows in left.items()})
    if chosen.rows_left:
        return replace(chosen, words=words)
    if chosen.too_soon:
        return say(too_soon_text(ctx, chosen.too_soon))
    when = ctx.t.instant(asking_moment(ctx, round_))
    return say(ctx.t("The owners are asked {time}. No reminder has been sent.", time=when))


def split_remindable(ctx: Context, round_: Round, left: Mapping[PersonView, int]) -> Remindable:
    """Which of those who have rows left may be reminded now."""
    # SENDING too: a worker claims a message before it finds that it is too early to send it.
    unasked_people = _people_with_message(ctx, round_, Delivery.kind == DeliveryKind.PROMPT, *_UNSENT)
    asked = {person: rows for person, rows in left.items() if person.id not in unasked_people}
    last = _last_reminded(ctx, round_)
    is_soon = {person for person in asked if person.id in last and _is_too_soon(ctx, round_, last[person.id])}
    rows_left = {person: rows for person, rows in asked.items() if person not in is_soon}
    return Remindable(round_, rows_left, last, len(is_soon), len(left) - len(asked))


def waiting_for_reminder(ctx: Context, round_: Round) -> set[int | None]:
    """The ids of those to whom a reminder is on its way, held back by courtesy."""
    return _people_with_message(ctx, round_, Delivery.kind.in_(_REMINDERS), *_UNSENT)


def reminder_mark(ctx: Context) -> str:
    """The mark of a request for reminders: a second press in the same hour sends nothing twice."""
    return f"{ctx.now.astimezone(ctx.options.zone):%Y%m%dT%H}"


def _last_reminded(ctx: Context, round_: Round) -> dict[int, datetime]:
    """When each person was last reminded in the round, by hand or by the clock, also when it is still under way."""
    last = func.max(func.coalesce(Delivery.sent_at, Delivery.created_at), type_=Delivery.created_at.type)
    query = (
        select(Delivery.person_id, last)
        .where(Delivery.round_id == round_.id, Delivery.kind.in_(_REMINDERS),
               Delivery.state.not_in((DeliveryState.FAILED, DeliveryState.CANCELLED)))
        .group_by(Delivery.person_id)
    )  # fmt: skip
    return {person: at for person, at in ctx.session.execute(query) if person is not None}


def _is_too_soon(ctx: Context, round_: Round, at: datetime) -> bool:
    """One reminder a day, from a coordinator or the clock; in a rehearsal, which has no limit of a day, one an hour."""
    if is_short(round_):
        return at > ctx.now - _AN_HOUR
    return at.astimezone(ctx.options.zone).date() == ctx.now.astimezone(ctx.options.zone).date()


def too_soon_text(ctx: Context, number: int) -> str:
    return ctx.t.plural("{n} person has been reminded today already and is left out.",
                        "{n} people have been reminded today already and are left out.", number)  # fmt: skip


def _lines(ctx: Context, chosen: Remindable) -> list[Text]:
    t, lines = ctx.t, list[Text]()
    for person, rows in list(chosen.rows_left.items())[:_MOST_NAMED]:
        line = t.plural("{name}: {n} row", "{name}: {n} rows", rows, name=person.name)
        if person.id in chosen.last:
            line += ", " + t("last reminded {time}", time=t.instant(chosen.last[person.id]))
        lines.append(line)
    if len(chosen.rows_left) > _MOST_NAMED:
        more = len(chosen.rows_left) - _MOST_NAMED
        lines.append(t.plural("and {n} more", "and {n} more", more))
    return lines


def _people_with_message(ctx: Context, round_: Round, *conditions: ColumnElement[bool]) -> set[int | None]:
    """The people who have a message of the round that meets the conditions."""
    return set(ctx.session.scalars(select(Delivery.person_id).where(Delivery.round_id == round_.id, *conditions)))


def _open_round(ctx: Context, words: str) -> tuple[Round, str]:
    """The open round that the words begin with, and the rest; else the one with the nearest deadline."""
    named, rest = round_first(ctx, words.strip()) if words.strip() else (None, "")
    if named is not None and named.state is not RoundState.OPEN:
        state = ctx.t(STATE_NAMES[named.state])
        raise Refusal(ctx.t("{round} is {state}. Reminders only go out while it is open.", round=named.name,
                            state=state))  # fmt: skip
    if named is not None:
        return named, rest
    query = select(Round).where(Round.state == RoundState.OPEN).order_by(Round.deadline, Round.id).limit(1)
    round_ = ctx.session.execute(query).scalar()
    if round_ is None:
        raise Refusal(ctx.t("No round is open just now, so there is nothing to remind about."))
    return round_, words.strip()


def asking_moment(ctx: Context, round_: Round) -> datetime:
    """When somebody without absence is asked: not at night, nor on a day off, except in a rehearsal."""
    receiver = Receiver(ctx.options.zone)
    asked_at = asking_time(ctx.now, receiver, ctx.options.courtesy, until=round_.deadline, rehearsal=is_short(round_))
    return asked_at or ctx.now
