"""All 21 regions and 290 municipalities in one installation: `python -m bench.scale [--organisations N] [--only NAME]`.

One plan with a region's 77 activities for each of 311 organisations, twenty rounds of answers behind it (ten years),
the owners of 8 units each. It prints how long the things take that grow with the size, how large the database is, and
how many bytes an answer, a message, a request and an audit row take when the program writes them. docs/scale.md has a
run."""

import argparse
import asyncio
import itertools
import os
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from actions.rounds.life_cycle import NewRound, close_round, create_round, open_round
from bench.answers import databases, owned_rows
from bench.bulk import FIRST, Size, after, analyse, fill
from bench.processes import SAMPLES, resident_mb
from bench.table import Run
from bot.dispatch import Dispatcher
from bot.requests.incoming import Incoming
from bot.telemetry.logs import set_up_logs
from bot.transactions import Transactions
from handlers.context import Said
from imports.people.file import PersonRow, read_people
from imports.people.store import apply_people
from imports.plan.file import read_plan
from imports.plan.store import apply_plan
from messages.management.digest import summary
from messages.parts import Message
from models.options import Options
from models.people.directory_cache import load_directory
from models.rounds.queries import current_round
from models.rounds.tables import Round
from models.storage.database import Database
from models.storage.schema import upgrade
from models.tables import Answer, AuditEvent, Delivery, InboundRequest
from models.vocabulary.people import Membership, Role
from models.vocabulary.rounds import RoundState
from reports.content.exports.answers import all_versions, current_rows

T = TypeVar("T")
OPTIONS = Options(zone=ZoneInfo("Europe/Stockholm"))
UNITS = 8
WEIGHED = 2000
TABLES = (Answer, Delivery, AuditEvent, InboundRequest)


def _timed(what: str, work: Callable[[], T]) -> T:
    start, cpu = time.perf_counter(), time.process_time()
    result = work()
    print(f"  {what:48} {time.perf_counter() - start:8.2f} s  {time.process_time() - cpu:8.2f} s CPU", flush=True)
    return result


def _people(size: Size) -> list[PersonRow]:
    """An owner for each unit, and one coordinator."""
    units = [f"Verksamhet {chr(97)}{chr(97 + unit) * 3}" for unit in range(UNITS)]
    people = [PersonRow(1, "samordnare@example.se", "Samordnare", roles=(Role.COORDINATOR,), slack_user_id="U0SAM")]
    for organisation, unit in itertools.product(range(size.organisations), range(UNITS)):
        number = organisation * UNITS + unit
        where = f" i {organisation + 1}" if size.organisations > 1 else ""
        people.append(
            PersonRow(number + 2, f"agare{number}@example.se", f"Ägare {number}", (units[unit] + where,), (Role.OWNER,),
                      f"UOWN{number:05d}")
        )  # fmt: skip
    return people


def _bytes(database: Database) -> dict[str, int]:
    """The size of each table with its indexes, in bytes."""
    if database.is_sqlite:
        query = (
            "SELECT coalesce(m.tbl_name, s.name), sum(s.pgsize) FROM dbstat s LEFT JOIN sqlite_master m "
            "ON m.name = s.name GROUP BY 1"
        )
    else:
        query = "SELECT relname, pg_total_relation_size(oid) FROM pg_class WHERE relkind = 'r'"
    with database.read() as session:
        return {name: int(size) for name, size in session.execute(text(query))}


def _in(database: Database, work: Callable[[Session], T]) -> T:
    with database.write() as session:
        return work(session)


async def _ask(database: Database, size: Size, commands: list[tuple[str, str, str]]) -> list[Any]:
    """The replies to commands, each an account, the command's name and the words after it."""
    transactions = Transactions(database)
    now = after(size)
    dispatcher = Dispatcher(transactions, OPTIONS, lambda: now)

    async def member(_account: str) -> Membership:
        return Membership.FULL

    replies = []
    for number, (account, command, rest) in enumerate(commands):
        replies.append(await dispatcher.run(Incoming("slack", account, Said(command, rest), f"k{number}"), member))
    await asyncio.to_thread(transactions.close)
    return replies


def _work(database: Database, size: Size) -> None:
    """Times the steps of a round at this size."""

    def say(account: str, command: str, rest: str) -> str:
        [reply] = asyncio.run(_ask(database, size, [(account, command, rest)]))
        assert isinstance(reply, Message), reply
        return str(reply)

    where = " i 7" if size.organisations > 1 else ""
    say("UOWN00000", "help", "")  # reads the registers
    _timed("status of one goal (of one organisation)", lambda: say("U0X", "status", f"Ett starkare abbb{where}"))
    _timed("status, everything", lambda: say("U0X", "status", ""))
    _timed("avvikelser, everything", lambda: say("U0X", "deviations", ""))
    _timed("an answer", lambda: say("UOWN00000", "report", "1 grön Det går enligt plan."))
    _timed("omgång show (coordinator)", lambda: say("U0SAM", "round", f"show Omgång {size.rounds}"))

    def rendered(session: Session) -> int:
        round_ = current_round(session)
        assert round_ is not None
        plan = load_directory(session).plan(round_.plan_id or 0)
        close_round(session, round_, after(size) + timedelta(days=40), OPTIONS)
        return len(str(summary(session, OPTIONS.translator(), OPTIONS, round_, plan)))

    letters = _timed("closing, and the summary's words", lambda: _in(database, rendered))
    print(f"  the summary has {letters:,} characters as parts")

    def opened(session: Session) -> int:
        now = after(size) + timedelta(days=50)
        new = NewRound("Nästa", date(2022, 7, 1), date(2022, 12, 31), now, now + timedelta(days=30))
        open_round(session, create_round(session, new, now), now, OPTIONS, timedelta(days=7))
        return int(session.scalar(select(func.count()).select_from(Delivery)) or 0)

    messages = _timed("opening a round", lambda: _in(database, opened))
    print(f"  {messages:,} messages in the outbox: {messages / 200:.0f} minutes at 200 a minute in one workspace")

    def last(session: Session) -> Round:
        return session.scalars(select(Round).where(Round.state == RoundState.CLOSED).order_by(Round.id.desc())).first()  # type: ignore[return-value]

    _timed("export of a round", lambda: _in(database, lambda s: len(current_rows(s, last(s)))))
    _timed("export of a round, all versions", lambda: _in(database, lambda s: len(all_versions(s, last(s)))))


def measure(name: str, database: Database, *, size: Size) -> None:
    print(f"{name}: {size.organisations} organisations, {size.organisations * size.activities} rows of a plan, "
          f"{size.rounds} rounds, {size.answers:,} answers")  # fmt: skip
    _timed("plan and answers are made", lambda: fill(database, size))
    _timed("people are imported", lambda: _in(database, lambda s: apply_people(s, _people(size), FIRST)))
    analyse(database)
    sizes = _bytes(database)
    print(f"  the database: {sum(sizes.values()) / 1e6:.0f} MB, of which answers {sizes['answer'] / 1e6:.0f} MB: "
          f"{sizes['answer'] / size.answers:.0f} bytes an answer")  # fmt: skip
    with database.read() as session:
        _timed("the registers are read (each process, once)", lambda: load_directory(session))
    _work(database, size)
    print(f"  resident: {resident_mb(os.getpid()):.0f} MB")


def weigh(database: Database) -> None:
    """Prints the bytes per row that answers through the dispatcher write, after a real opening."""
    size = Size(rounds=1)
    upgrade(database)
    with database.write() as session:
        apply_plan(session, read_plan(SAMPLES / "activities.json").rows, 2022, FIRST)
        apply_people(session, read_people(SAMPLES / "people.csv").rows, FIRST)
        session.flush()
        new = NewRound("Halvår", date(2022, 1, 1), date(2022, 6, 30), FIRST, FIRST + timedelta(days=30))
        round_ = create_round(session, new, FIRST)
        open_round(session, round_, FIRST, OPTIONS, timedelta(days=7))
    before, counts = _bytes(database), _counts(database)
    rows = itertools.islice(itertools.cycle(owned_rows()), WEIGHED)
    comment = "Upphandlingen är försenad ett kvartal. Åtgärd: Ny tidplan är beslutad."

    colours = itertools.cycle(("grön", "grön", "gul", "röd"))
    commands = [(owner, "report", f"{row} {next(colours)} {comment}") for row, owner in rows]
    replies = asyncio.run(_ask(database, size, commands))
    assert all("Tack" in str(reply) for reply in replies), str(replies[0])[:200]
    after_it, now = _bytes(database), _counts(database)
    for table in TABLES:
        name = table.__tablename__
        added = now[name] - counts[name]
        if added:
            weight = (after_it[name] - before[name]) / added
            print(f"  {name:18} {weight:6.0f} bytes a row with its indexes, {added / WEIGHED:5.2f} rows an answer")


def _counts(database: Database) -> dict[str, int]:
    with database.read() as session:
        return {t.__tablename__: int(session.scalar(select(func.count()).select_from(t)) or 0) for t in TABLES}


def _empty(database: Database) -> None:
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("DROP SCHEMA public CASCADE")
        connection.exec_driver_sql("CREATE SCHEMA public")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.scale", description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--organisations", type=int, default=311)
    parser.add_argument("--only", choices=("SQLite", "PostgreSQL"), help="one of the databases")
    options = parser.parse_args()
    set_up_logs("error")
    size = Size(organisations=options.organisations, goals=5, activities=77, rounds=20)
    with tempfile.TemporaryDirectory(prefix="malvakten-scale-") as folder:
        for name, server in databases(Run(1, Path(folder))):
            if options.only and not name.startswith(options.only):
                continue
            steps: list[Callable[[Database], None]] = [partial(measure, name, size=size), weigh]
            for number, work in enumerate(steps):
                database = Database(server or f"sqlite:///{folder}/{number}.db")
                work(database)
                if server:
                    _empty(database)
                database.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
