"""The opening messages of rounds of 24 hours or more, on both databases: as decent as the reminders after them."""

import random
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from imports.people.file import PersonRow
from imports.people.store import apply_people
from imports.plan.store import apply_plan
from models.answers.outcomes import outcomes, round_numbers
from models.outbox.tables import Delivery
from models.people.absence import Absence
from models.people.directory_cache import load_directory
from models.people.handover import Handover, HandoverView, asked_after
from models.rounds.tables import Round
from models.rules.absence import Leave
from models.rules.courtesy import Courtesy
from models.rules.dates.deadlines import is_working_day
from models.vocabulary.outbox import DeliveryKind, DeliveryState
from models.vocabulary.people import Role
from models.vocabulary.rounds import RoundState
from tests.postgres import NoPostgreSQL, postgresql
from tests.scheduler.desk import WAITING
from tests.scheduler.simulated import ZONE, Installation, installation
from tests.scheduler.small_stock import small_people, small_plan, small_stock
from tests.scheduler.test_ladder import ALL, ANNA, BO, CILLA, at, away, create, heard, people, posts


def test_who_answered_everything_beforehand_is_not_asked_until_there_is_something_to_be_told(tmp_path: Path) -> None:
    """Cilla owns rows 3 and 4, and row 3 is Anna's too."""
    with installation(tmp_path, small_stock(), at(10, 1)) as world:
        create(world, at(10, 5, 9), at(10, 26, 16), "P2D")
        for row in (3, 4):
            assert world.say(CILLA, f"{row} grön Klart.", f"early-{row}") is not None
        world.settle(at(10, 5, 12))
        assert heard(world, CILLA, *ALL) == []
        assert len(heard(world, ANNA, *ALL)) == 1
        assert world.read(numbers) == (4, 2, 2)
        assert world.say(ANNA, "3 gul Inte än. Åtgärd: mer.", "anna") is not None
        world.settle(at(10, 6, 12))
        assert heard(world, CILLA, *ALL) == ["10-05 12:00 prompt"]
        assert "Ägare 1 har svarat på rad 3: 🟡 Gult." in "".join(posts(world, CILLA))


def numbers(session: Session) -> tuple[int, int, int]:
    directory, found = load_directory(session), session.scalars(select(Round)).one()
    told = round_numbers(outcomes(session, directory, found, directory.plans[0]), found)
    return told.asked, told.answered, told.missing


def test_who_is_back_before_the_deadline_after_all_is_asked(tmp_path: Path) -> None:
    """Nobody could be asked instead, and the leave was to last beyond the deadline."""
    with installation(tmp_path, small_stock(), at(10, 1)) as world:
        away(world, "agare2@example.se", date(2022, 10, 3), date(2022, 11, 30))
        create(world, at(10, 5, 9), at(10, 26, 16), "P2D")
        world.settle(at(10, 10, 9))
        assert heard(world, BO, *ALL) == []
        assert "Sparat" in str(world.command(BO, "absence", "slut", "back"))
        world.settle(at(10, 26, 15))
        assert heard(world, BO, *ALL) == ["10-10 09:00 prompt", "10-24 16:00 reminder"]


def test_the_deputy_of_a_unit_hears_of_the_units_rows_only(tmp_path: Path) -> None:
    """Cilla answers for two units; one of them has a deputy, who hears of its rows."""
    with installation(tmp_path, small_stock(), at(10, 1)) as world:
        rows = [
            PersonRow(3, "agare3@example.se", "Ägare 3", ("Hållbarhet", "Kultur"), (Role.OWNER,), CILLA),
            PersonRow(4, "ersattare@example.se", "Ersättare", (), (), "UERSATT1", deputy_for=("Kultur",)),
        ]
        assert world.write(lambda session: apply_people(session, rows, world.clock())).faults == ()
        create(world, at(10, 5, 9), at(10, 26, 16), "P2D")
        world.settle(at(11, 1))
        assert "din ersättare får frågan 29 okt" in posts(world, CILLA)[-1]
        [told] = posts(world, "UERSATT1")
        assert "Aktivitet 2" in told
        assert "Aktivitet 4" not in told


@contextmanager
def somewhere(kind: str, folder: Path, start: datetime) -> Iterator[Installation]:
    """The small plan on either database."""
    if kind == "sqlite":
        with installation(folder, small_stock(), start, courtesy=Courtesy()) as world:
            yield world
        return
    try:
        server = postgresql()
    except NoPostgreSQL as error:
        pytest.skip(str(error))
    with server.database() as url:
        world = Installation(url, start, courtesy=Courtesy())
        world.write(lambda session: apply_plan(session, small_plan(), 2022, world.clock()))
        world.write(lambda session: apply_people(session, small_people(), world.clock()))
        yield world
        world.close()


# PostgreSQL takes several times as long: from midwinter over the change of the clock, Easter and Whitsun.
YEARS = [("sqlite", 1, at(1, 3), 365), ("postgresql", 2, at(2, 14), 120)]


@pytest.mark.parametrize(("kind", "seed", "begin", "days"), YEARS, ids=["sqlite", "postgresql"])
def test_a_year_of_messages(tmp_path: Path, kind: str, seed: int, begin: datetime, days: int) -> None:
    """Overlapping rounds, leave, outages and answers of chance: never twice a day, in quiet hours, on a day off unless
    the round has no other, on leave, or with nothing left; the opening messages too."""
    dice = random.Random(seed)  # noqa: S311 - a repeatable year, no secret
    with somewhere(kind, tmp_path, begin) as world:
        people(world)
        opens = begin
        for number in range(12 * days // 365):
            # Some open on the same day.
            later = timedelta(minutes=dice.randrange(600))
            opens = opens + later if dice.random() < 0.4 else begin + dice.randrange(days - 35) * timedelta(1) + later
            length = timedelta(minutes=dice.choice([dice.randrange(1440, 4000), dice.randrange(1440, 30 * 1440)]))
            create(world, opens, opens + length, "P7D", "P2D", "PT4H", name=f"R{number}")
        for email in ("agare1@example.se", "agare2@example.se", "ersattare@example.se", "chef@example.se"):
            for _ in range(max(2, 4 * days // 365)):
                first = (begin + timedelta(days=dice.randrange(days))).date()
                away(world, email, first, first + timedelta(days=dice.randrange(15)))
        while world.clock() < begin + timedelta(days=days + 20):
            world.settle(world.clock() + timedelta(hours=dice.choice([20, 31, 70])), limit=4000)
            if dice.random() < 0.1:
                world.clock.now += timedelta(hours=dice.choice([3, 20, 60]))
                world.boot()
            account, row = dice.choice([(ANNA, 1), (BO, 2), (ANNA, 3), (CILLA, 4)])
            if dice.random() < 0.1:
                world.say(account, f"{row} grön Klart.", f"key-{world.clock()}")
            if dice.random() < 0.4 and not world.read(going):
                world.say(BO, "2 grön I förväg.", f"early-{world.clock()}")
        assert faults_of(world) == []
        prompts = world.rows(kind=DeliveryKind.PROMPT)
        sent = [len(world.rows(kind=each, state=DeliveryState.SENT)) for each in ALL]
        assert all(found > least * days / 365 for found, least in zip(sent, (15, 10, 3), strict=True)), sent
        assert any(row.error == "nothing left to say" for row in prompts), "somebody answered beforehand"
        assert not [row for row in prompts if row.state in WAITING]


def going(session: Session) -> bool:
    return bool(session.scalars(select(Round).where(Round.state.in_([RoundState.OPEN, RoundState.CLOSED]))).first())


def leave_of(world: Installation, person: int | None) -> list[Leave]:
    rows = world.read(lambda s: list(s.scalars(select(Absence).where(Absence.person_id == person))))
    return [Leave(row.first, row.last) for row in rows]


def faults_of(world: Installation) -> list[str]:
    courtesy, found, days = Courtesy(), list[str](), Counter[tuple[int | None, date]]()
    sent = world.rows(state=DeliveryState.SENT)
    rows = [(row, row.sent_at.astimezone(ZONE)) for row in sent if row.kind in ALL and row.sent_at]
    for row, here in rows:
        day, is_prompt = here.date(), row.kind is DeliveryKind.PROMPT
        days[row.person_id, day] += 1
        faults = {
            "in quiet hours": courtesy.is_quiet(here.time()),
            "on a day off": not is_working_day(day) and not (is_prompt and had_no_other_day(world, row, rows)),
            "in July": courtesy.is_silent(day) and not is_prompt,
            "on leave": any(leave.covers(day) for leave in leave_of(world, row.person_id)),
            "the second of the day": days[row.person_id, day] > 1,
            "to somebody with nothing left": not has_left(world, row, here),
        }
        found += [f"{row.key} {what}, {here}" for what, is_so in faults.items() if is_so]
    return found


def had_no_other_day(world: Installation, row: Delivery, rows: list[tuple[Delivery, datetime]]) -> bool:
    """Whether the round was over before there was a working hour for this message, without leave or another message."""
    found = world.read(lambda s: s.get_one(Round, row.round_id))
    leave = leave_of(world, row.person_id)
    taken = {here.date() for other, here in rows if other.person_id == row.person_id and other.id != row.id}
    hour = max(found.opened_at or found.opens_at, row.created_at)
    while hour < found.deadline:
        here = hour.astimezone(ZONE)
        free = here.date() not in taken and not any(each.covers(here.date()) for each in leave)
        if free and is_working_day(here.date()) and not Courtesy().is_quiet(here.time()):
            return False
        hour += timedelta(minutes=30)
    return True


def has_left(world: Installation, row: Delivery, when: datetime) -> bool:
    """Whether a row that the receiver was asked about lacked an answer, or something waited to be told. Deputies,
    bosses and coordinators are concerned with all rows after the deadline."""
    directory = world.read(load_directory)
    owners = {each.placement_id: {p.id for p in directory.owners(each)} for each in directory.plans[0].rows}
    concerned = set(owners)
    if row.kind is not DeliveryKind.ESCALATION:
        moved = world.read(lambda s: list(s.scalars(select(Handover).order_by(Handover.id))))
        lines = [HandoverView(m.placement_id, m.from_id, m.to_id, m.reason) for m in moved
                 if m.round_id == row.round_id and m.at <= when]  # fmt: skip
        asked = {p: asked_after(own, [line for line in lines if line.placement_id == p]) for p, own in owners.items()}
        concerned = {placement for placement, persons in asked.items() if row.person_id in persons}
    answered = {a.placement_id for a in world.answers() if a.round_id == row.round_id and a.submitted_at <= when}
    notices = world.rows(kind=DeliveryKind.NOTICE, parent_id=row.id)
    return bool(concerned - answered) or any(notice.created_at <= when for notice in notices)
