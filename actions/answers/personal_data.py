"""What an answer's author says about personal data in it: that it is right. (That it is gone is a new version.)"""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from models.answers.answerable import AnswerableRow
from models.answers.personal import TEXTS, findings
from models.answers.queries import AnswerView
from models.answers.tables import Answer
from models.operations.audit import record
from models.outbox.homes import redraw_all_homes
from models.outbox.queue import request_rewrites, request_summary_rewrites
from models.people.views import PersonView
from models.rules.answers.personal_data import masked
from models.vocabulary.answers import Personal


def say_right(
    session: Session, target: AnswerableRow, answer: AnswerView, why: str, person: PersonView, now: datetime
) -> None:
    """Everybody reads the answer as it was written from now on, also where it has been posted. The audit tells why, and
    of what kind the data are, never the data."""
    kinds = sorted({kind.value for kind, _ in findings({name: getattr(answer, name) for name in TEXTS})})
    session.execute(update(Answer).where(Answer.id == answer.id).values(personal=Personal.RIGHT))
    record(session, now, "answer.personal_right", f"{target.round.name} / {target.row.row}", person.id,
           round_id=target.round.id, placement_id=target.row.placement_id, before={"personal": answer.personal.value},
           personal=Personal.RIGHT.value, version=answer.version, kinds=kinds, why=masked(why))  # fmt: skip
    request_rewrites(session, answer.id, answer.id, now)
    request_summary_rewrites(session, target.round.id, now)
    redraw_all_homes(session, now)
