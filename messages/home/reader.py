"""Whoever the page is for, and the rounds it is about."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from i18n import Translator
from messages.parts import Run, Text
from models.options import Options
from models.people.directory import Directory
from models.people.views import PersonView
from models.plan.views import PlanView, RowView
from models.rounds.queries import plan_of_round
from models.rounds.tables import Round
from models.rules.text import shorten
from models.vocabulary import TAKES_ANSWERS, RoundState

# With these a page that has everything stays under a message's characters and a home tab's hundred blocks.
LONGEST_NAME, LONGEST_TITLE = 90, 60
_MOST_ROUNDS = 3


@dataclass(frozen=True)
class Reader:
    """What the parts of the page are made from. `now` is when the page was wished for."""

    session: Session
    options: Options
    t: Translator
    directory: Directory
    person: PersonView
    now: datetime

    def plan(self, found: Round) -> PlanView | None:
        return plan_of_round(self.directory, found)

    def rows(self, found: Round) -> tuple[RowView, ...]:
        """What the person is asked about in a round; else what they may answer as a deputy."""
        plan = self.plan(found)
        if plan is None:
            return ()
        asked = self.directory.asked_rows(self.person, plan, found.id)
        return asked or self.directory.answerable_rows(self.person, plan, found.id)


def asking_rounds(session: Session) -> list[Round]:
    """The rounds that ask for answers, the nearest deadline first: the open ones, else those to come, else the last
    that still takes late answers."""
    query = select(Round).where(Round.state.in_(TAKES_ANSWERS)).order_by(Round.deadline, Round.id)
    rounds = list(session.scalars(query))
    for state in (RoundState.OPEN, RoundState.PLANNED):
        if chosen := [found for found in rounds if found.state is state]:
            return chosen[:_MOST_ROUNDS]
    return rounds[-1:]


def short_name(reader: Reader, row: RowView) -> Text:
    """`Rad 14. Aktivitetens text …`, of a long one the beginning."""
    return (Run(reader.t("Row {row}.", row=row.row), bold=True), f" {shorten(row.activity, LONGEST_NAME)}")


def and_more(reader: Reader, left: int) -> list[Text]:
    """The last item of a list that does not show all."""
    return [reader.t.plural("and {n} more", "and {n} more", left)] if left > 0 else []
