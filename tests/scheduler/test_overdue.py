"""Actions past their dates: whoever is responsible is reminded, once, in one message with what else is theirs."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from actions.people.removing import remove_person
from actions.rounds.life_cycle import NewRound, create_round
from models.outbox.tables import Delivery
from models.people.directory_cache import load_directory
from models.vocabulary.outbox import DeliveryKind, DeliveryState
from tests.scheduler.simulated import ZONE, Installation, installation
from tests.scheduler.small_stock import OWNERS, small_stock

ANNA, BO, CILLA = OWNERS
OPENS = datetime(2022, 10, 3, 8, tzinfo=ZONE)
DUE = date(2022, 10, 12)
AFTER = datetime(2022, 10, 13, 9, tzinfo=ZONE)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[Installation]:
    """A round in October with a reminder two days before its end."""
    with installation(tmp_path, small_stock(), OPENS - timedelta(hours=1)) as made:
        new = NewRound(
            "R", date(2022, 1, 1), date(2022, 6, 30), OPENS, datetime(2022, 10, 28, 16, tzinfo=ZONE), ["P2D"]
        )
        made.write(lambda session: create_round(session, new, made.clock()))
        made.settle(OPENS + timedelta(hours=1))
        yield made


def answer(world: Installation, account: str, row: int, owner: str, due: date | None = DUE) -> str:
    day = f" Klart: {due}" if due else ""
    words = f"{row} röd Det står still. Orsak: Sjukdom. Åtgärd: Byta leverantör. Ansvarig: {owner}{day}"
    reply = world.say(account, words, f"{account}-{row}-{owner}-{due}")
    assert reply is not None
    assert reply.startswith("Tack"), reply
    return reply


def days_pass(world: Installation, until: datetime) -> None:
    """The clock looks every morning and every evening."""
    while world.clock.now < until:
        world.clock.now = min(world.clock.now + timedelta(hours=12), until)
        world.settle()


def told(world: Installation, account: str) -> list[str]:
    return [post.text for post in world.platform.there(f"D-{account}") if "skulle ha varit" in post.text]


def sent(world: Installation, kind: DeliveryKind) -> list[Delivery]:
    return world.rows(kind=kind, state=DeliveryState.SENT)


def test_whoever_is_responsible_is_told_once_from_the_day_after(world: Installation) -> None:
    answer(world, ANNA, 1, "Ägare 2")
    days_pass(world, datetime(2022, 10, 12, 23, 0, tzinfo=ZONE))
    assert sent(world, DeliveryKind.OVERDUE) == []
    days_pass(world, AFTER)
    [words] = told(world, BO)
    assert "1 åtgärd skulle ha varit klar nu:" in words
    assert "”Byta leverantör.”, skulle ha varit klar 12 oktober 2022 (Folkhälsa)." in words
    assert "Dessutom saknar 1 av dina 1 aktiviteter svar i R." in words
    assert told(world, ANNA) == []
    days_pass(world, AFTER + timedelta(days=6))
    assert len(told(world, BO)) == 1


def test_free_text_is_told_to_the_owner_in_the_receipt_and_once_in_the_reminder(world: Installation) -> None:
    reply = answer(world, ANNA, 1, "Upphandlaren")
    assert "”Upphandlaren” får inga meddelanden från Målvakten." in reply
    days_pass(world, AFTER + timedelta(days=6))
    [words] = told(world, ANNA)
    assert "Ansvarig är ”Upphandlaren”, som Målvakten inte känner till och därför inte kan påminna." in words


def test_a_responsible_who_is_known_is_not_remarked_on(world: Installation) -> None:
    for owner in ("Ägare 2", "AGARE2@example.se", "kultur"):
        assert "personfilen" not in answer(world, ANNA, 1, owner)


def test_several_actions_come_in_one_message(world: Installation) -> None:
    answer(world, ANNA, 1, "Ägare 2")
    answer(world, ANNA, 3, "agare2@example.se", DUE - timedelta(days=1))
    days_pass(world, datetime(2022, 10, 14, 9, tzinfo=ZONE))
    assert [words.count("Byta leverantör") for words in told(world, BO)] == [1, 1], "the second was late a day later"
    friday = date(2022, 10, 14)
    answer(world, CILLA, 4, "Ägare 1", friday)
    answer(world, ANNA, 3, "Ägare 1", friday)
    days_pass(world, datetime(2022, 10, 17, 9, tzinfo=ZONE))
    assert [words.count("Byta leverantör") for words in told(world, ANNA)] == [2], "and not on a day off"


def test_whoever_has_left_is_nobody_and_the_owner_is_told(world: Installation) -> None:
    answer(world, ANNA, 1, "Ägare 2")

    def leave(session) -> None:  # type: ignore[no-untyped-def]
        remove_person(session, load_directory(session).by_email["agare2@example.se"], world.clock(), world.options)

    world.write(leave)
    days_pass(world, AFTER)
    assert "Ansvarig är ”Ägare 2”, som Målvakten inte känner till" in told(world, ANNA)[0]


def test_an_action_without_a_date_is_never_overdue(world: Installation) -> None:
    answer(world, ANNA, 1, "Ägare 2", None)
    days_pass(world, AFTER + timedelta(days=6))
    assert sent(world, DeliveryKind.OVERDUE) == []


def test_what_is_answered_green_meanwhile_is_not_told(world: Installation) -> None:
    answer(world, ANNA, 1, "Ägare 2")
    world.clock.now = datetime(2022, 10, 13, 0, 1, tzinfo=ZONE)
    world.pass_once()
    [waiting] = world.rows(kind=DeliveryKind.OVERDUE)
    assert waiting.state is DeliveryState.PENDING, "not at night"
    assert (world.say(ANNA, "1 grön Klart nu.", "green") or "").startswith("Tack")
    days_pass(world, AFTER)
    assert told(world, BO) == []


def test_on_the_day_of_a_reminder_it_is_told_in_that(world: Installation) -> None:
    """The reminder is on the 26th at 16.00; Bo has a row left."""
    answer(world, ANNA, 1, "Ägare 2", date(2022, 10, 25))
    days_pass(world, datetime(2022, 10, 26, 17, tzinfo=ZONE))
    [words] = told(world, BO)
    assert words.startswith("Påminnelse: 1 av dina 1 aktiviteter saknar svar")
    days_pass(world, datetime(2022, 10, 27, 17, tzinfo=ZONE))
    assert len(told(world, BO)) == 1
    assert sent(world, DeliveryKind.OVERDUE) == []
