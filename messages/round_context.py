"""What the messages about a round are built from: the round, its plan, the reader and their language."""

from dataclasses import dataclass
from functools import cached_property

from sqlalchemy.orm import Session

from i18n import Translator
from models.answers.progress import Progress, asked_rows, progress
from models.answers.queries import AnswerView, current_answers
from models.options import Options
from models.outbox.tables import Delivery
from models.people.directory import Directory
from models.people.directory_cache import load_directory
from models.people.views import PersonView
from models.plan.views import PlanView, RowView
from models.rounds.queries import plan_of_round
from models.rounds.tables import Round


@dataclass
class RoundContext:
    """One round as one reader sees it. `person` is the reader, None for the management channel; `t` translates into
    their language."""

    session: Session
    options: Options
    t: Translator
    round: Round
    plan: PlanView
    directory: Directory
    person: PersonView | None

    @cached_property
    def rows(self) -> tuple[RowView, ...]:
        """The rows that the person is asked about; none for the management channel."""
        if self.person is None:
            return ()
        mine = self.directory.asked_rows(self.person, self.plan, self.round.id)
        return asked_rows(self.session, self.round, mine, self.answers)

    @cached_property
    def answers(self) -> dict[int, AnswerView]:
        """The current answers of the round, by placement."""
        return current_answers(self.session, self.round.id, self.plan.id)

    def progress(self) -> Progress:
        """How many of the person's rows have been answered."""
        return progress(self.rows, self.answers)

    def rows_by_id(self, placement_ids: list[int]) -> list[RowView]:
        """The rows with these placement ids, without those that are no longer in the plan."""
        return [self.plan.by_placement[id_] for id_ in placement_ids if id_ in self.plan.by_placement]


def round_context(session: Session, delivery: Delivery, options: Options) -> RoundContext:
    """The context of a delivery about a round. Raises ValueError when there is no plan."""
    directory = load_directory(session)
    person = directory.by_id.get(delivery.person_id or 0)
    round_ = session.get_one(Round, delivery.round_id)
    plan = plan_of_round(directory, round_)
    if plan is None:
        raise ValueError(f"delivery {delivery.id}: there is no plan")
    return RoundContext(session, options, options.translator(person), round_, plan, directory, person)
