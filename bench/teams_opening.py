"""How fast 500 opening cards leave for Teams, when it answers 429 to whoever is faster than it allows."""

import statistics
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from actions.people.conversations import remember_conversations
from actions.rounds.life_cycle import NewRound, create_round
from bench.processes import free_port, server
from bench.table import Line, Run
from imports.people.file import PersonRow
from imports.people.store import apply_people
from imports.plan.file import PlanRow
from imports.plan.store import apply_plan
from models.outbox.conversations import Met
from models.storage.database import Database
from models.storage.schema import upgrade
from models.vocabulary.people import Role
from models.vocabulary.plan import GoalKind
from tests.fakes.teams import FakeTeams
from tests.fakes.teams.tenant import TENANT_LIMIT

OWNERS, SHARE, MOST_SECONDS = 500, 0.95, 60
_UNTIL_OPEN = 5


def lines(run: Run) -> list[Line]:
    rates, refused = [], 0
    for number in range(run.rounds):
        with FakeTeams() as teams:
            rates.append(_rate(teams, run.folder / f"{number}.db"))
            refused += len(teams.tenant.violations)
        run.say(f"opening cards: {number + 1} of {run.rounds}")
    allowed = TENANT_LIMIT[0] / TENANT_LIMIT[1]
    rate = statistics.median(rates)
    figures = f"{min(rates):.1f}..{max(rates):.1f}/s, {refused} answered 429"
    what = f"{OWNERS} opening cards to Teams, of {allowed:g}/s"
    return [Line(what, f"{rate / allowed:.3f}×", f"≥ {SHARE}×", rate >= SHARE * allowed and not refused, figures)]


def _rate(teams: FakeTeams, path: Path) -> float:
    """Cards a second, from the first to the last."""
    teams.paced = True
    database = Database(f"sqlite:///{path}")
    upgrade(database)
    _plant(database, teams)
    port = free_port()
    env = {
        **teams.environment, "DATABASE_URL": f"sqlite:///{path}", "PORT": str(port), "MALVAKTEN_WHEEL": "off",
        "MALVAKTEN_LOG_LEVEL": "error",
    }  # fmt: skip
    ends = time.monotonic() + MOST_SECONDS
    with server(["-m", "bot.cli.main", "run"], port, env, path="/readyz"):
        while len(teams.sent_at.get("*", [])) < OWNERS:
            if time.monotonic() > ends:
                raise TimeoutError(f"only {len(teams.sent_at.get('*', []))} cards within {MOST_SECONDS} s")
            time.sleep(0.1)
    database.close()
    first, *_, last = teams.sent_at["*"][:OWNERS]
    return (OWNERS - 1) / (last - first)


def _plant(database: Database, teams: FakeTeams) -> None:
    """An invented region: a row of the plan and an owner for each card."""
    now, numbers = datetime.now(UTC), range(1, OWNERS + 1)
    owners = [teams.person(f"00000000-0000-4000-8000-{n:012d}", f"agare{n}@example.se", f"Ägare {n}") for n in numbers]
    teams.tenant.installed |= set(teams.tenant.people)
    rows = [PlanRow(n, n, GoalKind.AREA, f"Mål {n % 10}", f"Aktivitet {n}", (f"Verksamhet {n}",)) for n in numbers]
    people = [
        PersonRow(n, one.email, one.name, (f"Verksamhet {n}",), (Role.OWNER,), None, one.account)
        for n, one in zip(numbers, owners, strict=True)
    ]
    met = [Met(one.conversation, teams.service_url, one.account, one.member, is_personal=True) for one in owners]
    opens_at = now + timedelta(seconds=_UNTIL_OPEN)
    new = NewRound("Bench", now.date(), now.date(), opens_at, opens_at + timedelta(hours=12))
    with database.write() as session:
        apply_plan(session, rows, now.year, now)
        apply_people(session, people, now)
        remember_conversations(session, "teams", met, now)
        create_round(session, new, now)
