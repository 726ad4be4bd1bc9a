"""A database with the real plan and people, and a round whose answers are put in directly."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from actions.answers.drafts import drop_draft
from actions.answers.storing import Given, Stored
from actions.rounds.life_cycle import NewRound, close_round, create_round, open_round
from handlers.access import access_row
from handlers.answers.known import row_history
from handlers.answers.store import store
from handlers.context import Actor, Context
from models.answers.answerable import AnswerableRow
from models.options import Options
from models.outbox.queue import prompts_of
from models.outbox.tables import Delivery
from models.people.directory_cache import load_directory
from models.rounds.tables import Round
from models.storage.database import Database
from models.storage.schema import upgrade
from models.vocabulary.answers import Status
from models.vocabulary.outbox import DeliveryState
from models.vocabulary.people import Membership
from tests.conftest import OPENING, STOCKHOLM, import_samples


@dataclass
class Office:
    """What a handler works in, without any platform: one session that is rolled back, and a clock that stands still."""

    session: Session
    now: datetime = OPENING
    options: Options = field(default_factory=lambda: Options(STOCKHOLM))

    def context(self, account: str) -> Context:
        directory = load_directory(self.session)
        person = directory.by_account("slack", account)
        membership = Membership.FULL if person else Membership.UNKNOWN
        actor = Actor("slack", account, person, membership)
        return Context(self.session, actor, self.now, self.options.translator(person), self.options, directory)

    def open(self, name: str = "Halvår 2022", open_for: timedelta = timedelta(days=30), **changes: Any) -> Round:
        new = NewRound(name, datetime(2022, 1, 1).date(), datetime(2022, 6, 30).date(), self.now,  # noqa: DTZ001
                       self.now + open_for, **changes)  # fmt: skip
        found = create_round(self.session, new, self.now)
        open_round(self.session, found, self.now, self.options, timedelta(0))
        self.session.flush()
        return found

    def ask(self, found: Round, *unreachable: str) -> None:
        """Everybody has got the opening message now, but for these accounts."""
        for prompt in prompts_of(self.session, found.id, [p.id for p in load_directory(self.session).people]):
            row = self.session.get_one(Delivery, prompt.id)
            person = load_directory(self.session).by_id[prompt.person_id]
            failed = person.slack_user_id in unreachable
            row.state = DeliveryState.FAILED if failed else DeliveryState.SENT
            row.sent_at, row.error = (None, "account_inactive") if failed else (self.now, None)
        self.session.flush()

    def answer(self, account: str, row: int, status: Status, comment: str = "Kort.", **more: Any) -> Stored:
        ctx = self.context(account)
        place = access_row(ctx, row)
        drop_draft(self.session, place, ctx.person().id, self.now)
        return store(ctx, place, Given(status, comment, **more), row_history(ctx, place))

    def store(self, ctx: Context, place: AnswerableRow, status: Status, comment: str, **more: Any) -> Stored:
        return store(ctx, place, Given(status, comment, **more), row_history(ctx, place))

    def plan(self, name: str, deadline: datetime) -> Round:
        """A round that has not been opened."""
        new = NewRound(name, datetime(2022, 1, 1).date(), datetime(2022, 6, 30).date(), self.now, deadline)  # noqa: DTZ001
        return create_round(self.session, new, self.now)

    def close(self, found: Round) -> None:
        close_round(self.session, found, self.now, self.options)
        self.session.flush()


@pytest.fixture(scope="session")
def office_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    path: Path = tmp_path_factory.mktemp("office") / "malvakten.db"
    database = Database(f"sqlite:///{path}")
    upgrade(database)
    with database.write() as session:
        import_samples(session)
    database.close()
    return f"sqlite:///{path}"


@pytest.fixture(scope="session")
def office_database(office_url: str) -> Iterator[Database]:
    database = Database(office_url)
    yield database
    database.close()


@pytest.fixture
def new_office(office_database: Database) -> Iterator[Callable[[], Office]]:
    """Makes offices; each forgets what the one before did."""
    with office_database.connect_to_write() as connection, Session(connection, expire_on_commit=False) as session:

        def make() -> Office:
            session.rollback()
            load_directory(session)  # so that the snapshot kept by revision is the one before the rolled back changes
            return Office(session)

        yield make
        session.rollback()


@pytest.fixture
def office(new_office: Callable[[], Office]) -> Office:
    return new_office()
