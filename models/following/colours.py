"""The colours that followed rows have now, compared with those that their followers know of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, bindparam, or_, select
from sqlalchemy.orm import Session

from models.answers.queries import newest_answer
from models.answers.tables import Answer
from models.following.tables import Following
from models.people.directory import Directory
from models.plan.tables import Placement
from models.plan.views import PlanView, RowView
from models.rounds.queries import current_round, last_round, plan_of_round
from models.rounds.tables import Round
from models.storage.database import fetch
from models.vocabulary.answers import Status
from models.vocabulary.plan import Followed
from models.vocabulary.rounds import RoundState


@dataclass(frozen=True)
class Colour:
    """A row's newest colour, the answer that gave it, when, and who."""

    status: Status
    answer_id: int
    at: datetime
    author_id: int | None


@dataclass(frozen=True)
class Colours:
    """The plan of the current round, and the newest colours of its rows by placement id."""

    round: Round
    plan: PlanView
    by_placement: Mapping[int, Colour]


_newest = newest_answer(Round.id, Placement.id).correlate(Round, Placement)
_colours = (
    select(Answer.placement_id, Answer.status, Answer.id, Answer.submitted_at, Answer.author_id)
    .select_from(Round)
    .join(Placement, Placement.id.in_(bindparam("placements", expanding=True)))
    .join(Answer, and_(Answer.id == _newest))
    .where(or_(Round.state == RoundState.OPEN.value, Round.id == bindparam("last")))
    .order_by(Round.deadline, Round.id)
)


def colours_now(session: Session, directory: Directory, only: Sequence[RowView] | None = None) -> Colours | None:
    """The colours in the last closed round and the open ones, of which the latest deadline counts; of the whole plan,
    or of some of its rows. None before the first round."""
    round_ = current_round(session)
    plan = plan_of_round(directory, round_) if round_ else None
    if round_ is None or plan is None:
        return None
    chains = {row.placement_id: row.chain for row in (plan.rows if only is None else only)}
    placements = sorted({placement for chain in chains.values() for placement in chain})
    last = last_round(session)
    records = fetch(session, _colours, {"placements": placements, "last": last.id if last else 0})
    # Later rounds replace earlier ones.
    newest = {record.placement_id: Colour(*record[1:]) for record in records}
    known = {
        placement: next((newest[each] for each in chain if each in newest), None) for placement, chain in chains.items()
    }
    return Colours(round_, plan, {placement: colour for placement, colour in known.items() if colour})


def followed_rows(following: Following, plan: PlanView) -> tuple[RowView, ...]:
    """The rows of the plan that somebody follows: the row, or that which continues it; those of the goal or the
    unit."""
    match following.what:
        case Followed.ROW:
            return tuple(row for row in plan.rows if following.about_id in row.chain)
        case Followed.GOAL:
            return plan.rows_of_goal.get(following.about_id, ())
        case Followed.UNIT:
            return plan.rows_of_unit.get(following.about_id, ())
        case Followed.WEEKLY:
            return ()


def seen_now(rows: Sequence[RowView], colours: Colours | None) -> dict[str, str]:
    """The colours of these rows as they are stored in `Following.seen`."""
    if colours is None:
        return {}
    known = ((row.placement_id, colours.by_placement.get(row.placement_id)) for row in rows)
    return {str(placement): colour.status.value for placement, colour in known if colour}


def changed(following: Following, rows: Sequence[RowView], colours: Colours) -> dict[int, Colour]:
    """The rows whose colour is another than the follower knows, by placement id. A row that has gone on into a new
    year's plan is known by its older placement too."""
    new_colours: dict[int, Colour] = {}
    for row in rows:
        colour = colours.by_placement.get(row.placement_id)
        if colour and colour.status.value != known_colour(following, row):
            new_colours[row.placement_id] = colour
    return new_colours


def known_colour(following: Following, row: RowView) -> str | None:
    """The colour of the row that the follower knows of."""
    return next((seen for placement in row.chain if (seen := following.seen.get(str(placement)))), None)
