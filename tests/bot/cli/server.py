"""A server with a round in the middle, and what is typed there."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from typer.testing import CliRunner, Result

from bot.cli.commands import app
from models.rounds.queries import round_named
from models.storage.database import Database
from models.vocabulary.answers import Status
from tests.handlers.conftest import Office

ANNA, COORDINATOR, ROUND = "UAGFOLK01", "USAMORD01", "Halvår 2026"


class Server:
    """A database with one open round that everybody was asked in a month ago, unless it is not `answered`: Anna has
    answered rows 12 and 13, the coordinator row 14 for her; and what is typed there."""

    def __init__(self, url: str, answered: bool = True) -> None:
        self.url = url
        self.now = datetime.now(UTC) - timedelta(days=31)
        self.does(lambda office: office.ask(office.open(ROUND)))
        if answered:
            self.answers(ANNA, 12, Status.GREEN)
            self.answers(ANNA, 13, Status.RED)
            self.answers(COORDINATOR, 14, Status.YELLOW)

    def does(self, act: Callable[[Office], Any]) -> None:
        database = Database(self.url)
        with database.write() as session:
            act(Office(session, self.now))
        database.close()
        self.now += timedelta(minutes=1)

    def answers(self, account: str, row: int, status: Status, comment: str = "Kort.", **more: Any) -> None:
        self.does(lambda office: office.answer(account, row, status, comment, **more))

    def close(self) -> None:
        self.now += timedelta(days=30)

        def act(office: Office) -> None:
            found = round_named(office.session, ROUND.casefold())
            assert found
            office.close(found)

        self.does(act)

    def run(self, *words: str) -> Result:
        return CliRunner().invoke(app, list(words), env={"DATABASE_URL": self.url})

    def read(self, *words: str) -> Any:
        result = self.run(*words)
        assert result.exit_code == 0, result.stderr
        return json.loads(result.stdout)
