"""A round that ends at another time than it should: closed by hand, early or late, or with its deadline moved."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from actions.rounds.deadlines import extend_round
from actions.rounds.life_cycle import RoundFault, close_round, open_round
from actions.rounds.locking import lock_round
from models.rounds.queries import round_named
from models.rounds.tables import Round
from models.vocabulary.outbox import DeliveryKind, DeliveryState
from tests.scheduler.simulated import MANAGEMENT, Installation, installation
from tests.scheduler.small_stock import OWNERS, small_stock
from tests.scheduler.test_ladder import KINDS, at, away, create, heard, people, posts

ANNA, BO, CILLA = OWNERS
COORDINATOR, DEPUTY, BOSS = "USAMORD01", "UERSATT1", "UCHEF001"
CLOSED, DEADLINE = "12 oktober 2022 kl. 14.30", "26 oktober 2022 kl. 16.00"
MOVED = DeliveryKind.DEADLINE


def the_round(world: Installation) -> Round:
    found = world.read(lambda s: round_named(s, "r"))
    assert found is not None
    return found


def close(world: Installation) -> None:
    def do(session) -> None:  # type: ignore[no-untyped-def]
        close_round(session, round_named(session, "r"), world.clock(), world.options, by_hand=True)  # type: ignore[arg-type]

    world.write(do)


def extend(world: Installation, deadline: datetime) -> None:
    def do(session) -> None:  # type: ignore[no-untyped-def]
        round_ = round_named(session, "r")
        assert round_ is not None
        extend_round(session, round_, deadline, world.clock(), None, world.options)

    world.write(do)


@pytest.mark.parametrize("length", [timedelta(days=21), timedelta(hours=3)], ids=["round", "rehearsal"])
def test_a_round_that_was_locked_before_anybody_could_be_asked_asks_nobody(tmp_path: Path, length: timedelta) -> None:
    """Everything was done by hand while no worker ran."""
    with installation(tmp_path, small_stock(), at(10, 5, 9)) as world:
        people(world)
        create(world, at(10, 5, 9), at(10, 5, 9) + length)

        def by_hand(session) -> None:  # type: ignore[no-untyped-def]
            round_ = round_named(session, "r")
            assert round_ is not None
            open_round(session, round_, world.clock(), world.options, timedelta(0))
            close_round(session, round_, world.clock(), world.options, by_hand=True)
            lock_round(session, round_, world.clock(), world.options, why="Prövning.")

        world.write(by_hand)
        world.settle(at(10, 7))
        assert {row.state for row in world.rows(kind=DeliveryKind.PROMPT)} == {DeliveryState.CANCELLED}
        assert [text for account in OWNERS for text in posts(world, account)] == []


def test_a_round_closed_by_hand_is_told_with_that_time_and_the_ladder_counts_from_it(tmp_path: Path) -> None:
    with installation(tmp_path, small_stock(), at(10, 1)) as world:
        people(world)
        create(world, at(10, 5, 9), at(10, 26, 16), "P2D")
        world.settle(at(10, 12, 14, 30))
        close(world)
        world.settle(at(12, 1))
        # A day, three, five and seven after the closing, of which the 15th is a Saturday.
        assert heard(world, ANNA, *KINDS) == ["10-13 14:30 reminder"], "none before the deadline that is no more"
        assert heard(world, DEPUTY, *KINDS) == ["10-17 07:00 escalation"]
        assert heard(world, BOSS, *KINDS) == ["10-17 14:30 escalation"]
        assert heard(world, COORDINATOR, *KINDS) == ["10-19 14:30 escalation"]
        [summary] = [text for text in posts_of(world, MANAGEMENT) if "Sammanställning" in text]
        assert f"Stängd {CLOSED}" in summary
        assert "driftstopp" not in summary
        for account in (ANNA, DEPUTY, BOSS, COORDINATOR):
            assert any(CLOSED in text for text in posts(world, account)), account
        [opening, *_] = posts(world, ANNA)
        assert f"R stängde {CLOSED}. Du svarar för" in opening, "the opening message is rewritten"
        about_deadline = [text for account in (ANNA, DEPUTY, BOSS, COORDINATOR) for text in posts(world, account)]
        about_deadline = [text for text in [*about_deadline, *posts_of(world, MANAGEMENT)] if DEADLINE in text]
        # What coordinators were told at the opening was true then.
        about_deadline = [text for text in about_deadline if not text.startswith("R har öppnat")]
        assert len(about_deadline) == 1, about_deadline
        assert f"Stängd {CLOSED}. Sista svarsdagen var {DEADLINE}." in about_deadline[0]


def test_after_a_closing_by_hand_a_reminder_that_waits_for_somebody_on_leave_is_not_out_of_date(tmp_path: Path) -> None:
    with installation(tmp_path, small_stock(), at(10, 1)) as world:
        people(world)
        create(world, at(10, 5, 9), at(11, 30, 16), "P2D")
        world.settle(at(10, 12, 14, 30))
        away(world, "agare1@example.se", at(10, 13).date(), at(10, 20).date())
        close(world)
        world.settle(at(11, 30))
        assert heard(world, ANNA, *KINDS) == ["10-21 07:00 reminder"]


def test_a_round_closed_by_hand_when_its_deadline_had_passed_meanwhile(tmp_path: Path) -> None:
    """Nothing ran over the deadline; a coordinator closes it before the worker is back."""
    with installation(tmp_path, small_stock(), at(10, 1)) as world:
        people(world)
        create(world, at(10, 5, 9), at(10, 26, 16), "P2D")
        world.settle(at(10, 26, 12))
        world.clock.now = at(10, 28, 10)
        close(world)
        world.boot()
        world.settle(at(12, 1))
        [summary] = [text for text in posts_of(world, MANAGEMENT) if "Sammanställning" in text]
        assert "Stängd 28 oktober 2022 kl. 10.00" in summary
        # A day after is a Saturday.
        assert heard(world, ANNA, *KINDS) == ["10-24 16:00 reminder", "10-31 07:00 reminder"]
        assert "stängde 28 oktober 2022 kl. 10.00" in posts(world, ANNA)[-1]
        assert heard(world, COORDINATOR, *KINDS) == ["11-04 10:00 escalation"]
        assert "stängde 28 oktober 2022 kl. 10.00" in posts(world, COORDINATOR)[-1]


def test_a_closing_that_an_outage_made_late_tells_so_and_the_ladder_counts_from_the_deadline(tmp_path: Path) -> None:
    with installation(tmp_path, small_stock(), at(10, 1)) as world:
        people(world)
        create(world, at(10, 5, 9), at(10, 25, 16), "P2D")
        world.settle(at(10, 25, 12))
        world.clock.now = at(10, 27, 10)
        world.boot()
        world.settle(at(12, 1))
        [summary] = [text for text in posts_of(world, MANAGEMENT) if "Sammanställning" in text]
        assert "Stängd 27 oktober 2022 kl. 10.00" in summary
        assert "driftstopp" in summary
        assert heard(world, ANNA, DeliveryKind.REMINDER)[-1] == "10-27 10:00 reminder", "a day after the deadline"
        assert heard(world, COORDINATOR, *KINDS) == ["11-01 16:00 escalation"]


def test_a_round_that_closes_on_time_ended_at_its_deadline(tmp_path: Path) -> None:
    with installation(tmp_path, small_stock(), at(10, 1)) as world:
        create(world, at(10, 5, 9), at(10, 26, 16), "P2D")
        world.settle(at(10, 26, 15))
        world.clock.now = at(10, 26, 16) + timedelta(seconds=3)
        world.settle(at(10, 26, 17))
        assert the_round(world).ended_at == at(10, 26, 16)
        [notice] = [text for text in posts(world, COORDINATOR) if "R har stängt" in text]
        assert f"Stängd {DEADLINE}." in notice
        assert "Sista svarsdagen var" not in notice


def test_a_deadline_that_is_moved_is_told_to_everybody_asked_and_no_step_is_repeated(tmp_path: Path) -> None:
    with installation(tmp_path, small_stock(), at(10, 1)) as world:
        people(world)
        create(world, at(10, 3, 9), at(10, 14, 16), "P7D", "P2D")
        world.settle(at(10, 7, 17))
        assert world.say(BO, "2 grön Klart.", "key") is not None
        world.clock.now = at(10, 11, 10)
        extend(world, at(10, 21, 16))
        extend(world, at(10, 21, 16))
        world.settle(at(10, 21, 12))
        # A week before the new deadline is the 14th: that step has been taken.
        assert heard(world, ANNA, *KINDS, MOVED) == [
            "10-07 16:00 reminder", "10-11 10:00 deadline", "10-19 16:00 reminder",
        ]  # fmt: skip
        assert heard(world, BO, MOVED) == heard(world, CILLA, MOVED) == ["10-11 10:00 deadline"]
        told = {
            account: next(text for text in posts(world, account) if "ny sista svarsdag" in text) for account in OWNERS
        }
        moved = "R har ny sista svarsdag: svara senast 21 oktober 2022 kl. 16.00. Tidigare var det 14 oktober 2022"
        assert all(moved in text for text in told.values())
        assert "Kvar: raderna 1 och 3" in told[ANNA]
        assert "Du kan ändra dina svar" in told[BO]
        assert "Svara senast 21 oktober 2022 kl. 16.00" in posts(world, ANNA)[0]
        assert world.rows(kind=MOVED, person_id=4) == [], "who was not asked is not told"


def test_a_move_does_not_wait_because_there_was_a_message_that_day(tmp_path: Path) -> None:
    with installation(tmp_path, small_stock(), at(10, 1)) as world:
        create(world, at(10, 3, 9), at(10, 14, 16), "PT4H")
        world.settle(at(10, 14, 12, 30))
        extend(world, at(10, 17, 12))
        world.settle(at(10, 14, 13))
        assert heard(world, ANNA, *KINDS, MOVED) == ["10-14 12:00 reminder", "10-14 12:30 deadline"]


def test_a_deadline_that_is_moved_to_be_sooner_skips_what_has_passed(tmp_path: Path) -> None:
    with installation(tmp_path, small_stock(), at(10, 1)) as world:
        create(world, at(10, 3, 9), at(10, 28, 16), "P7D", "PT4H")
        world.settle(at(10, 10, 10))
        extend(world, at(10, 14, 16))
        world.settle(at(10, 14, 15))
        assert heard(world, ANNA, *KINDS, MOVED) == ["10-10 10:00 deadline", "10-14 12:00 reminder"]


def test_a_move_is_not_told_at_night_nor_on_leave_nor_when_it_is_out_of_date(tmp_path: Path) -> None:
    with installation(tmp_path, small_stock(), at(10, 1)) as world:
        people(world)
        create(world, at(10, 3, 9), at(10, 14, 16))
        world.settle(at(10, 4, 10))
        away(world, "agare2@example.se", at(10, 5).date(), at(10, 7).date())
        world.clock.now = at(10, 5, 21)
        extend(world, at(10, 20, 16))
        world.settle(at(10, 5, 23))
        assert world.rows(kind=MOVED, state=DeliveryState.SENT) == []
        extend(world, at(10, 21, 16))
        # A minute for the pace: one message to a conversation at a time.
        for until in (at(10, 6, 7, 1), at(10, 12)):
            world.settle(until)
        assert heard(world, ANNA, MOVED) == ["10-06 07:01 deadline"], "once, with the last of them"
        assert heard(world, BO, MOVED) == ["10-10 07:00 deadline"]
        assert "21 oktober" in posts(world, ANNA)[-1]


def test_a_deadline_that_an_outage_moved_is_told_by_the_opening_message_alone(tmp_path: Path) -> None:
    with installation(tmp_path, small_stock(), at(10, 1)) as world:
        create(world, at(10, 3, 9), at(10, 14, 16))
        world.pass_once()
        world.clock.now = at(10, 5, 9)
        world.boot()
        world.settle(at(10, 6))
        assert world.rows(kind=MOVED) == []
        # Two days later is a Sunday.
        assert "Svara senast 17 oktober 2022 kl. 16.00" in posts(world, ANNA)[0]


def test_a_planned_round_is_moved_without_a_word_and_a_closed_one_not_at_all(tmp_path: Path) -> None:
    with installation(tmp_path, small_stock(), at(10, 1)) as world:
        create(world, at(10, 5, 9), at(10, 14, 16))
        extend(world, at(10, 21, 16))
        world.settle(at(10, 6))
        assert world.rows(kind=MOVED) == []
        close(world)
        with pytest.raises(RoundFault):
            extend(world, at(10, 28, 16))


def posts_of(world: Installation, channel: str) -> list[str]:
    return [post.text for post in world.platform.there(channel)]
