"""Who has rows left to answer in a round."""

from datetime import datetime

from sqlalchemy.orm import Session

from models.answers.progress import Progress, asked_rows, progress
from models.answers.queries import current_answers
from models.options import Options
from models.outbox.tables import Delivery
from models.people.directory import Directory
from models.people.views import PersonView
from models.plan.views import PlanView, RowView
from models.rounds.exceptions import has_time_left
from models.rounds.ladder import receivers, step_of
from models.rounds.tables import Round
from models.rules.ladder import Rung, Step

Missing = dict[PersonView, tuple[RowView, ...]]


def people_left(session: Session, directory: Directory, round_: Round, plan: PlanView) -> Missing:
    """The people who are asked in the round and have rows without an answer, with those rows: one row per activity."""
    return {each: done.left for each, done in people_asked(session, directory, round_, plan).items() if done.left}


def people_asked(
    session: Session, directory: Directory, round_: Round, plan: PlanView
) -> dict[PersonView, Progress]:  # fmt: skip
    """How far each person has come who is asked in the round."""
    answers = current_answers(session, round_.id, plan.id)
    open_rows = frozenset(asked_rows(session, round_, plan.rows, answers))
    asked = dict[PersonView, Progress]()
    for person in directory.people:
        if rows := tuple(row for row in directory.asked_rows(person, plan, round_.id) if row in open_rows):
            asked[person] = progress(rows, answers)
    return asked


def escalated_about(
    session: Session, directory: Directory, round_: Round, plan: PlanView, delivery: Delivery, options: Options
) -> Missing:
    """The people whom an escalation is about, with their rows without an answer. `delivery` is the escalation; only
    rows that concern its receiver are included."""
    step, at = step_of(delivery)
    receiver = directory.by_id.get(delivery.person_id or 0)
    left = people_left(session, directory, round_, plan)
    return _concerning(directory, round_, Rung(step, at), receiver, left, options) if receiver else {}


def managed_left(
    session: Session, directory: Directory, round_: Round, plan: PlanView, manager: PersonView, now: datetime,
    options: Options,
) -> Missing:  # fmt: skip
    """The people whose manager this is by now, and who have rows left, with those rows."""
    left = people_left(session, directory, round_, plan)
    return _concerning(directory, round_, Rung(Step.MANAGER, now), manager, left, options)


def _concerning(
    directory: Directory, round_: Round, rung: Rung, receiver: PersonView, left: Missing, options: Options
) -> Missing:
    """Of those who have rows left, the people about whom the receiver is told at this step, with the rows of them that
    are the receiver's to hear of."""
    about: Missing = {}
    for person, rows in left.items():
        candidates = receivers(directory, rung.step, person, rung.at, options)
        if receiver.id not in {each.id for each in candidates}:
            continue
        is_unit_deputy = rung.step is Step.DEPUTY and person.deputy_email != receiver.email
        # The deputy of one of the person's units is not concerned with rows of the others, and nobody with rows that
        # have time left.
        concerned = tuple(
            row for row in rows
            if not has_time_left(round_, row, rung.at) and (not is_unit_deputy or directory.answers_for(receiver, row))
        )  # fmt: skip
        if concerned:
            about[person] = concerned
    return about


def rows_of(missing: Missing) -> tuple[RowView, ...]:
    """The rows, each once, in the order of the plan."""
    rows = {row.row: row for each in missing.values() for row in each}
    return tuple(rows[number] for number in sorted(rows))
