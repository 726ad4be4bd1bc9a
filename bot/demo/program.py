"""`malvakten demo`: builds the demonstration in a temporary folder, and serves it or plays a round in the terminal."""

import asyncio
import contextlib
import errno
import signal
import socket
import sys
import tempfile
from collections.abc import Callable
from datetime import date, datetime, timedelta
from importlib.resources import as_file, files
from pathlib import Path
from zoneinfo import ZoneInfo

import uvicorn
from sqlalchemy.orm import Session

from actions.registers.lines import store_lines
from actions.rounds.life_cycle import NewRound, create_round
from bot.demo.clock import MovableClock, real_time
from bot.demo.front_door import FrontDoor
from bot.demo.messenger import DemoMessenger
from bot.demo.platform import MANAGEMENT, Platform
from bot.demo.stage import Stage
from bot.dispatch import Dispatcher
from bot.telemetry.logs import set_up_logs
from bot.transactions import Transactions
from imports.people.file import read_people
from imports.people.store import apply_people
from imports.plan.file import read_plan
from imports.plan.store import apply_plan
from imports.register_lines import faults_of, read_lines
from models.options import Options
from models.people.directory_cache import load_directory
from models.registers.all import BY_NAME
from models.registers.links.targets import Targets
from models.rounds.queries import plan_of_year
from models.rules.courtesy import Courtesy
from models.storage.database import Database
from models.storage.schema import upgrade
from models.vocabulary.people import Membership
from samples import REGISTERS
from scheduler.outbox.messenger import Messenger
from scheduler.outbox.pace import PaceRules
from scheduler.outbox.sender import Sender
from scheduler.wheel import Plans
from scheduler.worker import Worker

ZONE = ZoneInfo("Europe/Stockholm")
START = datetime(2022, 6, 7, 8, 55, tzinfo=ZONE)
ROUND = NewRound(
    "Halvår 2022", date(2022, 1, 1), date(2022, 6, 30), datetime(2022, 6, 8, 9, 0, tzinfo=ZONE),
    datetime(2022, 7, 7, 16, 0, tzinfo=ZONE), ("P7D", "P2D", "PT4H"),
)  # fmt: skip
MEMBER, GUEST = "medarbetare@example.se", "gast@example.se"
OUTSIDERS = {MEMBER: Membership.FULL, GUEST: Membership.GUEST}
# Without limits: the platform is in this process.
PACE = PaceRules(per_conversation=0, per_minute=600_000, settle=1)
MakeMessenger = Callable[[Platform], Messenger]


def build_demo(
    folder: Path, make_messenger: MakeMessenger = DemoMessenger, source: Callable[[], datetime] = real_time
) -> Stage:
    """The demonstration before its round opens, with its database in `folder`; its clock runs as fast as `source`."""
    database = Database(f"sqlite:///{folder / 'demo.db'}")
    upgrade(database)
    with database.write() as session:
        round_id = _fill(session, START)
    return build_stage(database, round_id, MovableClock(START, source), make_messenger)


def build_stage(
    database: Database, round_id: int, clock: MovableClock, make_messenger: MakeMessenger = DemoMessenger
) -> Stage:
    """A stage on a database that has people in it; `round_id` as in `Stage`."""
    with database.read() as session:
        people = load_directory(session).people
    # No silent weeks: the demonstration's round ends in July.
    options = Options(zone=ZONE, platforms=("demo",), management={"demo": MANAGEMENT}, courtesy=Courtesy(silent=()))
    transactions, platform = Transactions(database), Platform(clock)
    for account in (*(person.email for person in people), *OUTSIDERS):
        platform.join(account)
    dispatcher = Dispatcher(transactions, options, clock)
    sender = Sender(transactions, options, {"demo": make_messenger(platform)}, PACE, clock, options.management)
    worker = Worker(transactions, Plans(options, timedelta(days=7)), sender, clock)
    door = FrontDoor(dispatcher, platform, OUTSIDERS)
    return Stage(clock, options, database, transactions, dispatcher, platform, worker, door, OUTSIDERS, round_id)


def _fill(session: Session, now: datetime) -> int:
    """Imports the real plan, its registers and invented people, and creates a planned round. Returns the round's id."""
    sample = files("samples") / "vastmanland-2022"
    with as_file(sample / "activities.json") as plan_file, as_file(sample / "people.csv") as people_file:
        plan, people = read_plan(plan_file), read_people(people_file)
    faults = (*plan.faults, *people.faults)
    if not faults:
        faults = (*apply_plan(session, plan.rows, 2022, now).faults, *apply_people(session, people.rows, now).faults)
    if faults:
        raise RuntimeError(f"the sample files have faults: {'; '.join(map(str, faults))}")
    with as_file(sample / "registers") as folder:
        fill_registers(session, folder, now)
    return create_round(session, ROUND, now).id


def fill_registers(session: Session, folder: Path, now: datetime) -> None:
    """Imports the sample registers of a folder."""
    directory = load_directory(session)
    targets = Targets(session, directory, plan_of_year(directory, now.year))
    for name in REGISTERS:
        read = read_lines(folder / f"{name}.json", BY_NAME[name])
        faults = read.faults or faults_of(store_lines(session, BY_NAME[name], targets, read.lines, now).faults)
        if faults:
            raise RuntimeError(f"the sample register {name} has faults: {'; '.join(map(str, faults))}")


def run_demo(port: int, exit_after_round: bool) -> int:
    """The command. Returns the exit status."""
    set_up_logs("warning")
    with tempfile.TemporaryDirectory(prefix="malvakten-demo-") as folder:
        if exit_after_round:
            from bot.demo.rehearsal.play import play_round

            return asyncio.run(play_round(build_demo(Path(folder)), sys.stdout))
        return serve(port, Path(folder))


def serve(port: int, folder: Path) -> int:
    """Serves the page until it is stopped. Returns the exit status: 1, with a sentence on stderr, when the port cannot
    be listened on."""
    from bot.demo.app import build_app

    try:
        listening = socket.create_server(("127.0.0.1", port))
    except OSError as error:
        taken = error.errno == errno.EADDRINUSE
        why = "is taken by another program" if taken else f"cannot be used ({error.strerror})"
        sys.stderr.write(f"Port {port} {why}. Choose another: malvakten demo --port {port + 1}\n")
        return 1
    with listening:
        address = f"http://127.0.0.1:{listening.getsockname()[1]}/demo"
        sys.stdout.write(f"The demonstration is at {address}\nStop it with Ctrl+C.\n")
        sys.stdout.flush()
        config = uvicorn.Config(
            build_app(build_demo(folder)), log_level="warning", ws="none", timeout_graceful_shutdown=2
        )
        # uvicorn raises SIGTERM again after it has stopped; the temporary folder must still be removed.
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        with contextlib.suppress(KeyboardInterrupt):
            uvicorn.Server(config).run(sockets=[listening])
    return 0
