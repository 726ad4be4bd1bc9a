"""How a round is going is told to the coordinators unasked: when, to whom, and never twice."""

from datetime import date
from pathlib import Path

from sqlalchemy import update

from models.operations.tables import AuditEvent
from models.people.directory_cache import raise_revision
from models.people.tables import Person
from models.rules.courtesy import Courtesy
from models.vocabulary.outbox import DeliveryKind, DeliveryState
from models.vocabulary.people import Role
from tests.scheduler.simulated import MANAGEMENT, Installation, installation
from tests.scheduler.small_stock import OWNERS, small_stock
from tests.scheduler.test_ladder import ALL, at, away, create, heard, posts
from tests.scheduler.test_moved_ends import close, extend

ANNA, BO, CILLA = OWNERS
COORDINATOR, NEWS = "USAMORD01", DeliveryKind.ROUND_NEWS


def told(world: Installation) -> list[str]:
    return heard(world, COORDINATOR, NEWS)


def roles(world: Installation, email: str, *wanted: Role) -> None:
    def do(session) -> None:  # type: ignore[no-untyped-def]
        session.execute(update(Person).where(Person.email == email).values(roles=[role.value for role in wanted]))
        raise_revision(session, "people")

    world.write(do)


def test_one_message_at_the_opening_at_each_reminder_and_on_the_last_working_day(tmp_path: Path) -> None:
    with installation(tmp_path, small_stock(), at(10, 1)) as world:
        world.platform.closed.add(BO)
        create(world, at(10, 5, 9), at(10, 28, 16), "P7D", "P2D")  # a Friday; the reminders are on Wednesdays
        world.settle(at(10, 20))
        assert world.say(ANNA, "1 röd Stopp. Åtgärd: ny ledare", "key") is not None
        world.settle(at(12, 1))
        assert told(world) == ["10-05 09:00 round_news", "10-21 16:00 round_news", "10-26 16:00 round_news",
                               "10-27 08:00 round_news"]  # fmt: skip
        opening, first, _, last = [text for text in posts(world, COORDINATOR) if "4 aktiviteter – " in text]
        assert opening.startswith("R har öppnat\n4 aktiviteter – 0 grönt, 0 gult, 0 rött, 0 kan inte bedömas, 4 ej")
        assert "3 personer ska svara. Ingen har svarat än. Sista svarsdag: 28 oktober 2022 kl. 16.00." in opening
        assert "De här kunde inte nås:\n• Ägare 2: kontot är avstängt" in opening
        assert first.startswith("Så går det i R\n4 aktiviteter – 0 grönt, 0 gult, 1 rött")
        assert "0 har svarat på allt, 1 på en del och 2 inte på något än." in first
        assert "• 🔴 Rött · Rad 1. Aktivitet 1 (Folkhälsa)" in first
        assert "• Kultur: Ägare 2" in first
        assert "• Folkhälsa" not in first.split("inte svarat på något än:")[1]
        assert last.startswith("R stänger snart\n")
        others = [post.text for owner in (*OWNERS,) for post in world.platform.there(f"D-{owner}")]
        others += [post.text for post in world.platform.there(MANAGEMENT)]
        assert not any("Bara samordnare" in text for text in others)


def test_the_opening_is_told_when_the_owners_have_been_asked(tmp_path: Path) -> None:
    """Opened on a Saturday, and so at work again on Monday at seven, when it is known who could not be reached."""
    with installation(tmp_path, small_stock(), at(10, 1)) as world:
        world.platform.closed.add(BO)
        create(world, at(10, 15, 22), at(10, 28, 16))
        world.settle(at(10, 20))
        assert heard(world, ANNA, *ALL) == ["10-17 07:00 prompt"]
        assert told(world) == ["10-17 07:00 round_news"]
        [news] = [text for text in posts(world, COORDINATOR) if "R har öppnat" in text]
        assert "• Ägare 2: kontot är avstängt" in news


def test_what_waits_over_a_weekend_is_overtaken_by_what_is_newer(tmp_path: Path) -> None:
    """Reminders on Saturday and on Sunday, with a deadline on Monday evening."""
    with installation(tmp_path, small_stock(), at(10, 1)) as world:
        create(world, at(10, 5, 9), at(10, 24, 16), "P2D", "P1D")
        world.settle(at(10, 24, 15))
        assert told(world) == ["10-05 09:00 round_news", "10-21 08:00 round_news", "10-24 07:00 round_news"]
        states = [row.state for row in world.rows(kind=NEWS)]
        assert states.count(DeliveryState.CANCELLED) == 1


def test_a_coordinator_on_leave_is_told_after_it_and_nothing_is_told_of_a_round_that_is_over(tmp_path: Path) -> None:
    with installation(tmp_path, small_stock(), at(10, 1)) as world:
        away(world, "samordnare@example.se", date(2022, 10, 3), date(2022, 10, 16))
        create(world, at(10, 5, 9), at(10, 28, 16), "P2D")
        create(world, at(10, 6, 9), at(10, 14, 16), "P2D", name="Borta")
        world.settle(at(12, 1))
        assert told(world) == ["10-17 07:00 round_news", "10-26 16:00 round_news", "10-27 08:00 round_news"]


def test_days_without_reminders_do_not_hold_it_back(tmp_path: Path) -> None:
    with installation(tmp_path, small_stock(), at(7, 4), courtesy=Courtesy()) as world:
        create(world, at(7, 5, 9), at(7, 15, 16), "P3D")
        world.settle(at(8, 1))
        assert told(world) == ["07-05 09:00 round_news", "07-12 16:00 round_news", "07-14 08:00 round_news"]


def test_a_rehearsal_is_told_at_once_at_night_too(tmp_path: Path) -> None:
    with installation(tmp_path, small_stock(), at(7, 16), courtesy=Courtesy()) as world:
        create(world, at(7, 16, 22), at(7, 17, 3), "PT3H", "PT1H")
        world.settle(at(7, 20))
        assert told(world) == ["07-16 22:00 round_news", "07-17 00:00 round_news", "07-17 02:00 round_news"]


def test_a_round_closed_by_hand_is_told_once_as_closed(tmp_path: Path) -> None:
    with installation(tmp_path, small_stock(), at(10, 1)) as world:
        create(world, at(10, 5, 9), at(10, 28, 16), "P2D")
        world.settle(at(10, 12, 14))
        close(world)
        world.settle(at(12, 1))
        assert told(world) == ["10-05 09:00 round_news"]
        assert sum("R har stängt" in text for text in posts(world, COORDINATOR)) == 1


def test_a_deadline_that_is_moved_moves_what_is_ahead_and_tells_nothing_of_what_it_has_passed(tmp_path: Path) -> None:
    with installation(tmp_path, small_stock(), at(10, 1)) as world:
        create(world, at(10, 5, 9), at(10, 28, 16), "P7D")
        world.settle(at(10, 10, 12))
        extend(world, at(10, 12, 16))  # a week before it has passed
        world.settle(at(10, 11, 12))
        assert told(world) == ["10-05 09:00 round_news", "10-11 08:00 round_news"]
        extend(world, at(10, 21, 16))
        world.settle(at(12, 1))
        assert told(world)[2:] == ["10-14 16:00 round_news", "10-20 08:00 round_news"]


def test_nothing_is_told_when_nobody_is_asked_or_nobody_is_to_be_told(tmp_path: Path) -> None:
    with installation(tmp_path, small_stock(), at(10, 1)) as world:
        for number in (1, 2, 3):
            roles(world, f"agare{number}@example.se")
        create(world, at(10, 5, 9), at(10, 28, 16), "P7D")
        world.settle(at(10, 22))
        assert world.rows(kind=NEWS) == []
        roles(world, "agare1@example.se", Role.OWNER)
        roles(world, "samordnare@example.se")
        world.settle(at(10, 24, 12))
        assert world.rows(kind=NEWS) == []
        roles(world, "samordnare@example.se", Role.COORDINATOR)
        world.settle(at(10, 24, 13))
        assert told(world) == ["10-24 12:00 round_news"], "a new coordinator is told how it goes"


def test_a_worker_that_was_away_tells_the_newest_alone(tmp_path: Path) -> None:
    with installation(tmp_path, small_stock(), at(10, 1)) as world:
        create(world, at(10, 5, 9), at(10, 28, 16), "P7D", "P2D")
        world.settle(at(10, 6))
        world.clock.now = at(10, 26, 17)
        world.settle(at(10, 27, 7))
        assert told(world) == ["10-05 09:00 round_news", "10-26 17:00 round_news"]


def test_it_is_not_an_audit_line_and_a_killed_worker_doubles_nothing(tmp_path: Path) -> None:
    with installation(tmp_path, small_stock(), at(10, 1)) as world:
        create(world, at(10, 5, 9), at(10, 28, 16))
        world.settle(at(10, 5, 9))
        world.boot()
        world.settle(at(10, 6))
        assert len(told(world)) == 1
        lines = world.read(lambda s: [event.what for event in s.query(AuditEvent)])
        assert not any("news" in what for what in lines)
