"""The weekly letter about an open round, to those who asked for it."""

from datetime import date, timedelta

from messages.parts import Bullets, Button, Buttons, Heading, Message, Paragraph, Part, Run, Small, Text
from messages.round_context import RoundContext
from messages.words import count, light, row_name
from models.deviations.register import Deviation, Register, load_register
from models.outbox.tables import Delivery
from models.rules.weekly import letter_at
from models.vocabulary.deviations import ActionState, Trend
from models.vocabulary.rounds import RoundState

_MOST_LISTED = 10
_WEEK = timedelta(days=7)
_MOVED = (Trend.NEW, Trend.WORSENED, Trend.IMPROVED)


def weekly_letter(ctx: RoundContext, delivery: Delivery) -> Message | None:
    """None when the round is over: then its summary has come."""
    t, round_ = ctx.t, ctx.round
    if round_.state is not RoundState.OPEN:
        return None
    day = date.fromisoformat((delivery.payload or {})["day"])
    since = letter_at(day, ctx.options.zone) - _WEEK
    register = load_register(ctx.session, round_, ctx.plan.rows, day, is_current=True)
    new = sum(answer.submitted_at >= since for answer in ctx.answers.values())
    parts: list[Part] = [
        Heading(t("Weekly letter: {round}", round=round_.name)[:150]),
        Small(t("Open until {deadline}.", deadline=t.instant(round_.deadline))),
        Paragraph((Run(count(ctx.plan.rows, ctx.answers).sentence(t), bold=True),)),
        Paragraph(t.plural("{n} row was answered in the last week.", "{n} rows were answered in the last week.", new)),
    ]
    parts += _moved(ctx, register)
    parts.append(Bullets(_numbers(ctx, register)))
    parts.append(
        Buttons((Button(t("Deviations"), "ask", "avvikelser"), Button(t("Status of the plan"), "ask", "status")))
    )
    how = t("/{command} follow stop weekly", command=ctx.options.commands["all"])
    return Message((*parts, Small(t("You asked for this letter. Without it: {how}", how=how))))


def _moved(ctx: RoundContext, register: Register) -> list[Part]:
    """What has moved since last round, worst first."""
    t = ctx.t
    moved = [each for trend in _MOVED for each in register.open if each.trend is trend]
    lines: list[Text] = [_line(ctx, each) for each in (*moved, *register.closed_now)]
    if not lines:
        return [Paragraph(t("No deviation has moved since last round."))]
    parts: list[Part] = [
        Paragraph((Run(t("Moved since last round:"), bold=True),)),
        Bullets(tuple(lines[:_MOST_LISTED])),
    ]
    if len(lines) > _MOST_LISTED:
        parts.append(Small(t.plural("and {n} more", "and {n} more", len(lines) - _MOST_LISTED)))
    return parts


def _line(ctx: RoundContext, deviation: Deviation) -> Text:
    t = ctx.t
    now = light(t, deviation.status)
    moved = t("{light}, new", light=now) if deviation.trend is Trend.NEW else f"{light(t, deviation.before)} → {now}"
    return (*row_name(t, deviation.row), f" – {moved}")


def _numbers(ctx: RoundContext, register: Register) -> tuple[Text, ...]:
    t = ctx.t
    overdue = sum(each.action_state is ActionState.OVERDUE for each in register.open)
    unchanged = sum(each.trend is Trend.UNCHANGED for each in register.open)
    waiting = sum(each.awaits_decision for each in register.open)
    return (
        t("Deviations: {n}, of which {unchanged} unchanged", n=t.number(len(register.open)),
          unchanged=t.number(unchanged)),
        t("Overdue actions: {n}", n=t.number(overdue)),
        t("Decisions that are waited for: {n}", n=t.number(waiting)),
    )  # fmt: skip
