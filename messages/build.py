"""From a delivery to its message: each kind is worded when it is sent, from ids, in the reader's language.

None when there is nothing left to say: a reminder to somebody who has answered meanwhile.
"""

from typing import assert_never

from sqlalchemy.orm import Session

from messages.alert import alert
from messages.coordinators.build import coordinator_message
from messages.digest import summary, summary_change
from messages.escalation import escalation
from messages.home.page import home
from messages.notice import notice
from messages.outage import outage
from messages.parts import Message
from messages.prompt import given_rows, is_idle, prompt, prompt_page
from messages.reminder import reminder
from messages.setting import Setting, setting_of
from messages.stored import from_data
from models.answers.missing import escalated_about
from models.answers.queries import answer_by_id
from models.options import Options
from models.outbox.tables import Delivery
from models.vocabulary import DeliveryKind


def build(session: Session, delivery: Delivery, options: Options) -> Message | None:
    """The message of a delivery as it should read now."""
    payload = delivery.payload or {}
    if "kind" in payload:
        message: Message = from_data(payload)
        return message
    match delivery.kind:
        case DeliveryKind.HOME:
            return home(session, delivery, options)
        case DeliveryKind.COORDINATOR:
            return coordinator_message(session, delivery, options)
        case DeliveryKind.REPLY | DeliveryKind.FILE:
            raise ValueError(f"delivery {delivery.id}: a {delivery.kind} carries what it brings")
        case _:
            return _about_round(setting_of(session, delivery, options), delivery)


def _about_round(s: Setting, delivery: Delivery) -> Message | None:
    payload = delivery.payload or {}
    match delivery.kind:
        case DeliveryKind.PROMPT | DeliveryKind.PROMPT_UPDATE:
            return None if is_idle(s, delivery) else prompt(s)
        case DeliveryKind.PAGE:
            return prompt_page(s, int(payload["page"]))
        case DeliveryKind.REMINDER | DeliveryKind.NUDGE:
            return reminder(s, delivery)
        case DeliveryKind.ESCALATION:
            about = escalated_about(s.session, s.directory, s.round, s.plan, delivery, s.options)
            return escalation(s.t, s.round, delivery, about)
        case DeliveryKind.SUMMARY:
            return summary(s.session, s.t, s.options, s.round, s.plan)
        case DeliveryKind.OUTAGE:
            return outage(s)
        case DeliveryKind.NOTICE if "given" in payload:
            return given_rows(s, s.rows_by_id(payload["given"]))
        case DeliveryKind.ALERT | DeliveryKind.ALERT_CHANGE | DeliveryKind.SUMMARY_CHANGE | DeliveryKind.NOTICE:
            return _about_answer(s, delivery)
        case DeliveryKind.HOME | DeliveryKind.COORDINATOR | DeliveryKind.REPLY | DeliveryKind.FILE:
            raise ValueError(f"delivery {delivery.id}: a {delivery.kind} is not about a round")
    assert_never(delivery.kind)


def _about_answer(s: Setting, delivery: Delivery) -> Message | None:
    row = s.plan.by_placement.get(delivery.placement_id or 0)
    if row is None or delivery.answer_id is None:
        return None
    answer = answer_by_id(s.session, delivery.answer_id)
    if delivery.kind is DeliveryKind.SUMMARY_CHANGE:
        return summary_change(s.session, s.t, s.options, s.round, s.plan, row, answer)
    if delivery.kind is DeliveryKind.NOTICE:
        return notice(s, row, answer)
    return alert(s, row, answer, is_change=delivery.kind is DeliveryKind.ALERT_CHANGE)
