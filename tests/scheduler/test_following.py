"""What followers get: one message for all of their rows, told once, and the letter on Mondays."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.answers.storing import Author, Given, store_answer
from actions.deviations.following import Follower, follow, has_untold_changes, tell_followers, unfollow
from actions.people.removing import remove_person
from actions.rounds.life_cycle import close_round
from models.answers.answerable import AnswerableRow
from models.answers.queries import current_answer
from models.following.tables import Following
from models.outbox.destinations import to_account, to_person
from models.outbox.tables import Delivery
from models.people.absence import set_leave
from models.people.directory_cache import load_directory, raise_revision
from models.people.views import PersonView
from models.rules.absence import Leave
from models.vocabulary.answers import Source, Status
from models.vocabulary.outbox import DeliveryKind, DeliveryState
from models.vocabulary.plan import Followed
from tests.conftest import STOCKHOLM
from tests.scheduler.conftest import MakeDesk
from tests.scheduler.desk import Desk

OUTSIDER = "U0MEDARB1"
MANAGER = "UCHFOLK01"
# A Monday.
MONDAY = datetime(2022, 6, 13, 8, 0, tzinfo=STOCKHOLM)
FOLLOWED, WEEKLY = DeliveryKind.FOLLOWED, DeliveryKind.WEEKLY


@pytest.fixture
def desk(make_desk: MakeDesk) -> Desk:
    made = make_desk()
    made.open()
    made.settle()
    return made


def person(session: Session, account: str) -> PersonView:
    found = load_directory(session).by_account("slack", account)
    assert found is not None
    return found


def begin(desk: Desk, what: Followed, about: int = 0, account: str = OUTSIDER) -> None:
    """`about` is a row's number, a goal's id or a unit's id."""

    def do(session: Session) -> None:
        directory = load_directory(session)
        about_id = directory.plans[0].by_row[about].placement_id if what is Followed.ROW else about
        who = directory.by_account("slack", account)
        follower = Follower("slack", to_person(who.id) if who else to_account(account), who.id if who else None)
        follow(session, follower, what, about_id, desk.clock())

    desk.write(do)


def unit_of(desk: Desk, row: int) -> int:
    return desk.read(lambda session: load_directory(session).plans[0].by_row[row].units[0].id)


def give(
    desk: Desk, row: int, status: Status, comment: str = "Så här är det.", account: str | None = None,
    round_name: str = "Halvår 2022",
) -> None:  # fmt: skip
    def do(session: Session) -> None:
        directory = load_directory(session)
        plan = directory.plans[0]
        target = AnswerableRow(session.merge(desk.round(round_name)), plan, plan.by_row[row], None)
        author = directory.by_account("slack", account) if account else directory.owners(plan.by_row[row])[0]
        assert author is not None
        before = current_answer(session, target.round.id, target.row.placement_id)
        given = Given(status, comment, "Orsak", "Åtgärd")
        store_answer(
            session, target, given, before, Author(author, Source.SLACK), desk.clock(), desk.program.dispatcher.options
        )

    desk.write(do)


def told(desk: Desk, account: str = OUTSIDER) -> list[str]:
    """The messages to followers that stand in somebody's direct messages, oldest first."""
    tokens = {row.token for row in desk.rows() if row.kind in {FOLLOWED, WEEKLY}}
    channel = desk.slack.resolve(account)
    return [
        message.text for message in desk.slack.messages(channel)
        if ((message.metadata or {}).get("event_payload") or {}).get("key") in tokens
    ]  # fmt: skip


def test_all_that_changes_comes_in_one_message(desk: Desk) -> None:
    begin(desk, Followed.ROW, 41)
    begin(desk, Followed.UNIT, unit_of(desk, 12))
    give(desk, 12, Status.GREEN)
    desk.pass_once()
    desk.clock.move(seconds=20)
    give(desk, 13, Status.RED, "Pengarna är slut.")
    give(desk, 41, Status.YELLOW)
    give(desk, 35, Status.RED, "Detta följs inte.")
    desk.settle()
    [message] = told(desk)
    assert "3 rader som du följer har bytt färg" in message
    assert "Pengarna är slut." in message
    assert "Rad 41." in message
    assert "Detta följs inte." not in message
    desk.assert_exactly_once()


def test_a_colour_that_stays_or_comes_back_is_not_told(desk: Desk) -> None:
    give(desk, 13, Status.GREEN)
    begin(desk, Followed.ROW, 13)
    give(desk, 13, Status.GREEN, "Andra ord.")
    desk.settle()
    assert told(desk) == []
    give(desk, 13, Status.RED)
    desk.pass_once()
    give(desk, 13, Status.GREEN)
    desk.settle()
    assert told(desk) == []
    assert [row.state for row in desk.rows(kind=FOLLOWED)] == [DeliveryState.CANCELLED]


def test_what_changes_later_on_the_day_waits_for_the_next_working_day(desk: Desk) -> None:
    begin(desk, Followed.UNIT, unit_of(desk, 12))
    give(desk, 12, Status.YELLOW)
    desk.settle()
    assert len(told(desk)) == 1
    first = desk.clock()
    for row, status in ((13, Status.RED), (14, Status.YELLOW), (12, Status.RED)):
        desk.clock.move(minutes=10)
        give(desk, row, status)
        desk.pass_once()
    assert len(told(desk)) == 1
    desk.settle()
    _, second = told(desk)
    assert "3 rader som du följer har bytt färg" in second
    assert "🟡 Gult → 🔴 Rött" in second
    assert desk.clock().astimezone(STOCKHOLM).date() == first.astimezone(STOCKHOLM).date() + timedelta(days=1)


@pytest.mark.one_database
def test_nothing_comes_at_night_nor_on_a_day_off_nor_on_leave(desk: Desk) -> None:
    begin(desk, Followed.ROW, 13, MANAGER)

    def go_on_leave(session: Session) -> None:
        set_leave(session, person(session, MANAGER).id, Leave(date(2022, 6, 13), date(2022, 6, 14)))
        raise_revision(session, "people")

    desk.write(go_on_leave)
    desk.clock.now = datetime(2022, 6, 10, 19, 0, tzinfo=STOCKHOLM)  # a Friday evening
    give(desk, 13, Status.RED)
    desk.settle()
    [row] = desk.rows(kind=FOLLOWED)
    assert row.sent_at is not None
    assert row.sent_at.astimezone(STOCKHOLM).isoformat(timespec="minutes") == "2022-06-15T07:00+02:00"


@pytest.mark.one_database
def test_in_a_rehearsal_it_comes_within_seconds(make_desk: MakeDesk) -> None:
    desk = make_desk()
    desk.clock.now = datetime(2022, 6, 11, 23, 0, tzinfo=STOCKHOLM)
    desk.create_round(deadline=desk.clock() + timedelta(hours=2))
    desk.settle()
    begin(desk, Followed.ROW, 13)
    for status in (Status.RED, Status.YELLOW):
        give(desk, 13, status)
        begun = desk.clock()
        desk.settle()
        assert desk.clock() - begun < timedelta(seconds=30)
    assert len(told(desk)) == 2


def test_two_workers_and_a_crash_tell_it_once(desk: Desk, make_desk: MakeDesk) -> None:
    other = make_desk()
    begin(desk, Followed.UNIT, unit_of(desk, 12))
    give(desk, 12, Status.YELLOW)
    give(desk, 13, Status.RED)
    desk.tick()
    other.tick()
    assert len(desk.rows(kind=FOLLOWED)) == 1
    desk.clock.move(minutes=2)
    # Claimed by a worker that dies before it sends; a change comes meanwhile.
    assert FOLLOWED in {row.kind for row in desk.claim_and_die()}
    give(desk, 14, Status.RED)
    other.tick()
    desk.restart()
    desk.settle()
    other.settle()
    first, second = told(desk)
    assert "2 rader som du följer" in first
    assert "1 rad som du följer" in second
    desk.assert_exactly_once()


def test_the_second_of_two_workers_that_saw_the_same_finds_nothing_to_tell(desk: Desk) -> None:
    begin(desk, Followed.ROW, 13)
    give(desk, 13, Status.RED)
    options = desk.program.dispatcher.options
    assert desk.read(has_untold_changes)
    assert desk.write(lambda session: tell_followers(session, desk.clock(), options)) == 1
    assert desk.write(lambda session: tell_followers(session, desk.clock(), options)) == 0
    assert not desk.read(has_untold_changes)


@pytest.mark.one_database
def test_ones_own_answer_is_no_news(desk: Desk) -> None:
    begin(desk, Followed.UNIT, unit_of(desk, 12), "UAGFOLK01")
    give(desk, 12, Status.RED, account="UAGFOLK01")
    desk.settle()
    assert desk.rows(kind=FOLLOWED) == []
    give(desk, 12, Status.YELLOW, account="USAMORD01")
    desk.settle()
    assert len(desk.rows(kind=FOLLOWED)) == 1


@pytest.mark.one_database
def test_last_rounds_colour_is_what_it_was(desk: Desk) -> None:
    give(desk, 13, Status.YELLOW)
    desk.write(lambda s: close_round(s, s.merge(desk.round()), desk.clock(), desk.program.dispatcher.options))
    begin(desk, Followed.ROW, 13)
    desk.clock.move(days=1)
    desk.create_round("Andra")
    desk.settle()
    assert told(desk) == []
    give(desk, 13, Status.RED, round_name="Andra")
    desk.settle()
    [message] = told(desk)
    assert "🟡 Gult → 🔴 Rött" in message


def letters(desk: Desk) -> list[Delivery]:
    return desk.rows(kind=WEEKLY)


def test_the_letter_comes_on_mondays_in_an_open_round_once(desk: Desk, make_desk: MakeDesk) -> None:
    other = make_desk()
    begin(desk, Followed.WEEKLY)
    begin(desk, Followed.WEEKLY, account=MANAGER)
    give(desk, 13, Status.RED)
    desk.clock.now = MONDAY - timedelta(seconds=1)
    desk.settle()
    assert letters(desk) == []
    desk.clock.now = MONDAY
    for each in (desk, other):
        each.settle()
    desk.clock.move(minutes=1)
    manager = desk.read(lambda session: person(session, MANAGER).id)
    begin(desk, Followed.WEEKLY, account="UAGFOLK01")
    desk.settle()
    assert [row.person_id for row in letters(desk)] == [None, manager]
    [letter] = told(desk)
    assert "Veckobrev: Halvår 2022" in letter
    assert "80 aktiviteter – 0 grönt, 0 gult, 1 rött" in letter
    assert "1 rad har besvarats den senaste veckan." in letter
    assert "🔴 Rött, ny" in letter
    assert "Avvikelser: 1, varav 0 oförändrade" in letter
    desk.clock.move(days=7)
    desk.settle()
    assert len(told(desk)) == 2
    desk.assert_exactly_once()


@pytest.mark.one_database
def test_a_letter_that_an_outage_delayed_comes_in_its_week_and_not_after_the_round(desk: Desk) -> None:
    begin(desk, Followed.WEEKLY)
    desk.clock.now = MONDAY + timedelta(days=2)
    desk.settle()
    assert len(told(desk)) == 1
    desk.clock.now = MONDAY + timedelta(days=7)
    desk.tick()
    desk.write(lambda s: close_round(s, s.merge(desk.round()), desk.clock(), desk.program.dispatcher.options))
    desk.settle()
    assert len(told(desk)) == 1
    assert letters(desk)[-1].state is DeliveryState.CANCELLED
    desk.clock.move(days=7)
    desk.settle()
    assert len(letters(desk)) == 2


@pytest.mark.one_database
def test_somebody_who_leaves_or_stops_is_told_nothing(desk: Desk) -> None:
    begin(desk, Followed.ROW, 13, MANAGER)
    begin(desk, Followed.ROW, 13)
    begin(desk, Followed.ROW, 14)
    desk.write(lambda s: remove_person(s, person(s, MANAGER), desk.clock(), desk.program.dispatcher.options))
    desk.write(lambda s: unfollow(s, [to_account(OUTSIDER)], desk.clock()))
    assert desk.read(lambda s: list(s.scalars(select(Following)))) == []
    give(desk, 13, Status.RED)
    desk.settle()
    assert desk.rows(kind=FOLLOWED) == []
