"""Locking a round: its record is frozen. Never commits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy.orm import Session

from actions.rounds.life_cycle import RoundFault, require_state
from i18n import N_
from models.answers.outcomes import outcomes
from models.answers.queries import current_answers
from models.operations.audit import record
from models.options import Options
from models.outbox.homes import redraw_all_homes
from models.outbox.queue import request_prompt_updates, sent_prompts
from models.people.directory_cache import load_directory
from models.plan.views import RowView
from models.review.queries import reviewed_rows
from models.review.tables import Snapshot
from models.rounds.queries import plan_of_round
from models.rounds.tables import Round
from models.rules.text import clean
from models.vocabulary.people import Role
from models.vocabulary.rounds import RoundState
from reports.content.exports.answers import instant
from reports.content.record.snapshot import snapshot_bytes


@dataclass(frozen=True)
class Lacks:
    """What a round lacks before it can be locked: rows whose answers nobody has reviewed or that were sent back, and
    rows without an answer that should have one."""

    unreviewed: tuple[RowView, ...]
    returned: tuple[RowView, ...]
    missing: tuple[RowView, ...]

    def __bool__(self) -> bool:
        return bool(self.unreviewed or self.returned or self.missing)

    @property
    def numbers(self) -> dict[str, list[int]]:
        """The row numbers by what is lacking, without what is not."""
        remarks = {"unreviewed": self.unreviewed, "returned": self.returned, "missing": self.missing}
        return {name: [row.row for row in rows] for name, rows in remarks.items() if rows}


class LockFault(RoundFault):
    """A round that lacks something and was not to be forced. `lacks` says what."""

    def __init__(self, round_: Round, lacks: Lacks) -> None:
        words = "; ".join(f"{name} {', '.join(map(str, rows))}" for name, rows in lacks.numbers.items())
        super().__init__(N_("{name} is not ready to be locked. Rows: {lacks}."), name=round_.name, lacks=words)
        self.lacks = lacks


def what_lacks(session: Session, round_: Round) -> Lacks:
    """What a round lacks before it can be locked."""
    directory = load_directory(session)
    plan = plan_of_round(directory, round_)
    if plan is None:
        return Lacks((), (), ())
    reviewed = reviewed_rows(session, round_.id, plan, current_answers(session, round_.id, plan.id))
    missing = tuple(each.row for each in outcomes(session, directory, round_, plan) if each.missing)
    return Lacks(reviewed.unreviewed, reviewed.returned, missing)


def signature(session: Session, role: Role, now: datetime, name: str = "") -> dict[str, Any]:
    """Who signs, by role. Without a name it is that of the only person with the role; None when there are several."""
    holders = [person.name for person in load_directory(session).people if role in person.roles]
    only = holders[0] if len(holders) == 1 else None
    return {"role": role.value, "name": clean(name) or only, "at": instant(now)}


def lock_round(
    session: Session, round_: Round, now: datetime, options: Options, signed: Sequence[Mapping[str, Any]] = (),
    person_id: int | None = None, why: str | None = None,
) -> Snapshot:  # fmt: skip
    """Locks a closed round and freezes its record: after this only coordinators may change answers, as errata. With a
    reason `why` it is forced although something is lacking. Raises RoundFault when it is not closed, LockFault when
    something is lacking, and RoundFault for an empty reason."""
    require_state(session, round_, RoundState.CLOSED, whole=True)
    lacks = what_lacks(session, round_)
    if lacks and why is None:
        raise LockFault(round_, lacks)
    if why is not None and not clean(why):
        raise RoundFault(N_("Write why the round is locked although something is lacking."))
    round_.state, round_.locked_at = RoundState.LOCKED, now
    document = snapshot_bytes(session, round_, signed, now, options.zone)
    snapshot = Snapshot(
        round_id=round_.id, document=document.decode(), sha256=sha256(document).hexdigest(),
        signed=[dict(each) for each in signed], why=clean(why or "") if lacks else "",
        lacked={name: len(rows) for name, rows in lacks.numbers.items()}, at=now, person_id=person_id,
    )  # fmt: skip
    session.add(snapshot)
    session.flush()
    record(session, now, "round.locked", round_.name, person_id, round_id=round_.id,
           before={"state": RoundState.CLOSED.value}, state=RoundState.LOCKED.value, sha256=snapshot.sha256,
           lacked=snapshot.lacked, forced=bool(lacks), signed=[each["role"] for each in signed])  # fmt: skip
    redraw_all_homes(session, now)
    request_prompt_updates(session, sent_prompts(session, round_.id), now)
    return snapshot
