"""A reminder, whether the clock or a coordinator sends it."""

from messages.escalation import announcement
from messages.parts import Bullets, Message, Paragraph, Part, Text
from messages.prompt import given_buttons, why_parts
from messages.setting import Setting
from messages.words import row_name
from models.outbox.tables import Delivery
from models.rounds.ladder import step_of
from models.rules.ladder import Step
from models.vocabulary import DeliveryKind, RoundState


def reminder(s: Setting, delivery: Delivery) -> Message | None:
    """Who has something left is reminded; None for somebody who has answered meanwhile."""
    state, t = s.progress(), s.t
    is_after = delivery.kind is DeliveryKind.REMINDER and step_of(delivery)[0] is Step.AFTER
    wanted = RoundState.CLOSED if is_after else RoundState.OPEN
    if not state.left or s.round.state is not wanted:
        return None
    if is_after:
        ask = t.plural(
            "Reminder: {n} of your {total} activities lacks an answer in {round}, which closed {deadline}.",
            "Reminder: {n} of your {total} activities lack an answer in {round}, which closed {deadline}.",
            len(state.left), total=state.total, round=s.round.name, deadline=t.instant(s.round.deadline),
        )  # fmt: skip
    else:
        ask = t.plural(
            "Reminder: {n} of your {total} activities lacks an answer in {round}. The last day is {deadline}.",
            "Reminder: {n} of your {total} activities lack an answer in {round}. The last day is {deadline}.",
            len(state.left), total=state.total, round=s.round.name, deadline=t.instant(s.round.deadline),
        )  # fmt: skip
    items: list[Text] = [row_name(t, row) for row in state.left]
    parts: list[Part] = [Paragraph(ask), Bullets(tuple(items)), *why_parts(s), given_buttons(t, s.round, state.left)]
    if is_after:
        parts.append(Paragraph(t("Answers are still taken, and marked as late.")))
    if s.person and delivery.kind is DeliveryKind.REMINDER:
        parts += announcement(t, s.directory, s.round, s.person, delivery, s.options)
    return Message(tuple(parts))
