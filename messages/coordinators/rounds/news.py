"""How an open round is going, told to the coordinators unasked: at the opening, at each reminder, and on the last
working day before the deadline."""

from collections.abc import Mapping

from sqlalchemy import select

from messages.coordinators.rounds.unreached import unreached_parts
from messages.parts import Bullets, Button, Buttons, Heading, Message, Paragraph, Part, Run, Small, Text, runs_of
from messages.round_context import RoundContext
from messages.values.rounds import ChangeValue
from messages.words import count, light, row_name
from models.answers.missing import people_asked
from models.answers.progress import Progress
from models.outbox.tables import Delivery
from models.people.views import PersonView
from models.plan.views import RowView, UnitView
from models.rules.news import NewsOccasion
from models.rules.text import shorten
from models.vocabulary.answers import Status
from models.vocabulary.outbox import DeliveryKind
from models.vocabulary.rounds import RoundState

_MOST_DEVIATIONS, _MOST_UNITS, _MOST_NAMES = 8, 15, 3
_ACTIVITY = 90


def round_news(ctx: RoundContext, delivery: Delivery) -> Message | None:
    """None when the round is over, or when a newer one of these is on its way to the same coordinator."""
    if ctx.round.state is not RoundState.OPEN or _is_overtaken(ctx, delivery):
        return None
    t, occasion = ctx.t, NewsOccasion((delivery.payload or {}).get("occasion", NewsOccasion.REMINDER))
    asked = people_asked(ctx.session, ctx.directory, ctx.round, ctx.plan)
    titles = {
        NewsOccasion.OPENING: t("{round} has opened", round=ctx.round.name),
        NewsOccasion.REMINDER: t("How {round} is going", round=ctx.round.name),
        NewsOccasion.LAST_DAY: t("{round} closes soon", round=ctx.round.name),
    }
    parts: list[Part] = [
        Heading(titles[occasion][:150]),
        Paragraph((Run(count(ctx.plan.rows, ctx.answers).sentence(t), bold=True),)),
        Paragraph(" ".join([*_people(ctx, asked), t("Last day: {deadline}.", deadline=t.instant(ctx.round.deadline))])),
        *_deviations(ctx),
    ]
    if occasion is not NewsOccasion.OPENING:
        parts += _silent_units(ctx)
    parts += unreached_parts(ctx.session, t, ctx.directory, ctx.round)
    parts.append(_buttons(ctx, any(each.left for each in asked.values())))
    return Message((*parts, Small(t("Only coordinators get this message."))))


def _is_overtaken(ctx: RoundContext, delivery: Delivery) -> bool:
    newer = select(Delivery.id).where(
        Delivery.round_id == ctx.round.id, Delivery.person_id == delivery.person_id,
        Delivery.kind == DeliveryKind.ROUND_NEWS, Delivery.id > (delivery.id or 0),
    )  # fmt: skip
    return ctx.session.execute(newer.limit(1)).first() is not None


def _people(ctx: RoundContext, asked: Mapping[PersonView, Progress]) -> list[str]:
    """How many are asked, and how far they have come: sentences."""
    t, done = ctx.t, sum(not each.left for each in asked.values())
    begun = sum(bool(each.left and each.done) for each in asked.values())
    head = t.plural("{n} person is to answer.", "{n} people are to answer.", len(asked))
    if not done and not begun:
        return [head, t("Nobody has answered yet.")]
    if done == len(asked):
        return [head, t("Everybody has answered.")]
    none = len(asked) - done - begun
    return [head, t("{done} have answered everything, {begun} a part, {none} nothing yet.", done=t.number(done),
                    begun=t.number(begun), none=t.number(none))]  # fmt: skip


def _deviations(ctx: RoundContext) -> list[Part]:
    """The rows that deviate, red first."""
    t = ctx.t
    statuses = {row: ctx.answers[row.placement_id].status for row in ctx.plan.rows if row.placement_id in ctx.answers}
    deviating = sorted(
        (row for row, status in statuses.items() if status.is_deviation),
        key=lambda row: (statuses[row] is not Status.RED, row.row),
    )
    if not deviating:
        return []
    lines = [_deviation(ctx, row, statuses[row]) for row in deviating[:_MOST_DEVIATIONS]]
    return [Paragraph(t("This deviates:")), Bullets((*lines, *_and_more(ctx, len(deviating) - _MOST_DEVIATIONS)))]


def _deviation(ctx: RoundContext, row: RowView, status: Status) -> Text:
    number, _ = runs_of(row_name(ctx.t, row))
    return (f"{light(ctx.t, status)} · ", number, f" {shorten(row.activity, _ACTIVITY)} ({row.unit_names})")


def _silent_units(ctx: RoundContext) -> list[Part]:
    """The units that are asked and have not answered anything, with who is asked. Rows about which nobody is asked are
    told in a notice of their own."""
    silent = [unit for unit in ctx.plan.units if (rows := _asked_about(ctx, unit)) and not _has_answers(ctx, rows)]
    if not silent:
        return []
    lines: list[Text] = [f"{unit.name}: {_names(ctx, unit)}" for unit in silent[:_MOST_UNITS]]
    more = _and_more(ctx, len(silent) - _MOST_UNITS)
    return [Paragraph(ctx.t("These units have not answered anything yet:")), Bullets((*lines, *more))]


def _asked_about(ctx: RoundContext, unit: UnitView) -> list[RowView]:
    return [row for row in ctx.plan.rows if unit in row.units and ctx.directory.asked(row, ctx.round.id)]


def _has_answers(ctx: RoundContext, rows: list[RowView]) -> bool:
    return any(row.placement_id in ctx.answers for row in rows)


def _names(ctx: RoundContext, unit: UnitView) -> str:
    ids = dict.fromkeys(id_ for row in _asked_about(ctx, unit) for id_ in ctx.directory.asked(row, ctx.round.id))
    names = [ctx.directory.by_id[id_].name for id_ in ids if id_ in ctx.directory.by_id]
    if len(names) > _MOST_NAMES:
        names = [*names[:_MOST_NAMES], ctx.t("{n} more", n=len(names) - _MOST_NAMES)]
    return ctx.t.enumeration(names)


def _and_more(ctx: RoundContext, left: int) -> list[Text]:
    return [ctx.t.plural("and {n} more", "and {n} more", left)] if left > 0 else []


def _buttons(ctx: RoundContext, has_left: bool) -> Buttons:
    t, round_ = ctx.t, ctx.round
    remind = [Button(t("Remind …"), "remind_ask", round_.name)] if has_left else []
    return Buttons((
        *remind,
        Button(t("Show the round"), "round_ask", str(ChangeValue("show", round_.id))),
        Button(t("More time …"), "round_ask", str(ChangeValue("extend", round_.id))),
    ))  # fmt: skip
