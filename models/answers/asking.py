"""Who should be asked in a round, compared with who is asked: the differences that `actions.answers.asking` corrects at
each tick of the clock.

Every person who has a row to answer, is not away and can be reached should have exactly one opening message that is
pending or sent, after any change: an import, leave, a handover, a corrected account, a moved deadline (contract,
*Time*).
"""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.answers.progress import asked_rows
from models.answers.queries import current_answers
from models.options import Options
from models.outbox.tables import Delivery
from models.people.directory import Directory
from models.people.views import PersonView
from models.plan.views import PlanView, RowView
from models.rounds.away import is_away, stand_in_for
from models.rounds.ladder import is_short
from models.rounds.tables import Round
from models.vocabulary.outbox import DeliveryKind, DeliveryState
from models.vocabulary.people import HandoverReason

Move = tuple[PersonView, PersonView, RowView]


@dataclass(frozen=True)
class Moves:
    """Rows about which another person is to be asked, each as (who is asked now, who is to be asked, row): `away`
    because the first person is away, `back` because the owner has returned."""

    away: tuple[Move, ...] = ()
    back: tuple[Move, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.away or self.back)


@dataclass(frozen=True)
class Difference:
    """People by what is to be done about their opening message, with the rows that they are asked about: `ask` have
    none yet, `revive` have one that was cancelled or failed, `again` have one that went to an account that is no longer
    theirs, `rewrite` have one that lists other rows, or the same ones with other numbers or wordings."""

    ask: dict[PersonView, tuple[RowView, ...]] = field(default_factory=dict)
    revive: dict[PersonView, tuple[RowView, ...]] = field(default_factory=dict)
    again: dict[PersonView, tuple[RowView, ...]] = field(default_factory=dict)
    rewrite: dict[PersonView, tuple[RowView, ...]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.ask or self.revive or self.again or self.rewrite)


def moves_for_leave(
    session: Session, directory: Directory, round_: Round, plan: PlanView, now: datetime, options: Options
) -> Moves:
    """The unanswered rows of people who are away, where somebody else can be asked, and the rows whose owner is back.
    Reads the database only when somebody is away."""
    away, back = list[Move](), list[Move]()
    for row in plan.rows if directory.leave or round_.id in directory.handovers else ():
        for asked_id, absent_id in _asked_with_absent(directory, row, round_.id).items():
            person, owner = directory.by_id.get(asked_id), directory.by_id.get(absent_id or 0)
            if person is None:
                continue
            if owner is not None and not is_away(directory, owner, now, options):
                back.append((person, owner, row))
            elif is_away(directory, person, now, options):
                instead = stand_in_for(directory, round_.id, person, row, now, options)
                away += [(person, instead, row)] if instead else []
    if not away:
        return Moves(back=tuple(back))
    answers = current_answers(session, round_.id, plan.id)
    unanswered = tuple(row for _, _, row in away if row.placement_id not in answers)
    open_rows = {row.placement_id for row in asked_rows(session, round_, unanswered)}
    return Moves(tuple(move for move in away if move[2].placement_id in open_rows), tuple(back))


def _asked_with_absent(directory: Directory, row: RowView, round_id: int) -> dict[int, int | None]:
    """The ids of those who are asked about the row, each with the id of the person in whose absence they are asked,
    None for nobody. When A's row went to B, and from B, who is away too, to C, then C is asked in A's absence."""
    absent: dict[int, int | None] = dict.fromkeys(person.id for person in directory.owners(row))
    for handover in directory.handovers.get(round_id, ()):
        is_given = handover.reason is HandoverReason.GIVEN
        if handover.placement_id != row.placement_id or not (is_given or handover.from_id in absent):
            continue
        earlier = absent.pop(handover.from_id, None)
        if handover.to_id is not None:
            is_away = handover.reason is HandoverReason.AWAY
            absent.setdefault(handover.to_id, (earlier or handover.from_id) if is_away else None)
    return absent


def difference(
    session: Session, directory: Directory, round_: Round, plan: PlanView, now: datetime, options: Options
) -> Difference:
    """What differs between who should be asked in an open round and who is. Changes nothing."""
    answers = current_answers(session, round_.id, plan.id)
    open_rows = frozenset(asked_rows(session, round_, plan.rows, answers))
    prompts = _prompts(session, round_.id)
    result = Difference()
    for person in directory.people:
        rows = tuple(row for row in directory.asked_rows(person, plan, round_.id) if row in open_rows)
        has_unanswered = any(row.placement_id not in answers for row in rows)
        may_be_asked = is_short(round_) or not is_away(directory, person, now, options)
        prompt = prompts.get(person.id)
        if prompt is None:
            # Also for a person who is away or has answered everything: whether and when it is sent is decided before it
            # is sent.
            if rows:
                result.ask[person] = rows
        elif prompt.state in {DeliveryState.CANCELLED, DeliveryState.FAILED}:
            is_unreachable = prompt.state is DeliveryState.FAILED and not (
                _has_another_address(prompt, person) or _is_asked_elsewhere(prompt, person, options)
            )
            if has_unanswered and may_be_asked and not is_unreachable:
                result.revive[person] = rows
        elif prompt.state is DeliveryState.SENT and prompt.went_elsewhere(person.account_on(prompt.platform)):
            if has_unanswered and may_be_asked:
                result.again[person] = rows
        elif prompt_payload(rows) != prompt.payload:
            result.rewrite[person] = rows
    return result


def _prompts(session: Session, round_id: int) -> dict[int | None, Delivery]:
    query = select(Delivery).where(Delivery.round_id == round_id, Delivery.kind == DeliveryKind.PROMPT)
    return {prompt.person_id: prompt for prompt in session.scalars(query)}


def _has_another_address(prompt: Delivery, person: PersonView) -> bool:
    """Whether the address that could not be reached has been corrected since."""
    return prompt.tried_address is not None and prompt.tried_address != person.address_on(prompt.platform)


def _is_asked_elsewhere(prompt: Delivery, person: PersonView, options: Options) -> bool:
    """Whether the person has chosen, or been heard in, another chat since the message was refused in this one. One that
    may have arrived is not sent anew in another chat."""
    return not prompt.looks and prompt.platform != person.platform_among(options.platforms)


def prompt_payload(rows: Sequence[RowView]) -> dict[str, Any]:
    """What an opening message stores about the rows that it lists: their placements, and a checksum of how they are
    named, by which a change of numbers or wordings is noticed."""
    named = [f"{row.placement_id} {row.row} {row.goal.name} {row.activity}" for row in rows]
    return {"rows": [row.placement_id for row in rows], "named": f"{zlib.crc32(chr(10).join(named).encode()):x}"}


def rows_said(prompt: Delivery) -> frozenset[int] | None:
    """The ids of the placements that the opening message lists; None when it does not store them."""
    rows = (prompt.payload or {}).get("rows")
    return None if rows is None else frozenset(rows)
