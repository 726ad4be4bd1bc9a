"""The votes on the proposals and the organisations' rankings."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.learning.tables import ProposalBallot, ProposalVote
from models.rules.ranking import Standing, standings
from models.rules.text import fold


def open_vote(session: Session) -> ProposalVote | None:
    """The vote that is open; None when none is."""
    return session.scalars(select(ProposalVote).where(ProposalVote.is_open.is_(True))).one_or_none()


def newest_vote(session: Session) -> ProposalVote | None:
    """The vote that is open, else the last one; None before the first."""
    return session.scalars(select(ProposalVote).order_by(ProposalVote.id.desc()).limit(1)).first()


def ballots_of(session: Session, vote: ProposalVote) -> Sequence[ProposalBallot]:
    """The rankings of a vote, in the order of the organisations' names."""
    query = select(ProposalBallot).where(ProposalBallot.vote_id == vote.id)
    return session.scalars(query.order_by(ProposalBallot.folded_organisation)).all()


def ballot_of(session: Session, vote: ProposalVote, organisation: str) -> ProposalBallot | None:
    """An organisation's ranking; None when it has none."""
    query = select(ProposalBallot).where(
        ProposalBallot.vote_id == vote.id, ProposalBallot.folded_organisation == fold(organisation)
    )
    return session.scalars(query).one_or_none()


def standings_of(session: Session, vote: ProposalVote) -> list[Standing]:
    """What the proposals got, by the ids of their lines."""
    return standings([ballot.ranking for ballot in ballots_of(session, vote)])
