"""Opening messages that are asked about before a transaction's end are those that there are at its end."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from handlers.round_work import NewRound, create_round
from models.database import Database, at_commit, connection_of
from models.directory import load_directory
from models.outbox import prompts_of, prompts_question, queue_all, row_of
from models.questions import ask
from models.vocabulary import DeliveryKind

NOW = datetime(2022, 6, 8, 7, 0, tzinfo=UTC)


@pytest.fixture
def database(stocked_url: str) -> Iterator[Database]:
    made = Database(stocked_url)
    yield made
    made.close()


def prompt_to(round_id: int, person_id: int) -> dict[str, Any]:
    return row_of(f"prompt:{round_id}:{person_id}", DeliveryKind.PROMPT, "slack", f"person:{person_id}", NOW,
                  round_id=round_id, person_id=person_id)  # fmt: skip


def test_one_that_is_queued_meanwhile_is_among_them(database: Database) -> None:
    told: list[list[int]] = []

    def tell(session: Session, rounds: list[int]) -> None:
        told.append([prompt.person_id for prompt in prompts_of(session, rounds[0], ids)])

    with database.write() as session:
        new = NewRound("Halvår 2022", date(2022, 1, 1), date(2022, 6, 30), NOW, NOW + timedelta(days=20))
        found = create_round(session, new, NOW).id
        ids = [person.id for person in load_directory(session).people][:3]
        queue_all(session, [prompt_to(found, ids[0])])
        ask(connection_of(session), [prompts_question(session, found, ids)])
        at_commit(session, tell, found)
    assert told == [ids[:1]]
    with database.write() as session:
        ask(connection_of(session), [prompts_question(session, found, ids)])
        queue_all(session, [prompt_to(found, person) for person in ids[1:]])
        at_commit(session, tell, found)
    assert told == [ids[:1], ids]
