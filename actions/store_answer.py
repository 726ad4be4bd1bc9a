"""Storing an answer, and queueing what others are told of it. Both ways of answering, text and form, end here."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.answers.answerable import AnswerableRow
from models.answers.last_time import answer_last_time
from models.answers.queries import AnswerView, add_answer
from models.operations.audit import record
from models.options import Options
from models.outbox import keys
from models.outbox.destinations import MANAGEMENT
from models.outbox.homes import redraw_homes
from models.outbox.queue import Prompt, prompts_of, queue, queue_all, request_prompt_updates, revive_cancelled, row_of
from models.outbox.tables import Delivery
from models.people.registers import load_directory
from models.people.views import PersonView
from models.rounds.tables import Round
from models.vocabulary import DeliveryKind, FollowUp, Lifecycle, RoundState, Source, Status

LONGEST_COMMENT = 20_000


@dataclass(frozen=True)
class Given:
    """What is reported on one row, cleaned and complete enough to be stored."""

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


@dataclass(frozen=True)
class Author:
    """Who answers, and where."""

    person: PersonView
    source: Source


@dataclass(frozen=True)
class Stored:
    """The stored answer, and the version before it in the same round."""

    answer: AnswerView
    replaced: AnswerView | None


def store_answer(
    session: Session, place: AnswerableRow, given: Given, replaced: AnswerView | None, author: Author,
    now: datetime, options: Options,
) -> Stored:  # fmt: skip
    """Adds a version to what is known about the row; `replaced` is the one that is current. Queues the alert, the
    notices to the row's other owners and the rewriting of opening messages."""
    values: dict[str, Any] = {
        "round_id": place.round.id, "placement_id": place.row.placement_id,
        "version": replaced.version + 1 if replaced else 1, "author_id": author.person.id,
        "author_email": author.person.email, "on_behalf_of": place.on_behalf_of, "submitted_at": now,
        "late": is_late(place.round, now), "source": author.source, **vars(given),
    }  # fmt: skip
    answer_id = add_answer(session, values)
    record(session, now, "answer.stored", f"{place.round.name} / {place.row.row}", author.person.id,
           version=values["version"], status=given.status.value, answer=answer_id,
           **_instead_of(session, author.person, place))  # fmt: skip
    stored = Stored(AnswerView(id=answer_id, **values), replaced)
    _tell_owners(session, place, author.person, stored, now)
    for platform in options.platforms:
        _tell_management(session, platform, place, stored, now, options)
    return stored


def is_late(round_: Round, now: datetime) -> bool:
    """Whether an answer given now comes after the deadline."""
    return round_.state is not RoundState.PLANNED and (round_.state is not RoundState.OPEN or now > round_.deadline)


def _instead_of(session: Session, person: PersonView, place: AnswerableRow) -> dict[str, list[int]]:
    """For the audit: whose row it is, when somebody else than an owner answers."""
    if person.owns(place.row):
        return {}
    return {"instead_of": [owner.id for owner in load_directory(session).owners(place.row)]}


def _tell_owners(session: Session, place: AnswerableRow, author: PersonView, stored: Stored, now: datetime) -> None:
    """The opening messages of all who are asked about the row are rewritten; the others are told, once per row."""
    directory = load_directory(session)
    asked = {person.id for person in directory.owners(place.row)} | directory.asked(place.row, place.round.id).keys()
    redraw_homes(session, {author.id, *asked, *directory.watchers(place.row)}, now)
    others = asked - {author.id}
    # The author of the version before learns of it too, although they need not own the row (a deputy).
    before = stored.replaced
    if before and before.author_id and before.author_id != author.id:
        others.add(before.author_id)
    prompts = prompts_of(session, place.round.id, asked | others)
    request_prompt_updates(session, [prompt for prompt in prompts if prompt.person_id in asked], now)
    told = [prompt for prompt in prompts if prompt.person_id in others]
    queue_all(session, [_notice(place, stored, prompt, now) for prompt in told])
    # The notice is something to be told, which there was not before.
    revive_cancelled(session, told, now)


def _notice(place: AnswerableRow, stored: Stored, prompt: Prompt, now: datetime) -> dict[str, Any]:
    """In the thread of an opening message: somebody else has answered on the row."""
    return row_of(
        keys.notice(place.round.id, place.row.placement_id, prompt.person_id), DeliveryKind.NOTICE, prompt.platform,
        prompt.destination, now, round_id=place.round.id, person_id=prompt.person_id,
        placement_id=place.row.placement_id, answer_id=stored.answer.id, parent_id=prompt.id,
    )  # fmt: skip


def _tell_management(
    session: Session, platform: str, place: AnswerableRow, stored: Stored, now: datetime, options: Options
) -> None:
    if place.round.state in {RoundState.CLOSED, RoundState.LOCKED}:
        summary = _delivery(session, keys.summary(place.round.id, platform))
        if summary is not None and changes_picture(stored):
            key = keys.summary_change(stored.answer.id, platform)
            _queue_management(session, platform, key, DeliveryKind.SUMMARY_CHANGE, place, stored, summary, now)
    else:
        _alert(session, platform, place, stored, now, options)


def changes_picture(stored: Stored) -> bool:
    """Whether what management has read is no longer so: another colour, or other words about a deviation."""
    before, now = stored.replaced, stored.answer
    if before is None or before.status is not now.status:
        return True
    told = ("comment", "cause", "action", "action_owner", "action_due", "forecast", "decision_by")
    return now.status.is_deviation and any(getattr(before, name) != getattr(now, name) for name in told)


def _alert(
    session: Session, platform: str, place: AnswerableRow, stored: Stored, now: datetime, options: Options
) -> None:
    key = keys.alert(place.round.id, place.row.placement_id, platform)
    if _alerts_on(options, stored.answer.status) and _becomes(session, place, stored):
        if _queue_management(session, platform, key, DeliveryKind.ALERT, place, stored, None, now):
            return
    elif not (stored.replaced and changes_picture(stored)):
        return
    first = _delivery(session, key)
    if first is not None and first.answer_id != stored.answer.id:
        change = keys.alert_change(stored.answer.id, platform)
        _queue_management(session, platform, change, DeliveryKind.ALERT_CHANGE, place, stored, first, now)


def _becomes(session: Session, place: AnswerableRow, stored: Stored) -> bool:
    """Whether the row had another colour, or none, before; last time counts when it is the first answer."""
    before = stored.replaced or answer_last_time(session, place.round, place.row)
    return before is None or before.status is not stored.answer.status


def _alerts_on(options: Options, status: Status) -> bool:
    wanted = {"off": set(), "red": {Status.RED}, "all": {Status.RED, Status.YELLOW}}[options.alerts]
    return status in wanted


def _delivery(session: Session, key: str) -> Delivery | None:
    return session.scalars(select(Delivery).where(Delivery.key == key)).one_or_none()


def _queue_management(
    session: Session, platform: str, key: str, kind: DeliveryKind, place: AnswerableRow, stored: Stored,
    parent: Delivery | None, now: datetime,
) -> bool:  # fmt: skip
    return queue(session, key, kind, platform, MANAGEMENT, now, round_id=place.round.id,
                 placement_id=place.row.placement_id, answer_id=stored.answer.id,
                 parent_id=parent.id if parent else None)  # fmt: skip
