"""`status omgång`: how far a round has come; the names of those who have rows left for coordinators alone."""

from handlers.access import no_such_round_text, plan_of, require_member
from handlers.context import Context, Refusal
from handlers.standing.view import Standing, figures_note
from messages.parts import Bullets, Button, Buttons, Heading, Message, Paragraph, Part, Run, Small, Text
from messages.values.plan import PageValue
from models.answers.missing import people_left
from models.plan.views import PlanView, RowView, UnitView
from models.review.round_standing import RoundStanding, round_standing
from models.rounds.queries import current_round, round_mentioned, round_named
from models.rounds.tables import Round
from models.rules.text import fold, plain


def status_of_round(ctx: Context, name: str, words: str) -> Message:
    """The round of this name, else the current one. `words` is all of what was written, `omgång` first."""
    require_member(ctx)
    round_, t = named_or_current(ctx, name, words), ctx.t
    plan = plan_of(ctx, round_)
    standing = round_standing(ctx.session, ctx.directory, round_, plan)
    answered = t("{n} of {total} rows have an answer.", n=standing.answered, total=len(plan.rows))
    parts: list[Part] = [
        Heading(t("How {round} stands", round=round_.name)[:150]),
        Small(figures_note(ctx, Standing(round_, plan, {}))),
        Paragraph((Run(answered, bold=True),)),
        Bullets(_numbers(ctx, standing)),
    ]
    if standing.left:
        parts += [Paragraph(t("Without an answer, by unit:")), Bullets(tuple(unit_lines(standing.left)))]
    parts += names_left(ctx, round_, plan, standing.left)
    share = Button(t("Show in the channel"), "status_share", str(PageValue(0, words)))
    return Message((*parts, Buttons((share,))))


def named_or_current(ctx: Context, name: str, words: str = "") -> Round:
    """The round of a name; the current one without any. Raises Refusal when there is none."""
    if not name:
        round_ = current_round(ctx.session)
        if round_ is None:
            raise Refusal(ctx.t("No reporting has begun yet."))
        return round_
    round_ = (
        round_named(ctx.session, fold(name))
        or round_named(ctx.session, fold(words))
        or round_mentioned(ctx.session, plain(name))
    )
    if round_ is None:
        raise Refusal(no_such_round_text(ctx, name))
    return round_


def _numbers(ctx: Context, standing: RoundStanding) -> tuple[Text, ...]:
    t = ctx.t
    return (
        t("Asked about: {n}", n=t.number(standing.asked)),
        t("Answered: {n}, of which {on_time} on time and {late} late", n=t.number(standing.answered),
          on_time=t.number(standing.on_time), late=t.number(standing.late)),
        t("Excused: {n}", n=t.number(standing.excused)),
        t("Missing: {n}", n=t.number(standing.missing)),
        t("Not reviewed: {n}", n=t.number(standing.unreviewed)),
    )  # fmt: skip


def unit_lines(rows: tuple[RowView, ...] | list[RowView]) -> list[Text]:
    """How many of the rows each unit has, the most first."""
    by_unit: dict[UnitView, list[int]] = {}
    for row in rows:
        for unit in row.units:
            by_unit.setdefault(unit, []).append(row.row)
    ranked = sorted(by_unit, key=lambda unit: -len(by_unit[unit]))
    return [f"{unit.name}: {len(by_unit[unit])}" for unit in ranked]


def names_left(ctx: Context, round_: Round, plan: PlanView, rows: tuple[RowView, ...] | list[RowView]) -> list[Part]:
    """Who has some of these rows left. The contract: names of people who have not answered are for coordinators only,
    so never for a channel."""
    t = ctx.t
    if not ctx.actor.is_coordinator:
        return [Small(t("Only coordinators see who has not answered."))]
    if ctx.is_public:
        return [Small(t("Ask in a direct message to get the names of those who have something left."))]
    missing = {row.placement_id for row in rows}
    left = people_left(ctx.session, ctx.directory, round_, plan) if missing else {}
    lines: list[Text] = [
        t.plural("{name}: {n} row", "{name}: {n} rows", len(own), name=person.name)
        for person, theirs in left.items()
        if (own := [row for row in theirs if row.placement_id in missing])
    ]
    return [Paragraph(t("These have something left:")), Bullets(tuple(lines))] if lines else []
