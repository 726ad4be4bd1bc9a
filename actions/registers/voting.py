"""Votes on the proposals for learning projects: opened, given and closed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.registers.lines import store_lines
from models.learning.tables import ProposalBallot, ProposalVote
from models.learning.votes import ballot_of, open_vote, standings_of
from models.operations.audit import record
from models.registers.all import BY_NAME
from models.registers.declaration import Line
from models.registers.lines import Lines
from models.registers.links.targets import Targets
from models.registers.tables import RegisterLine
from models.rules.text import fold

PROPOSALS = "proposals"


@dataclass(frozen=True)
class Ranking:
    """An organisation's ranking: the ids of the proposals' lines, the best first, and who gave it."""

    organisation: str
    lines: tuple[int, ...]
    person_id: int | None


def begin_vote(session: Session, name: str, now: datetime) -> ProposalVote | None:
    """Opens a vote. None when one is open."""
    if open_vote(session) is not None:
        return None
    vote = ProposalVote(name=name, opened_at=now, is_open=True)
    session.add(vote)
    session.flush()
    record(session, now, "vote.opened", name)
    return vote


def give_ranking(
    session: Session, vote: ProposalVote, ranking: Ranking, now: datetime, *, replaces: bool = False
) -> ProposalBallot | None:  # fmt: skip
    """Stores an organisation's only ranking. None when it has one by somebody else, and this does not replace it."""
    ballot = ballot_of(session, vote, ranking.organisation)
    if ballot is not None and ballot.person_id != ranking.person_id and not replaces:
        return None
    before = _keys(session, ballot.ranking) if ballot else None
    if ballot is None:
        ballot = ProposalBallot(vote_id=vote.id, organisation=ranking.organisation,
                                folded_organisation=fold(ranking.organisation))  # fmt: skip
        session.add(ballot)
    ballot.ranking, ballot.person_id, ballot.given_at = list(ranking.lines), ranking.person_id, now
    session.flush()
    record(session, now, "vote.given", f"{vote.name} / {ballot.organisation}", ranking.person_id,
           before=None if before is None else {"ranking": before},
           after={"ranking": _keys(session, ballot.ranking)})  # fmt: skip
    return ballot


def close_vote(
    session: Session, vote: ProposalVote, targets: Targets, outcomes: Mapping[int, str], now: datetime
) -> None:  # fmt: skip
    """Closes a vote. `outcomes` are what is written in the column `outcome` of the proposals, by their lines' ids."""
    vote.closed_at, vote.is_open = now, None
    rows = session.scalars(select(RegisterLine).where(RegisterLine.id.in_(outcomes))).all()
    known = Lines.with_links(session, targets, rows)
    lines = [
        Line(row.key, {**row.content, "outcome": outcomes[row.id]}, tuple(known.links.get(row.id, ())), row.ended,
             row.ended_why or "")
        for row in rows
    ]  # fmt: skip
    for _, fault in store_lines(session, BY_NAME[PROPOSALS], targets, lines, now).faults:
        raise fault
    best = standings_of(session, vote)
    first = _keys(session, [each.id for each in best if each.place == 1])
    record(session, now, "vote.closed", vote.name, after={"first": first})


def _keys(session: Session, ids: Sequence[int]) -> list[str]:
    query = select(RegisterLine.id, RegisterLine.key).where(RegisterLine.id.in_(ids))
    keys = {record_.id: record_.key for record_ in session.execute(query)}
    return [keys[id_] for id_ in ids]
