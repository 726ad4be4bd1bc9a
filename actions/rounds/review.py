"""Approving answers and sending them back with a question. Never commits."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.coordinators.telling import platform_of
from actions.rounds.life_cycle import RoundFault, require_state
from i18n import N_
from models.answers.queries import AnswerView
from models.operations.audit import record
from models.options import Options
from models.outbox import keys
from models.outbox.destinations import to_person
from models.outbox.homes import redraw_homes
from models.outbox.queue import prompts_of, queue
from models.people.directory import Directory
from models.people.directory_cache import load_directory
from models.people.views import PersonView
from models.plan.views import RowView
from models.review.tables import Review
from models.rounds.tables import Round
from models.rules.text import clean
from models.vocabulary.answers import Verdict
from models.vocabulary.outbox import DeliveryKind
from models.vocabulary.rounds import RoundState

# A row with its current answer.
Reviewable = tuple[RowView, AnswerView]
LONGEST_QUESTION = 3000
_TAKES_REVIEW = (RoundState.OPEN, RoundState.CLOSED)


def may_approve(directory: Directory, answer: AnswerView, person: PersonView) -> bool:
    """The author of an answer approves it only when there is no other coordinator."""
    return answer.author_id != person.id or all(each.id == person.id for each in directory.coordinators())


def approve(
    session: Session, round_: Round, answers: Sequence[Reviewable], person: PersonView | None, now: datetime
) -> list[RowView]:
    """Approves these answers. `person` is None for an operator. Returns the rows that the person has answered
    themselves, which they may approve only when there is no other coordinator. Raises RoundFault for those, and for a
    round that cannot be reviewed."""
    require_state(session, round_, *_TAKES_REVIEW)
    own = [row for row, answer in answers if person is not None and answer.author_id == person.id]
    directory = load_directory(session)
    if person and any(not may_approve(directory, answer, person) for _, answer in answers):
        raise RoundFault(
            N_("You have answered row {row} yourself, so another coordinator approves it."), row=own[0].row
        )
    for row, answer in answers:
        is_own = row in own
        _add(session, round_, row, Review(answer_id=answer.id, verdict=Verdict.APPROVED, question="", is_own=is_own,
                                          at=now, person_id=person.id if person else None))  # fmt: skip
    _redraw_desks(session, directory, now)
    return own


def send_back(
    session: Session, round_: Round, row: RowView, answer: AnswerView, question: str, person: PersonView | None,
    now: datetime, options: Options,
) -> list[PersonView]:  # fmt: skip
    """Sends an answer back with a question, which its author and the row's owners get once. Returns who gets it.
    Raises RoundFault for a round that cannot be reviewed, and for a question that is empty or too long."""
    require_state(session, round_, *_TAKES_REVIEW)
    question = clean(question)
    if not question or len(question) > LONGEST_QUESTION:
        raise RoundFault(N_("Write a question of 1 to {most} characters."), most=LONGEST_QUESTION)
    review = Review(answer_id=answer.id, verdict=Verdict.RETURNED, question=question, is_own=False, at=now,
                    person_id=person.id if person else None)  # fmt: skip
    _add(session, round_, row, review)
    directory = load_directory(session)
    asked = {each.id: each for each in directory.owners(row)}
    if (author := directory.by_id.get(answer.author_id or 0)) and author not in directory.former:
        asked[author.id] = author
    prompts = {prompt.person_id: prompt for prompt in prompts_of(session, round_.id, list(asked))}
    for each in asked.values():
        prompt = prompts.get(each.id)
        queue(
            session, keys.returned(review.id, each.id), DeliveryKind.RETURNED,
            prompt.platform if prompt else platform_of(each, options), to_person(each.id), now, round_id=round_.id,
            person_id=each.id, placement_id=row.placement_id, answer_id=answer.id, payload={"review": review.id},
            parent_id=prompt.id if prompt else None,
        )  # fmt: skip
    _redraw_desks(session, directory, now)
    return list(asked.values())


def _redraw_desks(session: Session, directory: Directory, now: datetime) -> None:
    """The coordinators' home pages say what is not reviewed."""
    redraw_homes(session, [each.id for each in directory.coordinators()], now)


def _add(session: Session, round_: Round, row: RowView, review: Review) -> None:
    earlier = select(Review.id).where(Review.answer_id == review.answer_id).order_by(Review.id.desc()).limit(1)
    before = session.scalar(earlier)
    session.add(review)
    session.flush()
    record(session, review.at, f"answer.{review.verdict.value}", f"{round_.name} / {row.row}", review.person_id,
           round_id=round_.id, placement_id=row.placement_id, before={"review": before} if before else None,
           review=review.id)  # fmt: skip
