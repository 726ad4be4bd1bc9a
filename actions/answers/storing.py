"""Storing an answer and queueing the messages about it, for answers by text, form and button alike."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.answers.answerable import AnswerableRow
from models.answers.history.last_time import answer_last_time
from models.answers.personal import TEXTS, findings, state_of
from models.answers.queries import AnswerView, add_answer, answer_to_copy, seen_by
from models.answers.shared import TOLD
from models.learning.searching import index_answer
from models.operations.audit import people, record
from models.options import Options
from models.outbox import keys
from models.outbox.destinations import MANAGEMENT
from models.outbox.queue import queue, request_rewrites
from models.outbox.tables import Delivery
from models.people.directory_cache import load_directory
from models.people.views import PersonView
from models.plan.views import RowView
from models.rounds.exceptions import deadline_of, has_own_deadline
from models.rounds.tables import Round
from models.vocabulary.answers import FollowUp, LessonCause, Lifecycle, Personal, Source, Status
from models.vocabulary.outbox import DeliveryKind
from models.vocabulary.rounds import RoundState

LONGEST_COMMENT = 20_000


@dataclass(frozen=True)
class Given:
    """The contents of an answer to one row, already validated. `words_of_id` is whose words are in it, when the author
    keeps a text of which they were not shown everything."""

    status: Status
    comment: str
    cause: str | None = None
    action: str | None = None
    action_owner: str | None = None
    action_due: date | None = None
    lifecycle: Lifecycle | None = None
    forecast: date | None = None
    decision_by: str | None = None
    change_reason: str | None = None
    follow_up_state: FollowUp | None = None
    follow_up_note: str | None = None
    late_reason: str | None = None
    reference_row_id: int | None = None
    reference_answer_id: int | None = None
    words_of_id: int | None = None


@dataclass(frozen=True)
class Author:
    """Who answers, and through which door."""

    person: PersonView
    source: Source


@dataclass(frozen=True)
class Stored:
    """The stored answer, and the version before it in the same round, both as the author may read them. `learnt` when
    its author is now asked what was learnt, and why."""

    answer: AnswerView
    replaced: AnswerView | None
    learnt: LessonCause | None = None


def store_answer(
    session: Session, target: AnswerableRow, given: Given, replaced: AnswerView | None, author: Author,
    now: datetime, options: Options,
) -> Stored:  # fmt: skip
    """Stores a new version of the row's answer; `replaced` is the current one, None for the first. Queues the alert or
    the summary's change. The row's other owners are told at the next tick of the clock
    (`actions.answers.telling_owners`)."""
    values: dict[str, Any] = {
        "round_id": target.round.id, "placement_id": target.row.placement_id,
        "version": replaced.version + 1 if replaced else 1, "author_id": author.person.id,
        "author_email": author.person.email, "on_behalf_of": target.on_behalf_of, "submitted_at": now,
        "late": is_late(target.round, target.row, now), "source": author.source, **vars(given),
    }  # fmt: skip
    before = answer_to_copy(session, replaced.id) if replaced and replaced.personal is not Personal.NONE else None
    values["personal"] = _personal(values, before)
    if values["personal"] is not Personal.FOUND:
        values["words_of_id"] = None
    answer_id = add_answer(session, values)
    record(session, now, "answer.stored", f"{target.round.name} / {target.row.row}", author.person.id,
           round_id=target.round.id, placement_id=target.row.placement_id,
           before={"answer": replaced.id} if replaced else None, answer=answer_id,
           **_instead_of(session, author.person, target))  # fmt: skip
    _index(session, answer_id, given, replaced)
    stored = Stored(seen_by(AnswerView(id=answer_id, **values), author.person.id), replaced)
    for platform in options.with_management:
        _tell_management(session, platform, target, stored, now, options)
    if before and before.status is given.status and findings(_texts(before._asdict())):
        # What was posted about the version before says what its author now says instead.
        request_rewrites(session, before.id, answer_id, now)
    return stored


def _index(session: Session, answer_id: int, given: Given, replaced: AnswerView | None) -> None:
    """A deviation's action is found by its words from now on, and that of the version before no more."""
    has_action = given.status.is_deviation and given.action
    texts = (given.comment, given.cause, given.action) if has_action else ()
    had_action = replaced is not None and replaced.status.is_deviation and replaced.action
    index_answer(session, answer_id, replaced.id if replaced and had_action else None, texts)


def given_again(session: Session, answer: AnswerView, person: PersonView) -> Given:
    """What an answer says, for a new version by a person who may not have been shown all of it."""
    whole = answer_to_copy(session, answer.id)
    words_of = whole.whose_words if whole != seen_by(whole, person.id) else None
    return Given(**{name: getattr(whole, name) for name in TOLD}, words_of_id=words_of)


def _personal(values: Mapping[str, Any], before: AnswerView | None) -> Personal:
    was_right = before is not None and before.personal is Personal.RIGHT
    return state_of(_texts(values), _texts(before._asdict()) if before and was_right else {})


def _texts(values: Mapping[str, Any]) -> dict[str, str | None]:
    return {name: values.get(name) for name in TEXTS}


def is_late(round_: Round, row: RowView, now: datetime) -> bool:
    """Whether an answer stored now comes after the deadline, or after the round was closed; for a unit with a deadline
    of its own, after that."""
    if round_.state is RoundState.PLANNED:
        return False
    if has_own_deadline(round_, row) and round_.state in {RoundState.OPEN, RoundState.CLOSED}:
        return now > deadline_of(round_, row)
    return round_.state is not RoundState.OPEN or now > round_.deadline


def _instead_of(session: Session, person: PersonView, target: AnswerableRow) -> dict[str, Any]:
    """For the audit event: the owners of the row, when somebody else answers."""
    if person.owns(target.row):
        return {}
    return {"instead_of": people(owner.id for owner in load_directory(session).owners(target.row))}


def _tell_management(
    session: Session, platform: str, target: AnswerableRow, stored: Stored, now: datetime, options: Options
) -> None:
    if target.round.state in {RoundState.CLOSED, RoundState.LOCKED}:
        summary = _delivery(session, keys.summary(target.round.id, platform, target.round.closings))
        if summary is not None and changes_picture(stored):
            key = keys.summary_change(stored.answer.id, platform)
            _queue_management(session, platform, key, DeliveryKind.SUMMARY_CHANGE, target, stored, summary, now)
    else:
        _alert(session, platform, target, stored, now, options)


def changes_picture(stored: Stored) -> bool:
    """Whether what management has read is outdated: another status, or another text about a deviation."""
    before, now = stored.replaced, stored.answer
    if before is None or before.status is not now.status:
        return True
    shown = ("comment", "cause", "action", "action_owner", "action_due", "forecast", "decision_by")
    return now.status.is_deviation and any(getattr(before, name) != getattr(now, name) for name in shown)


def _alert(
    session: Session, platform: str, target: AnswerableRow, stored: Stored, now: datetime, options: Options
) -> None:
    """Queues the first alert about the row in this round, or else a change in its thread."""
    key = keys.alert(target.round.id, target.row.placement_id, platform)
    if _is_alerting(options, stored.answer.status) and _is_new_status(session, target, stored):
        if _queue_management(session, platform, key, DeliveryKind.ALERT, target, stored, None, now):
            return
    elif not (stored.replaced and changes_picture(stored)):
        return
    first = _delivery(session, key)
    if first is not None and first.answer_id != stored.answer.id:
        change = keys.alert_change(stored.answer.id, platform)
        _queue_management(session, platform, change, DeliveryKind.ALERT_CHANGE, target, stored, first, now)


def _is_new_status(session: Session, target: AnswerableRow, stored: Stored) -> bool:
    """Whether the row had another status before, or none. The first answer of a round is compared with last time's."""
    before = stored.replaced or answer_last_time(session, target.round, target.row)
    return before is None or before.status is not stored.answer.status


def _is_alerting(options: Options, status: Status) -> bool:
    alerting = {"off": set(), "red": {Status.RED}, "all": {Status.RED, Status.YELLOW}}[options.alerts]
    return status in alerting


def _delivery(session: Session, key: str) -> Delivery | None:
    return session.scalars(select(Delivery).where(Delivery.key == key)).one_or_none()


def _queue_management(
    session: Session, platform: str, key: str, kind: DeliveryKind, target: AnswerableRow, stored: Stored,
    parent: Delivery | None, now: datetime,
) -> bool:  # fmt: skip
    return queue(session, key, kind, platform, MANAGEMENT, now, round_id=target.round.id,
                 placement_id=target.row.placement_id, answer_id=stored.answer.id,
                 parent_id=parent.id if parent else None)  # fmt: skip
