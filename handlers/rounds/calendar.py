"""When: the next reporting, and what happens in a month or a season."""

import re
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select

from handlers.access import require_member
from handlers.context import Context
from handlers.question import Question
from handlers.registers.dates import next_reports
from handlers.registers.linked import in_the_wheel
from handlers.standing.lists.rows import list_of
from handlers.standing.lists.search import comment_of
from handlers.standing.view import load_standing
from messages.parts import Bullets, Heading, Message, Paragraph, Part, Text
from models.plan.mentions import as_written
from models.rounds.ladder import ladder_of
from models.rounds.tables import Round
from models.rules.dates.months import months_asked
from models.rules.text import plain
from models.vocabulary.rounds import RoundState

_HOW_LONG = re.compile(r"\b(?:lange|lang tid|dagar|veckor|long|days|weeks|much time|kvar|left)\b")
_NEXT = re.compile(r"\b(?:nasta|next|pa gang|harnast|coming)\b")
_REMINDER = re.compile(r"\b(?:paminn|remind)\w*")


def next_deadline(ctx: Context, question: Question) -> Message:
    """When the open rounds close and the planned ones open; how many days that is, and when the next reminder goes out,
    when the question asks for that; and what the registers say is due next."""
    require_member(ctx)
    t = ctx.t
    coming = (RoundState.OPEN, RoundState.PLANNED)
    rounds = list(ctx.session.scalars(select(Round).where(Round.state.in_(coming)).order_by(Round.deadline, Round.id)))
    due = next_reports(ctx) if _NEXT.search(question.sentence) else []
    if not rounds:
        none = t("No reporting is open or planned just now. The coordinator plans the next one.")
        return Message((Paragraph(none), *due))
    rounds = [question.round] if question.round in rounds else rounds
    lines: list[Text] = [_line(ctx, round_) for round_ in rounds[:10]]
    if _HOW_LONG.search(question.sentence):
        lines += [_days_left(ctx, round_) for round_ in rounds[:10] if round_.state is RoundState.OPEN]
    if _REMINDER.search(question.sentence):
        lines += [_next_reminder(ctx, round_) for round_ in rounds[:10]]
    return Message((Heading(t("Next reporting")), Bullets(tuple(lines)), *due))


def late_answers(ctx: Context, question: Question) -> Message:
    """What becomes of an answer after the deadline."""
    message = next_deadline(ctx, question)
    text = ctx.t("You can answer after the deadline too, until the round is locked. The answer is marked as late.")
    return replace(message, parts=(*message.parts, Paragraph(text)))


def _line(ctx: Context, round_: Round) -> str:
    deadline = ctx.t.instant(round_.deadline)
    if round_.state is RoundState.OPEN:
        return ctx.t("{round} is open. Answer no later than {deadline}.", round=round_.name, deadline=deadline)
    return ctx.t("{round} opens {opens}. Answer no later than {deadline}.", round=round_.name,
                 opens=ctx.t.instant(round_.opens_at), deadline=deadline)  # fmt: skip


def _days_left(ctx: Context, round_: Round) -> str:
    days = (_local(ctx, round_.deadline).date() - _local(ctx, ctx.now).date()).days
    return ctx.t.plural("{round}: {n} day left.", "{round}: {n} days left.", max(days, 0), round=round_.name)


def _next_reminder(ctx: Context, round_: Round) -> str:
    coming = [rung.at for rung in ladder_of(round_, ctx.options) if ctx.now < rung.at <= round_.deadline]
    if not coming:
        return ctx.t("{round}: no more automatic reminder before the deadline.", round=round_.name)
    return ctx.t("{round}: the next automatic reminder goes out {time}.", round=round_.name,
                 time=ctx.t.instant(min(coming)))  # fmt: skip


def what_happens(ctx: Context, question: Question) -> Message:
    """What a month or a season holds: rounds that open or close, and rows whose text names it. Without one, what is
    next."""
    months, names = months_asked(question.sentence)
    if not months:
        return next_deadline(ctx, question)
    t, standing = ctx.t, load_standing(ctx)
    named = {row for group in question.mentioned.groups for scope in group for row in scope.rows}
    rows = [
        row
        for row in standing.plan.rows
        if row in (named or standing.plan.rows) and _names_one(f"{row.activity} {comment_of(standing, row)}", names)
    ]
    events = _events(ctx, months)
    lead = t.plural("{n} row mentions it in its text.", "{n} rows mention it in their text.", len(rows))
    message = list_of(
        ctx,
        standing,
        t(
            "What the plan says about {time}",
            time=as_written(question.words).get(_said(question.sentence, names), names[0]),
        ),
        rows,
        lead,
    )
    parts: list[Part] = [Paragraph(event) for event in events]
    return Message((*parts, *in_the_wheel(ctx, months, lambda text: _names_one(text, names)), *message.parts))


def _said(sentence: str, names: tuple[str, ...]) -> str:
    """The word of the sentence that names the time."""
    return next((word for word in sentence.split() if any(word.startswith(name) for name in names)), "")


def _names_one(text: str, names: tuple[str, ...]) -> bool:
    words = plain(text).split()
    return any(word == name or (len(name) > 3 and word.startswith(name)) for word in words for name in names)


def _events(ctx: Context, months: tuple[int, ...]) -> list[str]:
    events: list[str] = []
    for round_ in ctx.session.scalars(select(Round).order_by(Round.deadline)):
        for instant, text in ((round_.opens_at, ctx.t("{round} opens {time}.")),
                              (round_.deadline, ctx.t("{round} closes {time}."))):  # fmt: skip
            if instant > ctx.now and _local(ctx, instant).month in months:
                events.append(text.format(round=round_.name, time=ctx.t.instant(instant)))
    return events[:10]


def _local(ctx: Context, instant: datetime) -> datetime:
    return instant.astimezone(ctx.t.zone)
