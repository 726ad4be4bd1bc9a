"""Rounds whose digest is looked at: no, one or eleven deviations in the real plan, and 500 in a plan of 600 rows."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select, update

from imports.plan.file import PlanRow
from imports.plan.store import apply_plan
from models.people.directory_cache import load_directory, raise_revision
from models.plan.tables import Plan
from models.plan.views import PlanView
from models.rounds.tables import Round
from models.vocabulary.answers import Status
from models.vocabulary.plan import GoalKind
from tests.handlers.conftest import Office

COORDINATOR = "USAMORD01"
GREEN, YELLOW, RED, CANNOT = Status.GREEN, Status.YELLOW, Status.RED, Status.CANNOT_ASSESS
# Rows 7 and 33 are one activity under two goals.
SHARED = (7, 33)
NOT_REPORTED = (52, 53, 54, 78)
# Row → its colours in three rounds, oldest first.
ELEVEN: dict[int, str] = {
    12: "GGR", 14: "GYR", 25: "RRR", 7: "GGY", 33: "GGY", 16: "GGY", 71: "GCY", 40: "GYY", 41: "YYY", 60: "GRY",
    77: "YYY", 1: "GYG", 3: "GRG", 50: "GYC", 76: "GYC",
}  # fmt: skip
LETTERS = {"G": GREEN, "Y": YELLOW, "R": RED, "C": CANNOT}
ACTIONS: dict[int, dict[str, Any]] = {
    12: {"action": "Ny upphandling av samtalsledare görs tillsammans med kommunerna i länet", "action_owner":
         "Enhetschef Folkhälsa", "action_due": date(2022, 12, 15),
         "decision_by": "Regiondirektören: får upphandlingen göras om för 400 000 kronor?"},
    14: {"action": "Rekrytering av projektledare", "action_owner": "HR", "action_due": date(2022, 11, 30)},
    25: {"action": "Avtal med kommunerna", "action_owner": "Förvaltningschefen", "action_due": date(2022, 10, 1)},
    7: {"action": "Gemensam tidplan med länsstyrelsen", "action_owner": "Samhällsutveckling",
        "action_due": date(2022, 11, 30)},
    16: {"action": "Vikarie", "action_owner": "Enhetschef Folkhälsa"},
    71: {"action": "Ny remissrunda", "action_due": date(2022, 12, 1)},
    40: {"action": "Medfinansiering söks hos Tillväxtverket", "action_owner": "Näringslivsstrategen",
         "action_due": date(2022, 10, 15)},
    60: {"action": "Styrgruppen har utökats", "action_due": date(2022, 12, 31)},
    77: {"action": "Lokalfrågan lyfts till fastighetsnämnden", "action_due": date(2022, 12, 31),
         "decision_by": "Fastighetsdirektören"},
}  # fmt: skip
ACTIONS[33] = ACTIONS[7]


def plan_of(office: Office) -> PlanView:
    return load_directory(office.session).plans[-1]


def none(office: Office) -> Round:
    """Every activity is reported and green, in the first round there is."""
    return _rounds(office, {row.row: "G" for row in plan_of(office).rows})


def one(office: Office) -> Round:
    """One yellow, with a comment of 20,000 characters."""
    return _rounds(office, {row.row: "GY" if row.row == 12 else "GG" for row in plan_of(office).rows},
                   {12: "Lång kommentar. " * 1250})  # fmt: skip


def eleven(office: Office) -> Round:
    """Eight yellow and three red of the real plan, every change of colour, four rows not reported."""
    colours = {row.row: "GGG" for row in plan_of(office).rows if row.row not in NOT_REPORTED} | ELEVEN
    return _rounds(office, colours, {12: "Anbuden blev för dyra. Vi väntar på besked om ny upphandling."})


def five_hundred(office: Office) -> Round:
    """A plan of 600 rows under ten goals, with 500 deviations, most of them old. One has a comment of 20,000
    characters, all have long texts."""
    rows = [
        PlanRow(n, n, GoalKind.AREA, f"Mål {n % 10}, med ett namn som är så långt att det inte får plats på en rad",
                f"Aktivitet {n}, vars beskrivning är lång och fortsätter en bra stund till utan att ta slut" * 3,
                ("Folkhälsa",))
        for n in range(1, 601)
    ]  # fmt: skip
    office.session.execute(update(Plan).values(year=2021))
    apply_plan(office.session, rows, 2022, office.now)
    raise_revision(office.session, "plan")
    office.session.flush()
    colours = {n: ("GR", "RR", "YR", "YY", "RY", "GY")[n % 6] for n in range(1, 501)}
    colours |= {n: ("YG", "YC", "GG")[n % 3] for n in range(501, 601)}
    comments = {n: f"Kommentar {n}. " * 60 for n in range(1, 600)} | {3: "Lång kommentar. " * 1250}
    return _rounds(office, colours, comments, _long_action)


def _long_action(row: int) -> dict[str, Any]:
    more: dict[str, Any] = {"action": f"Åtgärd {row} " + "som är lång " * 40, "action_owner": "Ansvarig " * 30}
    if row % 2:
        more["action_due"] = date(2022, 1, 1) if row % 4 == 1 else date(2024, 1, 1)
    if row % 5 == 0:
        more["decision_by"] = "Regiondirektören " * 60
    return more


def _rounds(
    office: Office, colours: dict[int, str], comments: dict[int, str] | None = None,
    more: Callable[[int], dict[str, Any]] = lambda row: ACTIONS.get(row, {}),
) -> Round:  # fmt: skip
    """One round for each letter, the last one closed with these comments."""
    names = ["Halvår 2022", "Omgång 2", "Omgång 1"][: max(map(len, colours.values()))]
    for number, name in enumerate(reversed(names)):
        is_last = name == names[0]
        round_ = office.open(name)
        office.ask(round_)
        office.now += timedelta(days=20)
        for row, letters in colours.items():
            status = LETTERS[letters[number]]
            comment = (comments or {}).get(row, "") if is_last else ""
            facts = more(row) if status.is_deviation else {}
            office.answer(COORDINATOR, row, status, comment or "Läget är som det var.", **facts)
        office.now = round_.deadline + timedelta(seconds=1)
        office.close(round_)
        office.now += timedelta(days=29)
    return office.session.scalars(select(Round).where(Round.name == names[0])).one()


SCENES: dict[int, Callable[[Office], Round]] = {0: none, 1: one, 11: eleven, 500: five_hundred}
