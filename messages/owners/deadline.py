"""The messages that a deadline has been moved, for everybody or one unit, and that a round is open again."""

from datetime import datetime

from messages.parts import Button, Buttons, Message, Paragraph
from messages.round_context import RoundContext
from messages.values.rows import RoundValue
from models.answers.progress import progress
from models.outbox.tables import Delivery
from models.rounds.exceptions import unit_deadlines
from models.vocabulary.rounds import RoundState


def deadline_moved(ctx: RoundContext, delivery: Delivery) -> Message | None:
    """The new deadline and the old one, and what is left to answer. None when it has been moved again, which has a
    message of its own, when the round is over, or when nothing is asked of the reader any more."""
    payload, t = delivery.payload or {}, ctx.t
    if "unit" in payload:
        return _unit_has_more_time(ctx, int(payload["unit"]), datetime.fromisoformat(payload["after"]))
    state = ctx.progress()
    old, new = (datetime.fromisoformat(payload[name]) for name in ("before", "after"))
    if new != ctx.round.deadline or ctx.round.state is not RoundState.OPEN or not state.total:
        return None
    if payload.get("reopened"):
        moved = t("{round} is open again. Answer by {deadline}.", round=ctx.round.name, deadline=t.instant(new))
    else:
        moved = t("{round} has a new deadline: {deadline}. It was {before}.", round=ctx.round.name,
                  deadline=t.instant(new), before=t.instant(old))  # fmt: skip
    if not state.left:
        return Message((Paragraph(moved), Paragraph(t("You can change your answers until the deadline."))))
    return _with_rows(ctx, moved, [row.row for row in state.left])


def _unit_has_more_time(ctx: RoundContext, unit_id: int, until: datetime) -> Message | None:
    rows = tuple(row for row in ctx.rows if unit_id in {unit.id for unit in row.units})
    left = progress(rows, ctx.answers).left
    is_going = ctx.round.state in {RoundState.OPEN, RoundState.CLOSED}
    if unit_deadlines(ctx.round).get(unit_id) != until or not left or not is_going:
        return None
    name = next(unit.name for unit in rows[0].units if unit.id == unit_id)
    moved = ctx.t("{unit} has more time in {round}: answer by {deadline}. The answers are not late until then.",
                  unit=name, round=ctx.round.name, deadline=ctx.t.instant(until))  # fmt: skip
    return _with_rows(ctx, moved, [row.row for row in left])


def _with_rows(ctx: RoundContext, sentence: str, numbers: list[int]) -> Message:
    t = ctx.t
    rows = t.enumeration(str(number) for number in numbers)
    report = Button(t("Report"), "report", str(RoundValue(ctx.round.id)), primary=True)
    return Message(
        (
            Paragraph(sentence),
            Paragraph(t.plural("Left: row {rows}", "Left: rows {rows}", len(numbers), rows=rows)),
            Buttons((report,)),
        )
    )
