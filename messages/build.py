"""From a delivery to its message: the text is made when it is sent, from a kind and ids, in the reader's language."""

from typing import assert_never

from sqlalchemy.orm import Session

from messages.coordinators.build import coordinator_message
from messages.coordinators.registers.dates import dates_message
from messages.coordinators.rounds.news import round_news
from messages.following.changes import followed_changes
from messages.following.letter import weekly_letter
from messages.home.page import home
from messages.management.alert import alert
from messages.management.digest import summary, summary_change
from messages.management.outage import outage
from messages.owners.absence import absence_told
from messages.owners.deadline import deadline_moved
from messages.owners.decision import decision_told
from messages.owners.escalation import escalation
from messages.owners.need import need_question
from messages.owners.notice import notice
from messages.owners.overdue import overdue_reminder
from messages.owners.plan_changed import plan_changed
from messages.owners.prompt import empty_page, given_rows, is_first, is_idle, prompt, prompt_page
from messages.owners.question import question, question_replied
from messages.owners.reminder import reminder
from messages.owners.returned import returned
from messages.parts import Message
from messages.round_context import RoundContext, round_context
from messages.stored import from_data
from models.answers.missing import escalated_about
from models.answers.queries import answer_by_id
from models.options import Options
from models.outbox.tables import Delivery
from models.vocabulary.outbox import DeliveryKind


def build(session: Session, delivery: Delivery, options: Options) -> Message | None:
    """The message of a delivery as it should read now; None when there is nothing left to say (a reminder to somebody
    who has answered meanwhile). Raises ValueError for a reply or file without its stored message."""
    payload = delivery.payload or {}
    if "kind" in payload:
        message: Message = from_data(payload)
        return message
    match delivery.kind:
        case DeliveryKind.HOME:
            return home(session, delivery, options)
        case DeliveryKind.COORDINATOR:
            return coordinator_message(session, delivery, options)
        case DeliveryKind.DATES:
            return dates_message(session, delivery, options)
        case DeliveryKind.ABSENCE:
            return absence_told(session, delivery, options)
        case DeliveryKind.REPLY | DeliveryKind.FILE:
            raise ValueError(f"delivery {delivery.id}: a {delivery.kind} has no message to build")
        case _:
            return _about_round(round_context(session, delivery, options), delivery)


def _about_round(ctx: RoundContext, delivery: Delivery) -> Message | None:
    match delivery.kind:
        case DeliveryKind.PROMPT | DeliveryKind.PROMPT_UPDATE | DeliveryKind.PAGE:
            return _opening(ctx, delivery)
        case DeliveryKind.REMINDER | DeliveryKind.NUDGE:
            return reminder(ctx, delivery)
        case DeliveryKind.DEADLINE:
            return deadline_moved(ctx, delivery)
        case DeliveryKind.ESCALATION:
            return _escalation(ctx, delivery)
        case DeliveryKind.SUMMARY:
            return summary(ctx.session, ctx.t, ctx.options, ctx.round, ctx.plan)
        case DeliveryKind.OUTAGE:
            return outage(ctx)
        case DeliveryKind.DECISION:
            return decision_told(ctx, delivery)
        case DeliveryKind.QUESTION:
            return question(ctx, delivery)
        case DeliveryKind.QUESTION_REPLY:
            return question_replied(ctx, delivery)
        case DeliveryKind.OVERDUE:
            return overdue_reminder(ctx, delivery)
        case DeliveryKind.NEED:
            return need_question(ctx, delivery)
        case DeliveryKind.FOLLOWED:
            return followed_changes(ctx, delivery)
        case DeliveryKind.WEEKLY:
            return weekly_letter(ctx, delivery)
        case DeliveryKind.ROUND_NEWS:
            return round_news(ctx, delivery)
        case DeliveryKind.PLAN_CHANGE:
            return plan_changed(ctx, delivery)
        case DeliveryKind.NOTICE:
            return _notice(ctx, delivery)
        case DeliveryKind.ALERT | DeliveryKind.ALERT_CHANGE | DeliveryKind.SUMMARY_CHANGE | DeliveryKind.RETURNED:
            return _about_answer(ctx, delivery)
        case (DeliveryKind.HOME | DeliveryKind.COORDINATOR | DeliveryKind.DATES | DeliveryKind.ABSENCE
              | DeliveryKind.REPLY | DeliveryKind.FILE):  # fmt: skip
            raise ValueError(f"delivery {delivery.id}: a {delivery.kind} is not about a round")
    assert_never(delivery.kind)


def _opening(ctx: RoundContext, delivery: Delivery) -> Message | None:
    """The opening message, or a page of it. A page that is drawn anew and has become empty says so."""
    payload = delivery.payload or {}
    if delivery.kind is DeliveryKind.PAGE:
        return prompt_page(ctx, int(payload["page"]))
    if delivery.kind is DeliveryKind.PROMPT_UPDATE and "page" in payload:
        return prompt_page(ctx, int(payload["page"])) or empty_page(ctx)
    return None if is_idle(ctx, delivery) else prompt(ctx, with_start=is_first(ctx, delivery))


def _escalation(ctx: RoundContext, delivery: Delivery) -> Message | None:
    about = escalated_about(ctx.session, ctx.directory, ctx.round, ctx.plan, delivery, ctx.options)
    return escalation(ctx, delivery, about)


def _notice(ctx: RoundContext, delivery: Delivery) -> Message | None:
    """Of rows that were given to the reader, or of somebody else's answer on a shared row."""
    payload = delivery.payload or {}
    return given_rows(ctx, ctx.rows_by_id(payload["given"])) if "given" in payload else _about_answer(ctx, delivery)


def _about_answer(ctx: RoundContext, delivery: Delivery) -> Message | None:
    row = ctx.plan.by_placement.get(delivery.placement_id or 0)
    if row is None or delivery.answer_id is None:
        return None
    answer = answer_by_id(ctx.session, delivery.answer_id)
    if delivery.kind is DeliveryKind.SUMMARY_CHANGE:
        return summary_change(ctx.session, ctx.t, ctx.options, ctx.round, ctx.plan, row, answer)
    if delivery.kind is DeliveryKind.NOTICE:
        return notice(ctx, row, answer)
    if delivery.kind is DeliveryKind.RETURNED:
        return returned(ctx, delivery, row, answer)
    return alert(ctx, row, answer, is_change=delivery.kind is DeliveryKind.ALERT_CHANGE)
