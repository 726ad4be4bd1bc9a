"""The actions that are past their dates, and who is reminded of each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.answers.queries import AnswerView
from models.answers.tables import Answer
from models.deviations.register import Deviation, load_register
from models.outbox.tables import Delivery
from models.people.directory import Directory
from models.people.responsible import people_named
from models.people.views import PersonView
from models.plan.views import PlanView
from models.rounds.tables import Round
from models.vocabulary.deviations import ActionState
from models.vocabulary.outbox import DeliveryKind, DeliveryState


@dataclass(frozen=True)
class Overdue:
    """An action past its date. `to` are reminded of it: the person responsible, or the row's owners when the people
    file has nobody of that name. `is_known` is whether it has."""

    deviation: Deviation
    action: AnswerView
    due: date
    to: tuple[PersonView, ...]
    is_known: bool


def overdue_actions(
    session: Session, directory: Directory, round_: Round, plan: PlanView, today: date
) -> list[Overdue]:  # fmt: skip
    """Those of the open deviations, as of a round and a local day, in the order of the rows."""
    register = load_register(session, round_, plan.rows, today, is_current=True)
    actions = []
    # As written: what the register shows may be masked.
    late = [each.action.id for each in register.open if each.action_state is ActionState.OVERDUE and each.action]
    written = {answer.id: answer.action_owner for answer in session.scalars(select(Answer).where(Answer.id.in_(late)))}
    for each in register.open:
        if each.action_state is not ActionState.OVERDUE or each.action is None or each.action.action_due is None:
            continue
        named = people_named(directory, written[each.action.id])
        owners = [directory.by_id[id_] for id_ in sorted(directory.asked(each.row, round_.id))]
        to = named or tuple(owners)
        is_known = bool(named) or not each.action.action_owner
        actions.append(Overdue(each, each.action, each.action.action_due, to, is_known))
    return actions


# Messages about overdue actions; what has been sent, or may have been.
_TELL = (DeliveryKind.OVERDUE, DeliveryKind.REMINDER, DeliveryKind.NUDGE)
_SENT = (DeliveryState.SENT, DeliveryState.SENDING, DeliveryState.UNCERTAIN)


def not_told(
    session: Session, person: PersonView, overdue: Sequence[Overdue], zone: ZoneInfo, delivery: Delivery | None = None
) -> list[Overdue]:  # fmt: skip
    """Those that the person has not been reminded of: each is told once, by a message of its own or within a reminder
    about a round. For a `delivery` that is being built, other messages count when they have been sent; else those that
    wait to be sent count, too."""
    mine = [each for each in overdue if person in each.to]
    if not mine:
        return []
    query = select(Delivery).where(Delivery.person_id == person.id, Delivery.kind.in_(_TELL))
    query = query.where(Delivery.state.in_(_SENT)) if delivery else query.where(Delivery.state != DeliveryState.FAILED)
    told, reminded = set[int](), list[datetime]()
    for row in session.scalars(query):
        if delivery is not None and row.id == delivery.id:
            continue
        if row.kind is DeliveryKind.OVERDUE:
            told.update((row.payload or {}).get("actions", ()))
        elif row.sent_at is not None:
            reminded.append(row.created_at)
    return [each for each in mine if each.action.id not in told and not _was_within(each, reminded, zone)]


def _was_within(each: Overdue, reminded: Sequence[datetime], zone: ZoneInfo) -> bool:
    """Whether a reminder that was sent told of the action: it was queued when the action was overdue."""
    return any(at > each.action.submitted_at and at.astimezone(zone).date() > each.due for at in reminded)
