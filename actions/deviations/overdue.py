"""Reminding of actions that are past their dates. Never commits."""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.coordinators.telling import platform_of
from actions.deviations.daily_looks import Look, claim_look, today_of
from models.answers.missing import people_left
from models.deviations.overdue import not_told, overdue_actions
from models.options import Options
from models.outbox import keys
from models.outbox.destinations import to_person
from models.outbox.queue import queue
from models.people.directory import Directory
from models.people.directory_cache import load_directory
from models.plan.views import PlanView
from models.rounds.ladder import ladder_of
from models.rounds.queries import current_round, plan_of_round
from models.rounds.tables import Round
from models.storage.database import fetch
from models.vocabulary.outbox import DeliveryKind

_OPENED = select(Round.id).where(Round.opened_at.is_not(None)).limit(1)


def has_opened_round(session: Session) -> bool:
    """Whether there is a round to look at."""
    return fetch(session, _OPENED).first() is not None


def remind_of_overdue(session: Session, now: datetime, options: Options) -> int:
    """Queues one message to everybody who has not been told of an overdue action of theirs, unless another worker has
    looked today. Somebody whom a reminder about a round goes to today is told in that. When it may be sent is up to
    `models.rules.courtesy`. Returns the number of messages."""
    today = today_of(now, options)
    directory, round_ = load_directory(session), current_round(session)
    plan = plan_of_round(directory, round_) if round_ else None
    if not claim_look(session, Look.OVERDUE, today) or round_ is None or plan is None:
        return 0
    overdue = overdue_actions(session, directory, round_, plan, today)
    people = {person.id: person for each in overdue for person in each.to}
    reminded = _reminded_today(session, directory, round_, plan, today, options) if people else set()
    number = 0
    for person in (people[id_] for id_ in sorted(people) if id_ not in reminded):
        if untold := not_told(session, person, overdue, options.zone):
            number += queue(
                session, keys.overdue(person.id, today), DeliveryKind.OVERDUE, platform_of(person, options),
                to_person(person.id), now, round_id=round_.id, person_id=person.id,
                payload={"actions": [each.action.id for each in untold]},
            )  # fmt: skip
    return number


def _reminded_today(
    session: Session, directory: Directory, round_: Round, plan: PlanView, today: date, options: Options
) -> set[int]:  # fmt: skip
    """The ids of those who have rows left on a day with a reminder about the round."""
    steps = [rung for rung in ladder_of(round_, options) if not rung.step.is_escalation]
    if not any(rung.at.astimezone(options.zone).date() == today for rung in steps):
        return set()
    return {person.id for person in people_left(session, directory, round_, plan)}
