"""Whom a change of the plan concerns in the rounds that are open on it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from models.answers.queries import current_answers
from models.people.directory import Directory
from models.people.views import PersonView
from models.plan.views import PlanView, RowView
from models.rounds.queries import open_rounds_on
from models.rounds.tables import Round


@dataclass(frozen=True)
class Effect:
    """What a change does in one open round. `told` are asked about the rows today, `asked` are asked from then on and
    are not today. `answered` are the rows, as they are today, that have an answer in the round."""

    round: Round
    told: tuple[PersonView, ...]
    asked: tuple[PersonView, ...]
    answered: tuple[RowView, ...]


def asked_about(
    session: Session, directory: Directory, plan: PlanView, rows: Sequence[RowView]
) -> list[tuple[Round, tuple[PersonView, ...]]]:
    """The rounds that are open on the plan, each with the people who are asked about one of the rows, by id."""
    return [(round_, _asked(directory, rows, round_)) for round_ in open_rounds_on(session, plan.id)]


def effects(
    session: Session, directory: Directory, plan: PlanView, before: Sequence[RowView], after: Sequence[RowView]
) -> list[Effect]:
    """What changes in the open rounds when these rows of the plan become those."""
    owners = [person for person in directory.people if any(person.owns(row) for row in after)]
    concerned = []
    for round_, people in asked_about(session, directory, plan, before):
        answers = current_answers(session, round_.id, plan.id)
        answered = tuple(row for row in before if row.placement_id in answers)
        new = tuple(person for person in owners if person not in people)
        concerned.append(Effect(round_, people, new, answered))
    return concerned


def nobody_answers_for(directory: Directory, row: RowView) -> bool:
    """Whether no owner answers for a row as it will be; `Directory.owners` knows it as it is."""
    return not any(person.owns(row) for person in directory.people)


def _asked(directory: Directory, rows: Sequence[RowView], round_: Round) -> tuple[PersonView, ...]:
    ids = {person for row in rows for person in directory.asked(row, round_.id)}
    return tuple(directory.by_id[each] for each in sorted(ids) if each in directory.by_id)
