"""Reconciling an open round: who should have an opening message is compared with who has one, and the difference is
queued. It is level-triggered, so that no event (an import, leave, a corrected account) can be missed. Never commits."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import and_, or_, update
from sqlalchemy.orm import Session

from actions.answers.handovers import hand_over
from actions.coordinators.telling import platform_of, tell_coordinators
from models.answers.asking import difference, moves_for_leave, prompt_payload, rows_said
from models.answers.uncovered import CoverageGaps, new_coverage_gaps
from models.options import Options
from models.outbox import keys
from models.outbox.destinations import to_person
from models.outbox.homes import redraw_homes
from models.outbox.queue import (
    Prompt,
    prompts_of,
    queue,
    queue_all,
    request_page_updates,
    request_prompt_updates,
    row_of,
)
from models.outbox.tables import Delivery
from models.people.directory_cache import load_directory
from models.people.views import PersonView
from models.plan.views import RowView
from models.rounds.queries import plan_of_round
from models.rounds.tables import Round
from models.rules.paging import pages_of_prompt
from models.vocabulary.outbox import CoordinatorNotice, DeliveryKind, DeliveryState
from models.vocabulary.people import HandoverReason

Rows = Mapping[PersonView, tuple[RowView, ...]]


def needs_reconciling(session: Session, round_: Round, now: datetime, options: Options) -> bool:
    """Whether `reconcile_round` would do anything in this open round. Changes and locks nothing."""
    directory = load_directory(session)
    plan = plan_of_round(directory, round_)
    if plan is None:
        return False
    return any((
        moves_for_leave(session, directory, round_, plan, now, options),
        difference(session, directory, round_, plan, now, options),
        new_coverage_gaps(session, directory, round_, plan, now, options),
    ))  # fmt: skip


def reconcile_round(session: Session, round_: Round, now: datetime, options: Options) -> int:
    """Brings an open round's opening messages in line with who should be asked about which rows.

    Hands over the rows of people on leave, and back; queues, revives and rewrites opening messages; reports to the
    coordinators what nobody covers. Returns the number of people whose opening message was queued or changed; 0 when
    there is no plan.
    """
    directory = load_directory(session)
    plan = plan_of_round(directory, round_)
    if plan is None:
        return 0
    moves = moves_for_leave(session, directory, round_, plan, now, options)
    hand_over(session, round_, moves.back, HandoverReason.BACK, now)
    hand_over(session, round_, moves.away, HandoverReason.AWAY, now)
    session.flush()
    directory = load_directory(session)  # with the handovers just stored
    changes = difference(session, directory, round_, plan, now, options)
    gaps = new_coverage_gaps(session, directory, round_, plan, now, options)
    _ask(session, round_, changes.ask, now, options)
    _revive(session, round_, changes.revive, now, options)
    _revive(session, round_, changes.again, now, options, DeliveryState.SENT)
    _rewrite(session, round_, changes.rewrite, now)
    _report_gaps(session, round_, gaps, now, options)
    affected = {
        person.id for people in (changes.ask, changes.revive, changes.again, changes.rewrite) for person in people
    }
    redraw_homes(session, affected, now)
    return len(affected)


def _ask(session: Session, round_: Round, people: Rows, now: datetime, options: Options) -> None:
    """Queues the opening message of each of these people, and the pages that continue it."""
    queue_all(session, [
        row_of(keys.prompt(round_.id, person.id), DeliveryKind.PROMPT, platform_of(person, options),
               to_person(person.id), now, round_id=round_.id, person_id=person.id, payload=prompt_payload(rows))
        for person, rows in people.items()
    ])  # fmt: skip
    _queue_pages(session, round_, people, now)


def _queue_pages(session: Session, round_: Round, people: Rows, now: datetime) -> None:
    """Queues what does not fit the opening messages, as replies in their threads."""
    page_counts = {person.id: count for person, rows in people.items() if (count := pages_of_prompt(len(rows))) > 1}
    queue_all(session, [
        row_of(keys.prompt(round_.id, prompt.person_id, page), DeliveryKind.PAGE, prompt.platform, prompt.destination,
               now, round_id=round_.id, person_id=prompt.person_id, parent_id=prompt.id, payload={"page": page})
        for prompt in prompts_of(session, round_.id, page_counts) for page in range(1, page_counts[prompt.person_id])
    ])  # fmt: skip


def _revive(
    session: Session, round_: Round, people: Rows, now: datetime, options: Options, *more: DeliveryState
) -> None:
    """Queues cancelled and failed opening messages anew, with their pages, and those in `more` states, in the chat
    where the person is asked now. The channel is cleared, since the person's account may have been corrected."""
    platforms = {person.id: platform_of(person, options) for person in people}
    unsent = Delivery.state.in_([DeliveryState.CANCELLED, DeliveryState.FAILED, *more])
    for prompt in prompts_of(session, round_.id, [person.id for person in people]):
        page = and_(Delivery.parent_id == prompt.id, Delivery.kind == DeliveryKind.PAGE)
        session.execute(
            update(Delivery)
            .where(or_(Delivery.id == prompt.id, page), unsent)
            .values(state=DeliveryState.PENDING, due_at=now, error=None, told_at=None, looks=0, first_tried_at=None,
                    platform=platforms[prompt.person_id], platform_channel=None, platform_message=None)
        )  # fmt: skip
    _store_rows(session, round_, people)
    _queue_pages(session, round_, people, now)


def _rewrite(session: Session, round_: Round, people: Rows, now: datetime) -> None:
    """Has opening messages that were sent rewritten, with their pages, because their rows or what these are called have
    changed. Rewriting a message notifies nobody, so added rows are announced in its thread. One that is still pending
    gets its text when it is sent."""
    prompts = prompts_of(session, round_.id, [person.id for person in people])
    rows_by_person = {person.id: rows for person, rows in people.items()}
    for prompt in prompts:
        delivery = session.get_one(Delivery, prompt.id)
        announced = rows_said(delivery)
        if announced is None or delivery.state is DeliveryState.PENDING:
            continue
        rows = rows_by_person[prompt.person_id]
        if added := [row.placement_id for row in rows if row.placement_id not in announced]:
            _announce_added_rows(session, round_, prompt, added, now)
    request_prompt_updates(session, prompts, now)
    request_page_updates(session, prompts, now)
    _store_rows(session, round_, people)
    _queue_pages(session, round_, people, now)


def _announce_added_rows(session: Session, round_: Round, prompt: Prompt, added: list[int], now: datetime) -> None:
    queue(session, keys.given_rows(prompt.id, now), DeliveryKind.NOTICE, prompt.platform, prompt.destination, now,
          round_id=round_.id, person_id=prompt.person_id, parent_id=prompt.id, payload={"given": added})  # fmt: skip


def _store_rows(session: Session, round_: Round, people: Rows) -> None:
    """Stores in each opening message which rows it asks about, for the next comparison."""
    rows_by_person = {person.id: rows for person, rows in people.items()}
    for prompt in prompts_of(session, round_.id, rows_by_person):
        values = {"payload": prompt_payload(rows_by_person[prompt.person_id])}
        session.execute(update(Delivery).where(Delivery.id == prompt.id).values(values))


def _report_gaps(session: Session, round_: Round, gaps: CoverageGaps, now: datetime, options: Options) -> None:
    """Notifies the coordinators, with one notice for all rows without an owner, one for all people on leave, and one
    for each closed account."""
    ids_by_notice = {
        CoordinatorNotice.OWNERLESS: [row.placement_id for row in gaps.ownerless],
        CoordinatorNotice.AWAY: [person.id for person in gaps.away],
    }
    for notice, ids in ids_by_notice.items():
        if ids:
            subject = f"{notice.value}:{round_.id}:{ids[0]}:{len(ids)}"
            tell_coordinators(session, notice, subject, now, options, round_.id, about=ids)
    for person in gaps.departed:
        subject = f"departed:{round_.id}:{person.id}"
        tell_coordinators(session, CoordinatorNotice.DEPARTED, subject, now, options, round_.id, about=[person.id])
