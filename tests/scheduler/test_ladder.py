"""The ladder with a real database and a still clock: who hears when, and who is asked instead."""

from collections import Counter
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from actions.rounds.life_cycle import NewRound, create_round
from imports.people.file import PersonRow
from imports.people.store import apply_people
from models.operations.tables import AuditEvent
from models.outbox.tables import Delivery
from models.people.absence import Absence, set_leave
from models.people.directory_cache import load_directory, raise_revision
from models.rules.absence import Leave
from models.rules.courtesy import Courtesy
from models.rules.dates.deadlines import is_working_day
from models.vocabulary.outbox import DeliveryKind, DeliveryState
from models.vocabulary.people import Role
from tests.examples import examples
from tests.scheduler.simulated import ZONE, Installation, installation
from tests.scheduler.small_stock import OWNERS, small_stock

ANNA, BO, CILLA = OWNERS
KINDS = (DeliveryKind.REMINDER, DeliveryKind.ESCALATION)


def at(month: int, day: int, hour: int = 0, minute: int = 0, year: int = 2022) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=ZONE)


def people(world: Installation) -> None:
    """A deputy and a boss for Anna, a boss for Bo; Cilla has neither."""
    deputy, boss = "ersattare@example.se", "chef@example.se"
    rows = [
        PersonRow(1, "agare1@example.se", "Ägare 1", ("Folkhälsa",), (Role.OWNER,), ANNA, deputy_email=deputy,
                  manager_email=boss),
        PersonRow(2, "agare2@example.se", "Ägare 2", ("Kultur",), (Role.OWNER,), BO, manager_email=boss),
        PersonRow(4, deputy, "Ersättare", (), (), "UERSATT1"),
        PersonRow(5, boss, "Chef", (), (Role.MANAGER,), "UCHEF001"),
    ]  # fmt: skip
    assert world.write(lambda session: apply_people(session, rows, world.clock())).faults == ()


def create(world: Installation, opens_at: datetime, deadline: datetime, *reminders: str, name: str = "R") -> None:
    new = NewRound(name, date(2022, 1, 1), date(2022, 6, 30), opens_at, deadline, reminders)
    world.write(lambda session: create_round(session, new, world.clock()))


def away(world: Installation, email: str, first: date, last: date) -> None:
    def do(session) -> None:  # type: ignore[no-untyped-def]
        set_leave(session, load_directory(session).by_email[email].id, Leave(first, last))
        raise_revision(session, "people")

    world.write(do)


def heard(world: Installation, account: str, *kinds: DeliveryKind) -> list[str]:
    """When and how somebody was written to, in local time."""
    person = world.read(lambda s: load_directory(s).by_account("slack", account))
    assert person is not None
    rows = [row for row in world.rows(person_id=person.id, state=DeliveryState.SENT) if row.kind in kinds]
    return [f"{row.sent_at.astimezone(ZONE):%m-%d %H:%M} {row.kind}" for row in rows if row.sent_at]


def posts(world: Installation, account: str) -> list[str]:
    return [post.text for post in world.platform.there(f"D-{account}")]


ALL = (DeliveryKind.PROMPT, *KINDS)


def test_instants_stay_and_the_sending_moves(tmp_path: Path) -> None:
    """Opened on a Saturday night; a reminder on All Saints' Day; one that the deadline overtakes."""
    with installation(tmp_path, small_stock(), at(10, 1)) as world:
        create(world, at(10, 15, 22), at(11, 7, 6), "P2D", "PT9H")
        world.settle(at(11, 7, 5))
        # 5 November at 6 is All Saints' Day, the 6th at 21 a Sunday: at 7 on Monday the round is over.
        assert heard(world, ANNA, *ALL) == ["10-17 07:00 prompt"]
        states = Counter(row.state for row in world.rows(kind=DeliveryKind.REMINDER))
        assert states == {DeliveryState.CANCELLED: 2 * len(OWNERS)}


def test_a_rehearsal_is_held_back_by_nothing(tmp_path: Path) -> None:
    with installation(tmp_path, small_stock(), at(7, 16), courtesy=Courtesy()) as world:
        create(world, at(7, 16, 22), at(7, 17, 3), "PT3H", "PT1H")  # a Saturday night in July
        away(world, "agare2@example.se", date(2022, 7, 1), date(2022, 7, 31))
        world.settle(at(8, 31))
        expected = ["07-16 22:00 prompt", "07-17 00:00 reminder", "07-17 02:00 reminder"]
        assert {account: heard(world, account, *ALL) for account in OWNERS} == dict.fromkeys(OWNERS, expected)
        assert world.rows(kind=DeliveryKind.ESCALATION) == []


def test_after_the_deadline_owner_deputy_manager_coordinator(tmp_path: Path) -> None:
    with installation(tmp_path, small_stock(), at(10, 1)) as world:
        people(world)
        create(world, at(10, 5, 9), at(10, 26, 16), "P2D")  # the reminder's instant is a Monday
        world.settle(at(10, 26, 12))
        assert world.say(BO, "2 grön Klart.", "key") is not None
        world.settle(at(11, 30))
        assert heard(world, ANNA, *KINDS) == ["10-24 16:00 reminder", "10-27 16:00 reminder"]
        assert heard(world, BO, *KINDS) == ["10-24 16:00 reminder"]
        # The 29th is a Saturday; the 31st is in time; the 2nd of November too.
        assert heard(world, "UERSATT1", *KINDS) == ["10-31 07:00 escalation"]
        assert heard(world, "UCHEF001", *KINDS) == ["10-31 16:00 escalation"]
        assert heard(world, "USAMORD01", *KINDS) == ["11-02 16:00 escalation"]
        told = posts(world, ANNA)[-1]
        assert "stängde" in told
        assert "din ersättare får frågan 29 okt" in told
        assert "samordnaren får veta det 2 nov" in told
        assert "ersättare" not in posts(world, CILLA)[-1], "Cilla has no deputy to tell of"
        assert "Ägare" not in posts(world, "UERSATT1")[-1] + posts(world, "UCHEF001")[-1]
        assert "Ägare 1" in posts(world, "USAMORD01")[-1]
        steps = world.read(lambda s: [e.after or {} for e in s.scalars(select(AuditEvent)) if e.what == "ladder.step"])
        assert [line["step"] for line in steps if line] == ["before", "after", "deputy", "manager", "coordinator"]


def test_who_answers_meanwhile_ends_the_ladder(tmp_path: Path) -> None:
    with installation(tmp_path, small_stock(), at(10, 1)) as world:
        people(world)
        create(world, at(10, 3, 9), at(10, 24, 16), "P2D")
        world.settle(at(10, 26, 12))
        for account, row in ((ANNA, 1), (BO, 2), (ANNA, 3), (CILLA, 4)):
            assert world.say(account, f"{row} grön Klart.", f"key-{row}")
        world.settle(at(11, 30))
        assert [row.state for row in world.rows(kind=DeliveryKind.ESCALATION)].count(DeliveryState.SENT) == 0
        assert heard(world, ANNA, *KINDS)[-1].startswith("10-25")


@pytest.mark.parametrize("later", ["off", "on"])
def test_a_round_without_reminders_has_no_ladder(tmp_path: Path, later: str) -> None:
    with installation(tmp_path, small_stock(), at(10, 1)) as world:
        create(world, at(10, 3, 9), at(10, 24, 16), *(("P2D",) if later == "on" else ()))
        world.settle(at(11, 30))
        assert bool(world.rows(kind=DeliveryKind.ESCALATION)) is (later == "on")


def test_the_deputy_is_asked_instead_and_told_why(tmp_path: Path) -> None:
    with installation(tmp_path, small_stock(), at(10, 1)) as world:
        people(world)
        away(world, "agare1@example.se", date(2022, 10, 3), date(2022, 10, 28))
        create(world, at(10, 5, 9), at(10, 26, 16), "P2D")
        world.settle(at(10, 5, 10))
        assert heard(world, ANNA, *ALL) == []
        [asked] = posts(world, "UERSATT1")
        assert "Ägare 1 är frånvarande. Därför får du frågan om raderna 1 och 3." in asked
        assert "Aktivitet 1" in asked
        receipt = world.say("UERSATT1", "1 grön Klart.", "key")
        assert receipt is not None
        assert receipt.startswith("Tack")
        [line] = world.read(
            lambda s: [e.after or {} for e in s.scalars(select(AuditEvent)) if e.what == "answer.stored"]
        )
        assert line["instead_of"] == [{"person": 1}]
        world.settle(at(11, 30))
        assert heard(world, ANNA, *ALL) == [], "on leave, and not asked in this round"
        assert heard(world, "UERSATT1", *KINDS)[0] == "10-24 16:00 reminder"


def test_leave_in_mid_round_hands_over_and_its_end_gives_back(tmp_path: Path) -> None:
    with installation(tmp_path, small_stock(), at(10, 1)) as world:
        people(world)
        create(world, at(10, 5, 9), at(10, 26, 16), "P7D", "P2D")
        world.settle(at(10, 10, 9))
        assert world.say(ANNA, "1 grön Klart.", "key") is not None
        assert "Sparat" in str(world.command(ANNA, "absence", "10–30 oktober", "leave"))
        world.settle(at(10, 10, 12))
        [asked] = posts(world, "UERSATT1")
        assert "Därför får du frågan om rad 3." in asked, "row 1 has an answer"
        assert "1 av 1 klara" in posts(world, ANNA)[0]
        world.clock.now = at(10, 12, 9)
        assert "Sparat" in str(world.command(ANNA, "absence", "slut", "back"))
        world.settle(at(10, 19, 18))
        assert "Du behöver inte svara på något mer i R." in posts(world, "UERSATT1")[0]
        assert "Kvar: rad 3" in posts(world, ANNA)[0]
        assert heard(world, ANNA, DeliveryKind.REMINDER) == ["10-19 16:00 reminder"]
        assert heard(world, "UERSATT1", DeliveryKind.REMINDER) == []


def test_without_a_deputy_the_question_waits_for_the_return(tmp_path: Path) -> None:
    with installation(tmp_path, small_stock(), at(10, 1)) as world:
        people(world)
        away(world, "agare2@example.se", date(2022, 10, 3), date(2022, 10, 14))
        create(world, at(10, 5, 9), at(10, 26, 16), "P2D")
        world.settle(at(10, 26, 15))
        assert heard(world, BO, *ALL) == ["10-17 07:00 prompt", "10-24 16:00 reminder"]
        told = posts(world, "USAMORD01")[0]
        assert told.startswith("De här är frånvarande, och ingen annan kan få frågan i stället i R.")
        assert "Ägare 2: rad 2" in told


def test_overlapping_rounds_write_once_a_day(tmp_path: Path) -> None:
    with installation(tmp_path, small_stock(), at(10, 1)) as world:
        create(world, at(10, 3, 9), at(10, 20, 16), "P2D", name="Ett")
        create(world, at(10, 3, 10), at(10, 20, 17), "P2D", name="Två")
        world.settle(at(10, 19, 18))
        times = [line[:5] for line in heard(world, ANNA, *ALL)]
        assert times == ["10-03", "10-04", "10-18", "10-19"]


# Minutes after New Year at which a round opens, and how long it is; hours at which something happens, and what.
Plan = tuple[int, int]
Event = tuple[int, str, str, int]
YEAR = at(1, 3)
EVERYBODY = (ANNA, BO, CILLA, "UERSATT1", "UCHEF001")
RICH_ROUNDS = [(day * 1440 + 540, length * 1440) for day, length in ((2, 21), (60, 30), (65, 14), (150, 40), (280, 21))]
RICH_EVENTS = [
    (70 * 24, "leave", ANNA, 9), (72 * 24, "leave", "UERSATT1", 3), (75 * 24, "back", ANNA, 0),
    (76 * 24, "away", "", 60), (80 * 24, "leave", BO, 14), (97 * 24, "answer", BO, 2), (300 * 24, "leave", CILLA, 5),
    (301 * 24, "back", CILLA, 0),
]  # fmt: skip


@settings(max_examples=examples(1))
@example(plans=RICH_ROUNDS, events=RICH_EVENTS)
@given(
    plans=st.lists(st.tuples(st.integers(0, 330 * 1440), st.integers(1440, 50 * 1440)), min_size=1, max_size=6),
    events=st.lists(
        st.tuples(
            st.integers(0, 380 * 24),
            st.sampled_from(["leave", "leave", "back", "answer", "away"]),
            st.sampled_from(EVERYBODY),
            st.integers(0, 60),
        ),
        max_size=20,
    ),
)
def test_a_year_of_the_ladder(plans: list[Plan], events: list[Event]) -> None:
    """Overlapping rounds, leave that is said and ended, outages and answers, over both changes of the clock and every
    holiday: never twice a day, in quiet hours, on a day off, in July, on leave, or with nothing left."""
    with (
        TemporaryDirectory() as folder,
        installation(Path(folder), small_stock(), YEAR, courtesy=Courtesy()) as world,
    ):
        people(world)
        for number, (opens, length) in enumerate(plans):
            begins = YEAR + timedelta(minutes=opens)
            create(world, begins, begins + timedelta(minutes=length), "P7D", "P2D", "PT4H", name=f"R{number}")
        known = [(YEAR, leave_of(world))]
        for number, (hour, what, who, size) in enumerate(sorted(events)):
            live(world, YEAR + timedelta(hours=hour))
            world.clock.now += timedelta(minutes=1)
            happen(world, what, who, size, f"key-{number}")
            known.append((world.clock(), leave_of(world)))
        live(world, at(3, 1, year=2023))
        assert faults_of(world, known) == []
        if plans == RICH_ROUNDS:
            assert len(world.rows(kind=DeliveryKind.REMINDER, state=DeliveryState.SENT)) > 20
            assert len(world.rows(kind=DeliveryKind.ESCALATION, state=DeliveryState.SENT)) > 5


def live(world: Installation, until: datetime) -> None:
    """Nothing happens for a while; the worker looks at every instant of a round, and every third day."""
    while world.clock() < until:
        world.settle(min(until, world.clock() + timedelta(days=3)), limit=4000)


def happen(world: Installation, what: str, who: str, size: int, key: str) -> None:
    """`size` is days of leave, hours of outage, or chooses a row."""
    match what:
        case "leave":
            first = world.clock().astimezone(ZONE).date() + timedelta(days=size % 4)
            days = f"{first} till {first + timedelta(days=size % 16)}"
            assert "Sparat" in str(world.command(who, "absence", days, key))
        case "back":
            assert world.command(who, "absence", "slut", key)
        case "answer":
            row = {ANNA: (1, 3), BO: (2, 2)}.get(who, (4, 4))[size % 2]
            world.say(who if who in OWNERS else CILLA, f"{row} grön Klart.", key)
        case "away":
            world.clock.now += timedelta(hours=size)
            world.boot()


Known = dict[int, list[Leave]]


def leave_of(world: Installation) -> Known:
    """Whose leave is known of now."""
    found: Known = {}
    for each in world.read(lambda s: list(s.scalars(select(Absence)))):
        found.setdefault(each.person_id, []).append(Leave(each.first, each.last))
    return found


def faults_of(world: Installation, known: list[tuple[datetime, Known]]) -> list[str]:
    """`known` is what was known of leave, and since when."""
    courtesy, found, days = Courtesy(), list[str](), Counter[tuple[int | None, date]]()
    rows = [
        (row, row.sent_at.astimezone(ZONE))
        for row in world.rows(state=DeliveryState.SENT)
        if row.kind in ALL and row.sent_at
    ]
    for row, here in rows:
        days[row.person_id, here.date()] += 1
        leave = [then for since, then in known if since <= here][-1]
        if any(each.covers(here.date()) for each in leave.get(row.person_id or 0, ())):
            found.append(f"{row.key} on leave, {here}")
        if row.kind is DeliveryKind.PROMPT:
            continue
        if courtesy.is_quiet(here.time()) or not is_working_day(here.date()) or courtesy.is_silent(here.date()):
            found.append(f"{row.key} at {here}")
        if not has_left(world, row, here):
            found.append(f"{row.key} to somebody with nothing left, {here}")
    found += [
        f"{row.key} is one of {days[row.person_id, here.date()]} on {here.date()}"
        for row, here in rows
        if row.kind in KINDS and days[row.person_id, here.date()] > 1
    ]
    return found


def has_left(world: Installation, row: Delivery, when: datetime) -> bool:
    """Whether a row that concerns the receiver lacked an answer. The deputy, the boss and the coordinator are
    concerned with all."""
    owned = {1: {1, 3}, 2: {2}, 3: {3, 4}}.get(row.person_id or 0, {1, 2, 3, 4})
    rows = world.read(lambda s: {r.placement_id for r in load_directory(s).plans[0].rows if r.row in owned})
    answered = {a.placement_id for a in world.answers() if a.round_id == row.round_id and a.submitted_at <= when}
    return bool(rows - answered)
