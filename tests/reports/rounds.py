"""Two rounds of the real plan, half a year apart, for the tests of the report: the second one is closed."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from actions.rounds.excusing import excuse_row
from actions.rounds.locking import lock_round, signature
from models.rounds.queries import round_named
from models.rounds.tables import Round
from models.storage.database import Database
from models.vocabulary.answers import Status
from models.vocabulary.people import Role
from tests.conftest import OPENING
from tests.handlers.conftest import Office
from tests.stock import stocked

BEFORE, ROUND = "Halvår 2021", "Halvår 2022"
ANNA, COORDINATOR, WELFARE = "UAGFOLK01", "USAMORD01", "UAGVALF01"
CLOSED = OPENING + timedelta(days=31)
NAMED, OFFICE = "Karin Karlsson", "Enhetschefen"
NASTY = '<b>fet</b> =HYPERLINK("x") #set $x$ _a_ \u202eabc\u202c \x07 @SUM & ”så”\nrad två'
WORSE: dict[str, Any] = {
    "cause": "Upphandlingen överklagades.",
    "action": "Ny upphandling i höst.",
    "action_due": date(2022, 5, 31),
}


def the_round(session: Session, name: str = ROUND) -> Round:
    found = round_named(session, name.casefold())
    assert found
    return found


@contextmanager
def two_rounds(folder: Path) -> Iterator[Database]:
    """In `Halvår 2021` row 12 was green, 13 yellow and 16 red. In `Halvår 2022` row 12 has the comment `NASTY`, 13 is
    red and 14 yellow, 16 refers to row 13, and 17 is excused."""
    with stocked("sqlite", folder) as url:
        database = Database(url)
        with database.write() as session:
            office = Office(session, OPENING - timedelta(days=180))
            before = office.open(BEFORE)
            office.ask(before)
            office.answer(ANNA, 12, Status.GREEN)
            office.answer(ANNA, 13, Status.YELLOW, **WORSE)
            office.answer(ANNA, 16, Status.RED, "Försenad.", **WORSE)
            office.now += timedelta(days=31)
            office.close(before)
        with database.write() as session:
            _second_round(Office(session))
        yield database
        database.close()


def _second_round(office: Office) -> None:
    round_ = office.open(ROUND)
    office.ask(round_)
    office.answer(ANNA, 12, Status.GREEN, NASTY)
    still = office.answer(
        ANNA, 13, Status.RED, "Står still.", action_owner=NAMED, decision_by="Regionstyrelsen", **WORSE
    )
    office.answer(ANNA, 14, Status.YELLOW, "Dröjer.", action="Påskynda.", action_owner=OFFICE)
    to = {"reference_row_id": still.answer.placement_id, "reference_answer_id": still.answer.id}
    office.answer(ANNA, 16, Status.RED, "Se rad 13.", **WORSE, **to)
    office.answer(COORDINATOR, 25, Status.CANNOT_ASSESS, "Underlaget saknas.")
    row = office.context(COORDINATOR).directory.plans[0].by_row[17]
    excuse_row(office.session, round_, row, "Flyttas till hösten.", office.now)
    office.now = CLOSED
    office.close(round_)


def lock(database: Database) -> None:
    """By the coordinator, although much is missing."""
    with database.write() as session:
        signed = [signature(session, Role.COORDINATOR, CLOSED, NAMED)]
        lock_round(session, the_round(session), CLOSED, Office(session).options, signed, why="Prov.")
