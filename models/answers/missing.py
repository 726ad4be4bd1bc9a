"""Who has something left to answer in a round."""

from sqlalchemy.orm import Session

from models.answers.progress import asked_rows, progress
from models.answers.queries import current_answers
from models.options import Options
from models.outbox.tables import Delivery
from models.people.directory import Directory
from models.people.views import PersonView
from models.plan.views import PlanView, RowView
from models.rounds.ladder import receivers, step_of
from models.rounds.tables import Round
from models.rules.ladder import Step

Missing = dict[PersonView, tuple[RowView, ...]]


def people_left(session: Session, directory: Directory, round_: Round, plan: PlanView) -> Missing:
    """Everybody who is asked in the round and has something left, with the rows."""
    answers = current_answers(session, round_.id, plan.id)
    open_rows = frozenset(asked_rows(session, round_, plan.rows, answers))
    left: Missing = {}
    for person in directory.people:
        rows = tuple(row for row in directory.asked_rows(person, plan, round_.id) if row in open_rows)
        if missing := progress(rows, answers).left:
            left[person] = missing
    return left


def escalated_about(
    session: Session, directory: Directory, round_: Round, plan: PlanView, delivery: Delivery, options: Options
) -> Missing:
    """Whom an escalation to its receiver is about, and their rows without an answer."""
    step, at = step_of(delivery)
    about: Missing = {}
    for person, rows in people_left(session, directory, round_, plan).items():
        to = next((to for to in receivers(directory, step, person, at, options) if to.id == delivery.person_id), None)
        of_unit = to is not None and step is Step.DEPUTY and person.deputy_email != to.email
        # The deputy of one of the person's units has nothing to do with the others.
        theirs = tuple(row for row in rows if to and (not of_unit or directory.answers_for(to, row)))
        if theirs:
            about[person] = theirs
    return about
