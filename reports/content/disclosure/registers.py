"""What a disclosure contains of the registers: the person, the rows of the plan, the rounds."""

from collections.abc import Callable, Collection
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from models.people.tables import Member, Person, PersonUnit, Unit
from models.plan.tables import Activity, ActivityWording, Goal, Placement, Plan
from models.rounds.tables import Round
from reports.content.exports.answers import instant
from reports.content.exports.placements import unit_names


def person_rows(
    session: Session, ids: Collection[int], address: Callable[[str | None], str | None]
) -> list[dict[str, Any]]:
    """The people file's line, what was chosen in the chat, and what the platform says. `address` tells somebody who is
    named by an address."""
    units: dict[int, list[str]] = {}
    of_person = select(PersonUnit.person_id, Unit.name).join(Unit, Unit.id == PersonUnit.unit_id).order_by(Unit.name)
    for person_id, name in session.execute(of_person.where(PersonUnit.person_id.in_(ids))):
        units.setdefault(person_id, []).append(name)
    return [
        {
            "email": each.email, "name": each.name, "units": units.get(each.id, []), "roles": each.roles,
            "activities": each.activities, "slack_user_id": each.slack_user_id,
            "teams_aad_object_id": each.teams_aad_object_id, "chosen_platform": each.chosen_platform,
            "heard_on": each.heard_on, "language": each.language, "timezone": each.timezone,
            "deputy": address(each.deputy_email), "chosen_deputy": address(each.chosen_deputy_email or None),
            "manager": address(each.manager_email), "removed_at": each.removed_at and instant(each.removed_at),
            "membership": _membership(session, each),
        }
        for each in session.scalars(select(Person).where(Person.id.in_(ids)))
    ]  # fmt: skip


def _membership(session: Session, person: Person) -> str | None:
    slack = and_(Member.platform == "slack", Member.account == person.slack_user_id)
    membership = session.scalar(select(Member.membership).where(slack))
    return membership and membership.value


def plan_rows_of(session: Session, ids: Collection[int]) -> list[dict[str, Any]]:
    """The rows with every wording that they have had, the newest plan first."""
    query = (
        select(Plan.year, Placement, Goal.kind, Goal.name, ActivityWording.text, ActivityWording.since)
        .select_from(Placement)
        .join(Plan, Plan.id == Placement.plan_id)
        .join(Goal, Goal.id == Placement.goal_id)
        .join(Activity, Activity.id == Placement.activity_id)
        .join(ActivityWording, ActivityWording.activity_id == Activity.id)
        .where(Placement.id.in_(ids))
        .order_by(Plan.year.desc(), Placement.row, ActivityWording.version)
    )
    units = unit_names(session)
    return [
        {
            "year": year, "row": place.row, "key": place.key, "goal_kind": kind.value, "goal": goal, "activity": text,
            "since": instant(since), "units": units.get(place.id, []), "active": place.active,
            "previous_status": place.previous_status and place.previous_status.value,
            "previous_comment": place.previous_comment,
        }
        for year, place, kind, goal, text, since in session.execute(query)
    ]  # fmt: skip


def round_rows(session: Session, ids: Collection[int]) -> list[dict[str, Any]]:
    """The rounds with their times, the rows that were excused and why, and deadlines of single units."""
    numbers = {str(each.id): each.row for each in session.execute(select(Placement.id, Placement.row))}
    units = {str(each.id): each.name for each in session.execute(select(Unit.id, Unit.name))}
    return [
        {
            "name": each.name, "state": each.state.value, "from": each.period_from.isoformat(),
            "to": each.period_to.isoformat(), "reminders": each.reminders,
            "excused": {str(numbers[id_]): why for id_, why in each.excused.items()},
            "unit_deadlines": {units[id_]: until for id_, until in each.unit_deadlines.items()},
            **{
                name: (value := getattr(each, name)) and instant(value)
                for name in ("opens_at", "deadline", "planned_deadline", "created_at", "opened_at", "closed_at",
                             "locked_at", "published_at")
            },
        }
        for each in session.scalars(select(Round).where(Round.id.in_(ids)))
    ]  # fmt: skip
