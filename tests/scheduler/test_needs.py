"""Once a year, when the full-year round has closed, owners are asked whether the need is still there; never twice."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from actions.rounds.life_cycle import NewRound, create_round
from models.outbox.tables import Delivery
from models.registers.queries import lines_of
from models.vocabulary.outbox import CoordinatorNotice, DeliveryKind
from tests.scheduler.simulated import ZONE, Installation, installation
from tests.scheduler.small_stock import OWNERS, small_stock

ANNA, BO, CILLA = OWNERS
OPENS = datetime(2023, 1, 2, 8, tzinfo=ZONE)
CLOSES = datetime(2023, 1, 13, 16, tzinfo=ZONE)  # a Friday


def open_round(world: Installation, name: str, first: date, opens: datetime, closes: datetime) -> None:
    new = NewRound(name, first, date(opens.year - 1, 12, 31), opens, closes, [])
    world.write(lambda session: create_round(session, new, world.clock()))


@pytest.fixture
def world(tmp_path: Path) -> Iterator[Installation]:
    with installation(tmp_path, small_stock(), OPENS - timedelta(hours=1)) as made:
        yield made


def days_pass(world: Installation, until: datetime) -> None:
    while world.clock.now < until:
        world.clock.now = min(world.clock.now + timedelta(hours=12), until)
        world.settle()


def told(world: Installation, account: str) -> list[str]:
    return [post.text for post in world.platform.there(f"D-{account}") if "Är behovet fortfarande" in post.text]


def asked(world: Installation) -> list[Delivery]:
    return world.rows(kind=DeliveryKind.NEED)


def notices(world: Installation) -> list[Delivery]:
    rows = world.rows(kind=DeliveryKind.COORDINATOR)
    return [row for row in rows if (row.payload or {}).get("notice") == CoordinatorNotice.NEED]


def test_owners_are_asked_once_when_the_full_year_has_closed(world: Installation) -> None:
    open_round(world, "Helår 2022", date(2022, 1, 1), OPENS, CLOSES)
    days_pass(world, CLOSES - timedelta(hours=1))
    assert asked(world) == []
    days_pass(world, datetime(2023, 3, 1, 20, tzinfo=ZONE))
    sent = {row.sent_at.astimezone(ZONE) for row in asked(world) if row.sent_at}
    # The round closed on a Friday at 16; the owners hear of their answers that day or are left alone until Monday.
    assert all(at.weekday() < 5 and 7 <= at.hour < 18 for at in sent)
    [words] = told(world, ANNA)
    assert "Det gäller de här 2" in words
    assert "Rad 1. Aktivitet 1" in words
    assert "Rad 3. Aktivitet 3" in words
    [of_one] = told(world, BO)
    assert "Det har inte frågats förut." in of_one
    assert ["Visionsmål Ett mål" in words for words in told(world, "USAMORD01")] == [True]
    assert len(asked(world)) == 4


def test_a_half_year_asks_nobody(world: Installation) -> None:
    open_round(world, "Halvår 2022", date(2022, 7, 1), OPENS, CLOSES)
    days_pass(world, datetime(2023, 2, 1, 20, tzinfo=ZONE))
    assert asked(world) == []


def test_the_next_year_is_asked_with_what_was_said_and_not_before(world: Installation) -> None:
    open_round(world, "Helår 2022", date(2022, 1, 1), OPENS, CLOSES)
    days_pass(world, datetime(2023, 1, 17, 20, tzinfo=ZONE))
    assert "Noterat: B1" in (
        world.command(BO, "all", "behov 2 nej Besöken har upphört. Ring 070-123 45 67.", "1") or ""
    )
    assert "Noterat: B2" in (world.command(ANNA, "all", "behov 1 ja", "2") or "")
    assert "hör till Kultur" in (world.command(ANNA, "all", "behov 2 ja", "3") or "")
    assert "Noterat: B2" in (world.command(ANNA, "all", "behov 1 nej Behovet finns inte.", "4") or "")
    lines = world.read(lambda session: lines_of(session, "needs"))
    assert [(line.key, line.content["answer"], line.content["answered_by"]) for line in lines] == [
        ("B1", "no", "Kultur"), ("B2", "no", "Folkhälsa"),
    ]  # fmt: skip
    world.settle()
    assert len(notices(world)) == 2
    [first, _] = [post.text for post in world.platform.there("D-USAMORD01") if "inte längre är aktuellt" in post.text]
    assert "Kultur säger att behovet bakom ”Aktivitet 2”" in first
    assert "070" not in first
    open_round(world, "Helår 2022 igen", date(2022, 1, 1), datetime(2023, 2, 6, 8, tzinfo=ZONE),
               datetime(2023, 2, 17, 16, tzinfo=ZONE))  # fmt: skip
    days_pass(world, datetime(2023, 3, 1, 20, tzinfo=ZONE))
    assert len(asked(world)) == 4, "never twice in a year"
    world.clock.now = datetime(2024, 1, 2, 7, tzinfo=ZONE)
    open_round(world, "Helår 2023", date(2023, 1, 1), datetime(2024, 1, 2, 8, tzinfo=ZONE),
               datetime(2024, 1, 5, 16, tzinfo=ZONE))  # fmt: skip
    days_pass(world, datetime(2024, 1, 12, 20, tzinfo=ZONE))
    assert len(asked(world)) == 8
    assert "Förra gången (17 januari 2023) svarade Kultur: nej." in told(world, BO)[-1]
