"""Asking whoever ought to be asked, at each look of the clock and whatever has happened since the last one: the
difference between who ought to have a question and who has one is made up for. Never commits."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import and_, or_, update
from sqlalchemy.orm import Session

from actions.coordinators import platform_of, tell_coordinators
from actions.handovers import hand_over
from models.answers.asking import Difference, Moves, difference, moves_for_leave, rows_said
from models.answers.uncovered import Uncovered, uncovered
from models.options import Options
from models.outbox import keys
from models.outbox.destinations import to_person
from models.outbox.homes import redraw_homes
from models.outbox.queue import Prompt, prompts_of, queue, queue_all, request_prompt_updates, row_of
from models.outbox.tables import Delivery
from models.people.directory import Directory
from models.people.registers import load_directory
from models.people.views import PersonView
from models.plan.views import PlanView, RowView
from models.rounds.queries import plan_of_round
from models.rounds.tables import Round
from models.rules.paging import pages_of_prompt
from models.vocabulary import CoordinatorNotice, DeliveryKind, DeliveryState, HandoverReason

Rows = Mapping[PersonView, tuple[RowView, ...]]


def is_anything_amiss(session: Session, round_: Round, now: datetime, options: Options) -> bool:
    """Whether `ask_who_ought` would do anything in this open round. Changes and locks nothing."""
    directory = load_directory(session)
    plan = plan_of_round(directory, round_)
    if plan is None:
        return False
    return any(_looks(session, directory, round_, plan, now, options))


def _looks(
    session: Session, directory: Directory, round_: Round, plan: PlanView, now: datetime, options: Options
) -> tuple[Moves, Difference, Uncovered]:
    return (
        moves_for_leave(session, directory, round_, plan, now, options),
        difference(session, directory, round_, plan, now, options),
        uncovered(session, directory, round_, plan, now, options),
    )


def ask_who_ought(session: Session, round_: Round, now: datetime, options: Options) -> int:
    """Hands rows over because of leave, asks, revives and rewrites questions, and tells the coordinators what nobody
    covers, in an open round. Returns how many people were concerned."""
    directory = load_directory(session)
    plan = plan_of_round(directory, round_)
    if plan is None:
        return 0
    moves = moves_for_leave(session, directory, round_, plan, now, options)
    hand_over(session, round_, moves.back, HandoverReason.BACK, now)
    hand_over(session, round_, moves.away, HandoverReason.AWAY, now)
    session.flush()
    _, apart, nobody = _looks(session, load_directory(session), round_, plan, now, options)
    _ask(session, round_, apart.ask, now, options)
    _revive(session, round_, apart.revive, now)
    _rewrite(session, round_, apart.rewrite, now)
    _tell(session, round_, nobody, now, options)
    concerned = {person.id for rows in (apart.ask, apart.revive, apart.rewrite) for person in rows}
    redraw_homes(session, concerned, now)
    return len(concerned)


def _ask(session: Session, round_: Round, people: Rows, now: datetime, options: Options) -> None:
    """Queues the opening message of each of these people, with its continuations."""
    queue_all(session, [
        row_of(keys.prompt(round_.id, person.id), DeliveryKind.PROMPT, platform_of(person, options),
               to_person(person.id), now, round_id=round_.id, person_id=person.id, payload=_payload(rows))
        for person, rows in people.items()
    ])  # fmt: skip
    _queue_pages(session, round_, people, now)


def _payload(rows: tuple[RowView, ...]) -> dict[str, list[int]]:
    return {"rows": [row.placement_id for row in rows]}


def _queue_pages(session: Session, round_: Round, people: Rows, now: datetime) -> None:
    long = {person.id: pages for person, rows in people.items() if (pages := pages_of_prompt(len(rows))) > 1}
    queue_all(session, [
        row_of(keys.prompt(round_.id, prompt.person_id, page), DeliveryKind.PAGE, prompt.platform, prompt.destination,
               now, round_id=round_.id, person_id=prompt.person_id, parent_id=prompt.id, payload={"page": page})
        for prompt in prompts_of(session, round_.id, long) for page in range(1, long[prompt.person_id])
    ])  # fmt: skip


def _revive(session: Session, round_: Round, people: Rows, now: datetime) -> None:
    """Questions that were not sent, with what continues them, are sent now: under the address that holds now."""
    unsent = Delivery.state.in_([DeliveryState.CANCELLED, DeliveryState.FAILED])
    for prompt in prompts_of(session, round_.id, [person.id for person in people]):
        page = and_(Delivery.parent_id == prompt.id, Delivery.kind == DeliveryKind.PAGE)
        session.execute(
            update(Delivery)
            .where(or_(Delivery.id == prompt.id, page), unsent)
            .values(state=DeliveryState.PENDING, due_at=now, error=None, told_at=None, looks=0, first_tried_at=None,
                    platform_channel=None)
        )  # fmt: skip
    _remember_rows(session, round_, people)
    _queue_pages(session, round_, people, now)


def _rewrite(session: Session, round_: Round, people: Rows, now: datetime) -> None:
    """What is asked of these people has changed. A message that is rewritten makes no sound, so further rows are told
    in its thread; one that has not been sent yet is worded when it is."""
    prompts = prompts_of(session, round_.id, [person.id for person in people])
    rows = {person.id: mine for person, mine in people.items()}
    for prompt in prompts:
        delivery = session.get_one(Delivery, prompt.id)
        said = rows_said(delivery)
        given = [
            row.placement_id for row in rows[prompt.person_id] if said is not None and row.placement_id not in said
        ]
        if given and delivery.state is not DeliveryState.PENDING:
            _tell_given(session, round_, prompt, given, now)
    request_prompt_updates(session, prompts, now)
    _remember_rows(session, round_, people)
    _queue_pages(session, round_, people, now)


def _tell_given(session: Session, round_: Round, prompt: Prompt, given: list[int], now: datetime) -> None:
    queue(session, keys.given_rows(prompt.id, now), DeliveryKind.NOTICE, prompt.platform, prompt.destination, now,
          round_id=round_.id, person_id=prompt.person_id, parent_id=prompt.id, payload={"given": given})  # fmt: skip


def _remember_rows(session: Session, round_: Round, people: Rows) -> None:
    ids = {person.id: rows for person, rows in people.items()}
    for prompt in prompts_of(session, round_.id, ids):
        values = {"payload": _payload(ids[prompt.person_id])}
        session.execute(update(Delivery).where(Delivery.id == prompt.id).values(values))


def _tell(session: Session, round_: Round, nobody: Uncovered, now: datetime, options: Options) -> None:
    """Each once; what comes later is a notice of its own."""
    about = {
        CoordinatorNotice.OWNERLESS: [row.placement_id for row in nobody.ownerless],
        CoordinatorNotice.AWAY: [person.id for person in nobody.away],
    }
    for notice, ids in about.items():
        if ids:
            subject = f"{notice.value}:{round_.id}:{ids[0]}:{len(ids)}"
            tell_coordinators(session, notice, subject, now, options, round_.id, about=ids)
    for person in nobody.departed:
        subject = f"departed:{round_.id}:{person.id}"
        tell_coordinators(session, CoordinatorNotice.DEPARTED, subject, now, options, round_.id, about=[person.id])
