"""The reminder to an owner, whether the schedule or a coordinator sends it, with their actions past their dates."""

from messages.owners.escalation import announcement
from messages.owners.overdue import overdue_of, overdue_parts
from messages.owners.prompt import given_buttons, why_parts
from messages.parts import Bullets, Message, Paragraph, Part, Text
from messages.round_context import RoundContext
from messages.words import row_name
from models.outbox.tables import Delivery
from models.rounds.exceptions import has_time_left
from models.rounds.ladder import step_of
from models.rules.ladder import Step
from models.vocabulary.outbox import DeliveryKind
from models.vocabulary.rounds import RoundState


def reminder(ctx: RoundContext, delivery: Delivery) -> Message | None:
    """The rows that still lack an answer. None when nothing is left, or when the round has moved on from the state that
    the reminder was queued for."""
    progress, t, payload = ctx.progress(), ctx.t, delivery.payload or {}
    is_after = step_of(delivery)[0] is Step.AFTER
    wanted = RoundState.CLOSED if is_after else RoundState.OPEN
    left = progress.left
    if is_after:
        left = tuple(row for row in left if not has_time_left(ctx.round, row, step_of(delivery)[1]))
    if not left or ctx.round.state is not wanted:
        return None
    if is_after:
        ask = t.plural(
            "Reminder: {n} of your {total} activities lacks an answer in {round}, which closed {time}.",
            "Reminder: {n} of your {total} activities lack an answer in {round}, which closed {time}.",
            len(left), total=progress.total, round=ctx.round.name, time=t.instant(ctx.round.ended_at),
        )  # fmt: skip
    else:
        ask = t.plural(
            "Reminder: {n} of your {total} activities lacks an answer in {round}. The last day is {deadline}.",
            "Reminder: {n} of your {total} activities lack an answer in {round}. The last day is {deadline}.",
            len(left), total=progress.total, round=ctx.round.name, deadline=t.instant(ctx.round.deadline),
        )  # fmt: skip
    items: list[Text] = [row_name(t, row) for row in left]
    asker = next((each for each in ctx.directory.people if each.id == payload.get("by")), None)
    parts: list[Part] = [
        *((Paragraph(t("{name} asks you to answer.", name=asker.name)),) if asker else ()),
        Paragraph(ask),
        Bullets(tuple(items)),
        *why_parts(ctx),
        given_buttons(t, ctx.round, left),
    ]
    if is_after:
        parts.append(Paragraph(t("Answers are still taken, and marked as late.")))
    parts += overdue_parts(ctx, overdue_of(ctx, delivery))
    if ctx.person and delivery.kind is DeliveryKind.REMINDER:
        parts += announcement(t, ctx.directory, ctx.round, ctx.person, delivery, ctx.options)
    return Message(tuple(parts))
