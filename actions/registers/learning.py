"""What is learnt: asking for it, keeping it as a line of the register of lessons, and whether what was shown helped."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from actions.registers.lines import LESSONS, store_line
from models.answers.answerable import AnswerableRow
from models.learning.questions import add_question, question_on
from models.learning.tables import HelpReply
from models.operations.audit import record
from models.people.views import PersonView
from models.registers.all import BY_NAME
from models.registers.declaration import Line
from models.registers.links.targets import Targets
from models.registers.queries import next_key
from models.registers.tables import RegisterLine
from models.storage.database import dialect_of, insert_for
from models.vocabulary.answers import LessonCause


@dataclass(frozen=True)
class Lesson:
    """What somebody has learnt, in one line. `kind` is a code of the register's column. `links` are as in files, and
    `origin` says in words where it comes from."""

    text: str
    links: tuple[str, ...]
    origin: str
    learnt_on: date
    kind: str | None = None


def ask_what_was_learnt(
    session: Session, target: AnswerableRow, person: PersonView, cause: LessonCause, now: datetime
) -> bool:
    """Remembers that the person is asked. False when somebody was asked about the activity in this round before."""
    return add_question(session, {
        "round_id": target.round.id, "activity_id": target.row.activity_id,
        "placement_id": target.row.placement_id, "person_id": person.id, "cause": cause, "asked_at": now,
    })  # fmt: skip


def keep_lesson(session: Session, targets: Targets, lesson: Lesson, now: datetime) -> RegisterLine:
    """Stores a lesson as a line of its own. Raises LineFault when the register does not take it."""
    register = BY_NAME[LESSONS]
    if dialect_of(session) != "sqlite":
        # Two who tell something at the same moment get two keys.
        session.execute(select(func.pg_advisory_xact_lock(func.hashtext(LESSONS))))
    values = {"text": lesson.text, "kind": lesson.kind, "origin": lesson.origin,
              "learnt_on": lesson.learnt_on.isoformat()}  # fmt: skip
    return store_line(session, register, targets, Line(next_key(session, register), values, lesson.links), now)


def tell_lesson(
    session: Session, target: AnswerableRow, targets: Targets, lesson: Lesson, person: PersonView, now: datetime
) -> RegisterLine:  # fmt: skip
    """Keeps what was learnt on a row in a round, and answers the question about it if there is one."""
    line = keep_lesson(session, targets, lesson, now)
    asked = question_on(session, target.round.id, target.row.activity_id)
    if asked is not None and asked.line_id is None:
        asked.line_id = line.id
    record(session, now, "lesson.told", f"{target.round.name} / {target.row.row}", person.id, round_id=target.round.id,
           placement_id=target.row.placement_id, after={"lesson": line.key})  # fmt: skip
    return line


def skip_lesson(session: Session, target: AnswerableRow, person: PersonView, now: datetime) -> None:
    """The question about a row is passed over. Nothing, when it was answered or passed over before."""
    asked = question_on(session, target.round.id, target.row.activity_id)
    if asked is None or asked.line_id is not None or asked.skipped_at is not None:
        return
    asked.skipped_at = now
    record(session, now, "lesson.skipped", f"{target.round.name} / {target.row.row}", person.id,
           round_id=target.round.id, placement_id=target.row.placement_id)  # fmt: skip


def say_helped(
    session: Session, target: AnswerableRow, entry_id: int, helped: bool, person: PersonView, now: datetime
) -> None:  # fmt: skip
    """Counts whether an earlier lesson or action helped on a row; the person's newest answer holds."""
    at = {"round_id": target.round.id, "placement_id": target.row.placement_id, "person_id": person.id,
          "entry_id": entry_id}  # fmt: skip
    statement = insert_for(dialect_of(session), HelpReply).values({**at, "helped": helped, "replied_at": now})
    again = statement.on_conflict_do_update(index_elements=list(at), set_={"helped": helped, "replied_at": now})
    session.connection().execute(again)
    record(session, now, "lesson.helped", f"{target.round.name} / {target.row.row}", person.id,
           round_id=target.round.id, placement_id=target.row.placement_id, after={"helped": helped})  # fmt: skip
