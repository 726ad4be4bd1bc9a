"""Writing the introduction and the summaries of a half-year report. Never commits."""

from datetime import datetime

from sqlalchemy.orm import Session

from actions.rounds.life_cycle import RoundFault, require_state
from i18n import N_
from models.operations.audit import record
from models.plan.views import GoalView
from models.reporting.queries import current_texts, newest_version, part_of
from models.reporting.tables import ReportText
from models.rounds.tables import Round
from models.rules.text import clean
from models.vocabulary.people import Role
from models.vocabulary.rounds import RoundState

# What fits a field of a form.
LONGEST_TEXT = 3000


def write_text(
    session: Session, round_: Round, goal: GoalView | None, text: str, signed_as: Role | None, now: datetime,
    person_id: int | None = None,
) -> None:  # fmt: skip
    """Stores a new version of the summary of a goal, or of the introduction; an empty text takes it back. With
    `signed_as` it is signed in that role, else it is a draft. The same again changes nothing. Raises RoundFault for a
    locked round, whose record is frozen, and for a text that is too long."""
    # The whole row's lock, as the lock of the round takes it: the text is in the frozen record, or refused.
    require_state(session, round_, RoundState.PLANNED, RoundState.OPEN, RoundState.CLOSED, whole=True)
    text, part = clean(text), part_of(goal)
    if len(text) > LONGEST_TEXT:
        raise RoundFault(N_("The text has {length} characters; at most {most} fit. Nothing was saved: shorten it."),
                         length=len(text), most=LONGEST_TEXT)  # fmt: skip
    current = current_texts(session, round_.id).get(part)
    signed_as = signed_as if text else None
    if (text, signed_as) == ((current.text, current.signed_as) if current else ("", None)):
        return
    version = newest_version(session, round_.id, part) + 1
    session.add(ReportText(round_id=round_.id, part=part, version=version, text=text, signed_as=signed_as,
                           person_id=person_id, at=now))  # fmt: skip
    session.flush()
    about = f"{round_.name} / {goal.name}" if goal else round_.name
    before = {"version": current.version, "signed_as": current.signed_as} if current else None
    record(session, now, "report.text", about, person_id, round_id=round_.id, before=before, version=version,
           signed_as=signed_as, part="summary" if goal else "introduction")  # fmt: skip
