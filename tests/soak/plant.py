"""An invented region of any size: one unit, one row of the plan and one owner for each prompt. Every second owner is in
Teams, the others are in Slack."""

from datetime import UTC, datetime

from sqlalchemy.orm import Session

from actions.people.conversations import remember_conversations
from imports.people.file import PersonRow
from imports.people.store import apply_people
from imports.plan.file import PlanRow
from imports.plan.store import apply_plan
from models.outbox.conversations import Met
from models.vocabulary.people import Role
from models.vocabulary.plan import GoalKind
from tests.fakes.teams import FakeTeams

COORDINATOR = "USAMORDN1"


def account(number: int) -> str:
    """The chat account of the owner of a row."""
    return f"UAGARE{number:05d}"


def teams_account(number: int) -> str:
    """The account in Entra of the owner of a row."""
    return f"00000000-0000-4000-8000-{number:012d}"


def is_in_teams(number: int) -> bool:
    """Whether the owner of a row is in Teams, and nowhere else."""
    return number % 2 == 0


def plant(session: Session, owners: int) -> None:
    """Stores the plan and the people. Raises RuntimeError."""
    now, numbers = datetime.now(UTC), range(1, owners + 1)
    rows = [PlanRow(n, n, GoalKind.AREA, f"Mål {n % 10}", f"Aktivitet {n}", (f"Verksamhet {n}",)) for n in numbers]
    people = [
        PersonRow(n, f"agare{n}@example.se", f"Ägare {n}", (f"Verksamhet {n}",), (Role.OWNER,), *_accounts(n))
        for n in numbers
    ]
    coordinator = PersonRow(owners + 1, "samordnare@example.se", "Samordnare", (), (Role.COORDINATOR,), COORDINATOR)
    faults = (
        *apply_plan(session, rows, now.year, now).faults,
        *apply_people(session, [*people, coordinator], now).faults,
    )
    if faults:
        raise RuntimeError("; ".join(map(str, faults)))


def _accounts(number: int) -> tuple[str | None, str | None]:
    """The account in Slack, and the one in Entra."""
    return (None, teams_account(number)) if is_in_teams(number) else (account(number), None)


def install_everywhere(session: Session, teams: FakeTeams, owners: int) -> None:
    """The bot is installed for everybody who is in Teams, and has heard of it."""
    for number in filter(is_in_teams, range(1, owners + 1)):
        teams.person(teams_account(number), f"agare{number}@example.se", f"Ägare {number}")
    people = teams.tenant.people.values()
    teams.tenant.installed |= set(teams.tenant.people)
    met = [Met(each.conversation, teams.service_url, each.account, each.member, is_personal=True) for each in people]
    remember_conversations(session, "teams", met, datetime.now(UTC))
