"""One run: a whole round for many owners, half of them in Slack and half in Teams, while processes are killed and every
third call to the platforms goes wrong."""

import math
import os
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select, update

from actions.rounds.life_cycle import NewRound, create_round
from bot.teams.connector.gate import MOST_BEGUN
from models.rounds.tables import Round
from models.storage.database import Database
from models.storage.schema import upgrade
from models.vocabulary.rounds import RoundState
from tests.fakes.slack import FakeSlack
from tests.fakes.teams import FakeTeams
from tests.fakes.teams.tenant import MANAGEMENT as TEAMS_MANAGEMENT
from tests.harness import MANAGEMENT, free_port
from tests.postgres import postgresql
from tests.soak.delay import Late, worst_delay
from tests.soak.people import Deed, Owners, open_doors
from tests.soak.plant import COORDINATOR, account, install_everywhere, is_in_teams, plant
from tests.soak.processes import Fleet, Process
from tests.soak.verdict import Verdict, at_rest, begun_in_teams, judge

FAULTS = ("429", "close_before", "close_after", "500_before", "500_after", "hang_after", "ghost")
_UNTIL_OPEN = 5
_REMINDED = 3
_LONGEST_REST = 240
# In Teams: what the Connector says, whether it has posted, after how many seconds (more than a call may take), and
# whether it says anything.
TEAMS_FAULTS: tuple[dict[str, Any], ...] = (
    {"status": 429, "headers": {"Retry-After": "0.5"}}, {"drops": True}, {"drops": True, "done": True}, {"status": 500},
    {"status": 504, "done": True}, {"drops": True, "done": True, "seconds": 1.5},
)  # fmt: skip
_WAYS = ("command", "message")
_TEAMS_WAYS = ("words in Teams", "card in Teams")
# Calls to Teams that a process may have begun when it is killed: those that wait for their turn, and some on their way.
# Claimed are up to 31 at once.
MOST_UNDER_WAY = MOST_BEGUN + 4


@dataclass(frozen=True)
class Soak:
    """What is run. Owners answer in the course of `seconds`; `fault_share` of all calls to Slack go wrong; a process
    is killed after `life` seconds in the mean, from `least_kills` to `most_kills` times in all; the processes share one
    PostgreSQL, or are one `run` on SQLite. In the end, without faults, `losses` times a worker is lost, and the delay
    measured; it may be lease and settle time, and a `margin` for noticing, looking and sending, which a test that may
    run on a busy machine leaves open. With `calm_end` the faults stop with the killing: a message that has failed some
    ten times waits for minutes before the next try."""

    seed: int
    prompts: int = 1000
    seconds: float = 90.0
    workers: int = 3
    webs: int = 2
    sqlite: bool = False
    fault_share: float = 0.29
    life: float = 15.0
    least_kills: int = 0
    most_kills: float = math.inf
    settle: float = 3.0
    lease: float = 8.0
    send_timeout: float = 1.0
    losses: int = 3
    calm_end: bool = False
    margin: float = 5.0
    patience: float = 900.0
    tell: Callable[[str], None] = field(default=lambda _: None, compare=False, repr=False)

    @property
    def ghost_delay(self) -> float:
        """Later than the call is given up, earlier than the conversation is looked at."""
        return self.send_timeout + self.settle / 4


@dataclass
class Outcome:
    """How a run went."""

    soak: Soak
    verdict: Verdict
    kills: int = 0
    # At each kill of a process that sends: how many calls to Teams were under way.
    under_way: list[int] = field(default_factory=list)
    seconds: float = 0.0
    calls: int = 0
    spoilt: int = 0
    teams_calls: int = 0
    teams_spoilt: int = 0
    tries: int = 0
    repeated: int = 0
    delays: list[Late] = field(default_factory=list)

    @property
    def line(self) -> str:
        v, s, t = self.verdict, self.soak, self.verdict.teams
        where = "SQLite, 1 process" if s.sqlite else f"PostgreSQL, {s.workers} workers, {s.webs} web processes"
        late = f"{self._latest:.1f} s late (lease {s.lease:g} + settle {s.settle:g})"
        delay = f"; a lost worker's messages at most {late}" if self.delays else ""
        return (
            f"seed {s.seed} ({where}): {self.kills} kills, {self.spoilt} of {self.calls} calls to Slack spoilt; "
            f"{v.prompts:,} prompts ({v.messages:,} messages), {v.lost} lost, {v.doubled} doubled ({v.removed} extras "
            f"removed); {self.teams_spoilt} of {self.teams_calls} calls to Teams spoilt; {t.prompts:,} prompts "
            f"({t.messages:,} messages), {t.lost} lost, {t.doubled} doubled ({t.unsure} not known to have arrived, "
            f"{t.cut_off} of them cut off with {sum(self.under_way)} calls under way at {len(self.under_way)} kills, "
            f"and {t.arrived} of them had); {v.acknowledged:,} answers acknowledged, {self.tries} tries failed, "
            f"{v.answers_lost} lost, {v.answers_doubled} doubled, {self.repeated} repeated requests answered the same; "
            f"{v.stuck} stuck{delay}; {self.seconds:.0f} s"
        )

    @property
    def wrong(self) -> list[str]:
        """What must not be, in words."""
        bound = self.soak.lease + self.soak.settle + self.soak.margin
        late = [f"a lost worker's message came late: {late}" for late in self.delays if late.seconds > bound]
        return [*self.verdict.wrong, *late, *self._claimed]

    @property
    def _claimed(self) -> list[str]:
        """Whether more is unsure than was under way at the kills: then what was only claimed is."""
        # One may begin while it is killed, and be seen to have begun only then.
        cut_off, most = self.verdict.teams.cut_off, sum(min(begun + 1, MOST_UNDER_WAY) for begun in self.under_way)
        return [f"{cut_off} messages to Teams are unsure for kills, not at most {most}"] if cut_off > most else []

    @property
    def _latest(self) -> float:
        return max((late.seconds for late in self.delays), default=0.0)


def run(soak: Soak) -> Outcome:
    """Runs it to its end, or until patience is over."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="malvakten-soak-") as folder, _database(soak, Path(folder)) as url:
        database = Database(url)
        with database.write() as session:
            plant(session, soak.prompts)
        with FakeSlack() as slack, FakeTeams() as teams:
            with database.write() as session:
                install_everywhere(session, teams, soak.prompts)
            outcome = _play(soak, database, slack, teams, Path(folder))
        database.close()
    outcome.seconds = time.monotonic() - began
    return outcome


def _play(soak: Soak, database: Database, slack: FakeSlack, teams: FakeTeams, folder: Path) -> Outcome:
    ports = [free_port() for _ in range(1 if soak.sqlite else soak.webs)]
    teams.bot_urls = [f"http://127.0.0.1:{port}" for port in ports]
    open_doors(slack, teams.bot_urls)
    _populate(slack, soak)
    dice = random.Random(soak.seed)  # noqa: S311 - a run that can be repeated, no secret
    owners = Owners(slack, teams)
    under_way: list[int] = []

    def note(killed: Process) -> None:
        if killed.command != "web":
            with database.read() as session:
                under_way.append(begun_in_teams(session))

    processes = _processes(soak, slack, teams, database, folder, ports)
    with Fleet(processes, soak.seed, soak.life, soak.most_kills, note) as fleet:
        ends = time.monotonic() + soak.patience
        owners.want(_deeds(soak, dice, _create_round(database)))
        _spoil(slack, teams, soak)
        fleet.rage(True)
        done = _wait(lambda: not owners.left, ends)
        soak.tell(f"{_clock()}: {fleet.kills} kills, {len(owners.acknowledged)} answers; the deadline comes")
        _end_soon(database)
        done = done and _wait(lambda: _closed(database), ends)
        owners.want([Deed(0, row, "command", f"Sent svar {row}.") for row in range(7, soak.prompts + 1, 100)])
        done = done and _wait(lambda: not owners.left, ends)
        done = done and _wait(lambda: fleet.kills >= soak.least_kills, ends)
        fleet.rage(False)
        if soak.calm_end:
            slack.faults.clear()
            teams.tenant.faults.clear()
        soak.tell(
            f"{_clock()}: {fleet.kills} kills, {len(owners.acknowledged)} answers; the last messages come to rest"
        )
        rests = _wait(lambda: _rests(database, not soak.calm_end), max(ends, time.monotonic() + _LONGEST_REST))
        slack.faults.clear()
        teams.tenant.faults.clear()
        with database.read() as session:
            comments = [deed.comment for deed in owners.acknowledged]
            odd = [*owners.odd, *fleet.deaths, *_restless(soak, done, rests)]
            unclear = set[int]().union(*(process.unclear() for process in fleet.processes))
            verdict = judge(session, slack, teams, soak.prompts, comments, odd, unclear)
        calls = [call for call in slack.calls() if call.method != "auth.test"]
        outcome = Outcome(soak, verdict, fleet.kills, calls=len(calls))
        outcome.spoilt = sum(call.outcome in FAULTS for call in calls)
        outcome.teams_calls, outcome.teams_spoilt = len(teams.tenant.calls), teams.tenant.spoilt
        outcome.under_way = under_way
        outcome.tries, outcome.repeated = owners.failed.total(), owners.repeated
        soak.tell(f"failed tries: {dict(owners.failed.most_common(8))}")
        soak.tell(f"{_clock()}: at rest")
        if rests and not soak.sqlite:
            workers = [process for process in fleet.processes if process.command == "worker"]
            outcome.delays = [worst_delay(database, slack, workers, soak.prompts) for _ in range(soak.losses)]
            outcome.kills = fleet.kills
    return outcome


@contextmanager
def _database(soak: Soak, folder: Path) -> Iterator[str]:
    if not soak.sqlite:
        with postgresql().database() as url:
            yield url
        return
    url = f"sqlite:///{folder}/soak.db"
    database = Database(url)
    upgrade(database)
    database.close()
    yield url


def _populate(slack: FakeSlack, soak: Soak) -> None:
    for number in range(1, soak.prompts + 1, 2):
        slack.person(account(number), email=f"agare{number}@example.se", name=f"Ägare {number}")
    slack.person(COORDINATOR, email="samordnare@example.se", name="Samordnare")
    slack.channel(MANAGEMENT, "ledning")


def _processes(
    soak: Soak, slack: FakeSlack, teams: FakeTeams, database: Database, folder: Path, ports: list[int]
) -> list[Process]:
    shared = {
        **teams.environment, "TEAMS_MANAGEMENT_CHANNEL": TEAMS_MANAGEMENT,
        "DATABASE_URL": database.url.render_as_string(hide_password=False), "SLACK_BOT_TOKEN": slack.token,
        "SLACK_SIGNING_SECRET": slack.signing_secret, "SLACK_API_URL": slack.api_url,
        "SLACK_MANAGEMENT_CHANNEL": MANAGEMENT, "SLACK_PER_CHANNEL_SECONDS": "0", "SLACK_PER_MINUTE": "30000",
        "MALVAKTEN_WHEEL": "off", "MALVAKTEN_SETTLE_SECONDS": str(soak.settle), "MALVAKTEN_LOG_LEVEL": "info",
        "MALVAKTEN_LEASE_SECONDS": str(soak.lease), "MALVAKTEN_SEND_TIMEOUT_SECONDS": str(soak.send_timeout),
        "MALVAKTEN_SECRET_KEY": "soak-" * 8, "PATH": os.environ.get("PATH", ""),
    }  # fmt: skip
    web = "run" if soak.sqlite else "web"
    commands = [(web, {"PORT": str(port)}) for port in ports] + [("worker", {})] * (0 if soak.sqlite else soak.workers)
    return [
        Process(command, shared | more, folder / f"{command}-{number}.log")
        for number, (command, more) in enumerate(commands)
    ]


def _create_round(database: Database) -> float:
    """A round that opens in some seconds; returns that instant of the monotonic clock."""
    now = datetime.now(UTC)
    opens_at = now + timedelta(seconds=_UNTIL_OPEN)
    new = NewRound("Soak", now.date(), now.date(), opens_at, opens_at + timedelta(hours=12), (f"PT{_REMINDED}S",))
    with database.write() as session:
        create_round(session, new, now)
    return time.monotonic() + _UNTIL_OPEN


def _end_soon(database: Database) -> None:
    """Moves the deadline, so that the clock reminds and closes while processes are killed."""
    with database.write() as session:
        session.execute(update(Round).values(deadline=datetime.now(UTC) + timedelta(seconds=2 * _REMINDED)))


def _closed(database: Database) -> bool:
    with database.read() as session:
        return set(session.scalars(select(Round.state))) == {RoundState.CLOSED}


def _spoil(slack: FakeSlack, teams: FakeTeams, soak: Soak) -> None:
    """Each kind takes its share of the calls that the kinds before it have left."""
    each = 1 - (1 - soak.fault_share) ** (1 / len(TEAMS_FAULTS))
    for number, fault in enumerate(TEAMS_FAULTS):
        for kind in ("post", "update"):
            dice = random.Random(soak.seed * 100 + 50 + number)  # noqa: S311 - no secret
            teams.fail(kind, times=10**9, chance=each, dice=dice, **fault)
    each = 1 - (1 - soak.fault_share) ** (1 / len(FAULTS))
    for number, kind in enumerate(FAULTS):
        slack.faults.add(
            "*", kind, probability=each, seed=soak.seed * 100 + number, retry_after="0.5", delay=soak.ghost_delay
        )


def _deeds(soak: Soak, dice: random.Random, opening: float) -> list[Deed]:
    """Most owners answer once, some before they are asked, every fifth twice, every tenth never."""
    deeds = []
    for row in range(1, soak.prompts + 1):
        if row % 10 == 7:
            continue
        twice = row % 5 == 1
        # When all is answered, the message no longer offers the form in the same words.
        ways: tuple[str, ...] = _WAYS if twice else (*_WAYS, "form")
        if is_in_teams(row):
            ways = _TEAMS_WAYS[:1] if twice else _TEAMS_WAYS
        at = opening + dice.uniform(-0.05, 0.95) * soak.seconds
        deeds.append(Deed(at, row, dice.choice(ways), f"Svar {row} i omgången."))
        if twice:
            later = at + dice.uniform(0.05, 0.3) * soak.seconds
            again = _TEAMS_WAYS[:1] if is_in_teams(row) else _WAYS
            deeds.append(Deed(later, row, dice.choice(again), f"Ändrat svar {row} i omgången."))
    return deeds


def _rests(database: Database, with_unsure: bool) -> bool:
    with database.read() as session:
        return at_rest(session, with_unsure)


def _clock() -> str:
    return datetime.now().strftime("%H:%M:%S")  # noqa: DTZ005 - for whoever watches


def _wait(there: Callable[[], bool], ends: float) -> bool:
    """Whether it came true before an instant of the monotonic clock."""
    while not there():
        if time.monotonic() > ends:
            return False
        time.sleep(0.25)
    return True


def _restless(soak: Soak, done: bool, rests: bool) -> list[str]:
    words = [
        (done, "somebody is not done with answering, or nobody was killed"),
        (rests, "something waits to be sent, found or swept"),
    ]
    return [f"{what} after {soak.patience:g} s" for fine, what in words if not fine]
