"""The person that the home page is for, and the rounds it is about."""

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
from models.vocabulary.rounds import TAKES_ANSWERS, RoundState

# Characters. A page with every part must fit one message, and the hundred blocks of Slack's home tab.
LONGEST_NAME, LONGEST_TITLE = 90, 60
_MOST_ROUNDS = 3


@dataclass(frozen=True)
class Reader:
    """What the parts of the page are built from: `person` is the reader, `now` when the page was requested."""

    session: Session
    options: Options
    t: Translator
    directory: Directory
    person: PersonView
    now: datetime

    def plan(self, round_: Round) -> PlanView | None:
        """The plan that the round asks about; None before the first import."""
        return plan_of_round(self.directory, round_)

    def rows(self, round_: Round) -> tuple[RowView, ...]:
        """The rows that the person is asked about in a round; without any, those they may answer as a deputy."""
        plan = self.plan(round_)
        if plan is None:
            return ()
        asked = self.directory.asked_rows(self.person, plan, round_.id)
        return asked or self.directory.answerable_rows(self.person, plan, round_.id)


def asking_rounds(session: Session) -> list[Round]:
    """At most three rounds that take answers, by deadline: the open ones, else the planned ones, else the last one that
    still takes late answers."""
    query = select(Round).where(Round.state.in_(TAKES_ANSWERS)).order_by(Round.deadline, Round.id)
    rounds = list(session.scalars(query))
    for state in (RoundState.OPEN, RoundState.PLANNED):
        if matching := [round_ for round_ in rounds if round_.state is state]:
            return matching[:_MOST_ROUNDS]
    return rounds[-1:]


def short_name(reader: Reader, row: RowView) -> Text:
    """`Rad 14. Aktivitetens text …`, cut when it is long."""
    return (Run(reader.t("Row {row}.", row=row.row), bold=True), f" {shorten(row.activity, LONGEST_NAME)}")


def and_more(reader: Reader, left: int) -> list[Text]:
    """The last item of a cut list, “and 3 more”; nothing when `left`, the number of hidden items, is 0 or less."""
    return [reader.t.plural("and {n} more", "and {n} more", left)] if left > 0 else []
