"""Who ought to be asked in a round, compared with who is: what `actions.asking` makes up for at each look of the clock.

Whoever has a row to answer, is not away and can be reached ought to have one live question, whatever has happened: an
import, leave, a hand-over, an account that was wrong, a deadline that was moved (contract, *Time*).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

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
from models.vocabulary import DeliveryKind, DeliveryState, HandoverReason

Move = tuple[PersonView, PersonView, RowView]


@dataclass(frozen=True)
class Moves:
    """Rows that others are to be asked about: because somebody is away, or is back."""

    away: tuple[Move, ...] = ()
    back: tuple[Move, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.away or self.back)


@dataclass(frozen=True)
class Difference:
    """`ask` have no question yet and `revive` one that was not sent; `rewrite` have one about other rows than it says.
    Each with the rows that they are asked about."""

    ask: dict[PersonView, tuple[RowView, ...]] = field(default_factory=dict)
    revive: dict[PersonView, tuple[RowView, ...]] = field(default_factory=dict)
    rewrite: dict[PersonView, tuple[RowView, ...]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.ask or self.revive or self.rewrite)


def moves_for_leave(
    session: Session, directory: Directory, round_: Round, plan: PlanView, now: datetime, options: Options
) -> Moves:
    """The rows of people who are away, which somebody else can be asked about, and those whose owner is back. A look at
    the registers only, as long as nobody is away."""
    away, back = list[Move](), list[Move]()
    for row in plan.rows if directory.leave or round_.id in directory.handovers else ():
        for holder, first in _holders(directory, row, round_.id).items():
            person, owner = directory.by_id.get(holder), directory.by_id.get(first or 0)
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


def _holders(directory: Directory, row: RowView, round_id: int) -> dict[int, int | None]:
    """Who is asked about the row, each with the person whose leave it began with: of A to B to C, for C it is A."""
    first: dict[int, int | None] = dict.fromkeys(person.id for person in directory.owners(row))
    for line in directory.handovers.get(round_id, ()):
        if line.placement_id != row.placement_id or line.from_id not in first:
            continue
        before = first.pop(line.from_id)
        if line.to_id is not None:
            is_away_line = line.reason is HandoverReason.AWAY
            first.setdefault(line.to_id, (before or line.from_id) if is_away_line else None)
    return first


def difference(
    session: Session, directory: Directory, round_: Round, plan: PlanView, now: datetime, options: Options
) -> Difference:
    """Of an open round."""
    answers = current_answers(session, round_.id, plan.id)
    open_rows = frozenset(asked_rows(session, round_, plan.rows, answers))
    prompts = _prompts(session, round_.id)
    apart = Difference()
    for person in directory.people:
        rows = tuple(row for row in directory.asked_rows(person, plan, round_.id) if row in open_rows)
        has_left = any(row.placement_id not in answers for row in rows)
        is_there = is_short(round_) or not is_away(directory, person, now, options)
        prompt = prompts.get(person.id)
        if prompt is None:
            # Also somebody who is away or has answered everything: when it is sent, if at all, is settled then.
            if rows:
                apart.ask[person] = rows
        elif prompt.state in {DeliveryState.CANCELLED, DeliveryState.FAILED}:
            is_unreachable = prompt.state is DeliveryState.FAILED and not _has_another_address(prompt, person)
            if has_left and is_there and not is_unreachable:
                apart.revive[person] = rows
        elif rows_said(prompt) != _ids(rows):
            apart.rewrite[person] = rows
    return apart


def _prompts(session: Session, round_id: int) -> dict[int | None, Delivery]:
    query = select(Delivery).where(Delivery.round_id == round_id, Delivery.kind == DeliveryKind.PROMPT)
    return {prompt.person_id: prompt for prompt in session.scalars(query)}


def _has_another_address(prompt: Delivery, person: PersonView) -> bool:
    """Whether the account that could not be reached has been corrected since."""
    return prompt.tried_address is not None and prompt.tried_address != person.address_on(prompt.platform)


def rows_said(prompt: Delivery) -> frozenset[int] | None:
    """The placements that an opening message asks about, as far as its reader has been told."""
    rows = (prompt.payload or {}).get("rows")
    return None if rows is None else frozenset(rows)


def _ids(rows: Iterable[RowView]) -> frozenset[int]:
    return frozenset(row.placement_id for row in rows)
