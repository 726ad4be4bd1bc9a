"""Answers that share a transaction: the same as one after the other, in few journeys to the database."""

import asyncio
import itertools
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from bot import group_writer
from bot.dispatch import Dispatcher, Incoming
from bot.transactions import Transactions
from handlers.context import Options, Said
from handlers.message import Message, plain_words
from handlers.round_work import NewRound, close_round, create_round, open_round
from models import new_answers, stories
from models.answer import Answer, Draft
from models.database import Database, connection_of, expect_units
from models.delivery import Delivery
from models.directory import load_directory
from models.queries import AnswerView, current_answer
from models.questions import ask
from models.round import Round
from tests.stock import stocked

NOW = datetime(2022, 6, 8, 7, 0, tzinfo=UTC)
OPTIONS = Options(zone=ZoneInfo("Europe/Stockholm"), alerts="all")
KULT1, KULT2, FOLK = "UAGKULT01", "UAGKULT02", "UAGFOLK01"
Line = tuple[str, str]
EARLIER: list[Line] = [
    (KULT1, "2 gul Försenat. Åtgärd: ny tid"), (FOLK, "12 grön Enligt plan."), (FOLK, "14 grön Enligt plan."),
]  # fmt: skip
SAID: list[Line] = [
    (KULT1, "2 grön Det går enligt plan nu."), (KULT2, "2 röd Upphandlingen har stoppats."),
    (FOLK, "12 grön Enligt plan."), (FOLK, "14 gul Se rad 12."), (FOLK, "rad 16 grön Klart."),
    (FOLK, "16 röd Ändå inte klart."), (KULT2, "12 grön Nej."), (KULT1, "2 grön Ändå enligt plan."), (FOLK, "13"),
    (FOLK, "999 grön Finns inte."), (FOLK, "13 grön Se rad 16."),
]  # fmt: skip


@dataclass
class Desk:
    database: Database
    transactions: Transactions
    front: Dispatcher

    keys: Iterator[int] = field(default_factory=itertools.count)

    async def say(self, line: Line) -> str:
        reply = await self.front.run(Incoming("slack", line[0], Said("report", line[1]), f"key-{next(self.keys)}"))
        return plain_words(reply) if isinstance(reply, Message) else type(reply).__name__

    def one_by_one(self, lines: Sequence[Line]) -> list[str]:
        async def run() -> list[str]:
            return [await self.say(line) for line in lines]

        return asyncio.run(run())

    def together(self, lines: Sequence[Line]) -> list[str]:
        async def run() -> list[str]:
            # The thread is kept busy until all have come.
            begun, go_on = threading.Event(), threading.Event()

            def wait(_session: Session) -> None:
                begun.set()
                go_on.wait(60)

            busy = asyncio.ensure_future(self.transactions.write(wait))
            await asyncio.to_thread(begun.wait, 60)
            said = [asyncio.ensure_future(self.say(line)) for line in lines]
            for _ in range(20):
                await asyncio.sleep(0)
            go_on.set()
            await busy
            return list(await asyncio.gather(*said))

        return asyncio.run(run())

    def stored(self) -> tuple[list[Any], list[Any]]:
        """Every answer and every message, but for their numbers."""
        with self.database.read() as session:
            fields = [getattr(Answer, name) for name in AnswerView._fields if name not in {"id", "reference_answer_id"}]
            answers = session.execute(select(*fields).order_by(Answer.round_id, Answer.placement_id, Answer.version))
            columns = (Delivery.kind, Delivery.destination, Delivery.person_id, Delivery.placement_id)
            messages = [tuple(row) for row in session.execute(select(*columns))]
            return [tuple(row) for row in answers], sorted(messages, key=str)


def new_round(session: Session, name: str, first: int, last: int, days: int) -> Round:
    new = NewRound(name, date(2022, first, 1), date(2022, last, 30), NOW, NOW + timedelta(days=days))
    found = create_round(session, new, NOW)
    open_round(session, found, NOW, OPTIONS, timedelta(days=7))
    return found


@pytest.fixture(autouse=True)
def _one_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    """However slow the machine, nobody relieves the thread that is kept busy."""
    monkeypatch.setattr(group_writer, "_STUCK_SECONDS", 600)


@contextmanager
def desk(kind: str, folder: Path) -> Iterator[Desk]:
    """A round that is over, with answers; one that is open, with a draft."""
    folder.mkdir()
    with stocked(kind, folder) as url:
        database = Database(url)
        transactions = Transactions(database)
        made = Desk(database, transactions, Dispatcher(transactions, OPTIONS, lambda: NOW))
        with database.write() as session:
            new_round(session, "Vår 2022", 1, 4, 2)
        made.one_by_one(EARLIER)
        with database.write() as session:
            close_round(session, session.scalars(select(Round)).one(), NOW, OPTIONS)
            opened = new_round(session, "Halvår 2022", 1, 6, 20)
            directory = load_directory(session)
            person, row = directory.by_account("slack", FOLK), directory.plans[0].by_row[16]
            draft = {"round_id": opened.id, "placement_id": row.placement_id, "person_id": person.id if person else 0}
            session.execute(insert(Draft).values(**draft, values={"comment": "Halvfärdigt"}, saved_at=NOW))
        yield made
        transactions.close()
        database.close()


def test_answers_in_one_transaction_are_as_one_after_the_other(
    database_kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A transaction that fails is run again in pieces, which would hide why.
    monkeypatch.setattr(group_writer, "run_alone", lambda *_: (False, AssertionError("the transaction failed")))
    with desk(database_kind, tmp_path / "one") as one, desk(database_kind, tmp_path / "all") as all_:
        assert all_.together(SAID) == one.one_by_one(SAID)
        assert all_.stored() == one.stored()
        assert len(all_.stored()[0]) == len(EARLIER) + 8


def test_what_was_asked_ahead_is_forgotten_when_the_time_before_is_answered_late(
    database_kind: str, tmp_path: Path
) -> None:
    with desk(database_kind, tmp_path / "late") as late, late.database.write() as session:
        expect_units(session, 2)
        closed, opened = session.scalars(select(Round).order_by(Round.deadline))
        directory = load_directory(session)
        rows = directory.plans[0].by_row
        author = directory.by_account("slack", FOLK)
        assert author is not None
        if database_kind == "postgresql":
            wanted = [(rows[12], author.id), (rows[14], author.id)]
            ask(connection_of(session), stories.questions(session, opened, wanted))
            # The batch has one about the round before, too.
            ask(connection_of(session), stories.questions(session, closed, wanted[:1]))
        comments = [answer.comment for answer in stories.row_story(session, opened, rows[12], author.id).periods]
        assert comments == ["Enligt plan."]
        before = current_answer(session, closed.id, rows[12].placement_id)
        assert before is not None
        values = {**before._asdict(), "version": 2, "comment": "Sent svar."}
        del values["id"]
        new_answers.add_answer(session, values)
        stories.note_answer(session, closed.id, rows[12].placement_id)
        comments = [answer.comment for answer in stories.row_story(session, opened, rows[12], author.id).periods]
        assert comments == ["Sent svar."]
