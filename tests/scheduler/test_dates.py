"""The days of the registers: the coordinators are told once ahead and once when one has passed, at working hours."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from actions.people.absences import Whose, set_absence
from actions.registers.lines import end_line, store_lines
from models.outbox.tables import Delivery
from models.people.directory_cache import load_directory
from models.registers.all import BY_NAME
from models.registers.declaration import Line
from models.registers.links.targets import Targets
from models.rounds.queries import plan_of_year
from models.rules.absence import Leave
from models.vocabulary.outbox import DeliveryKind, DeliveryState
from tests.scheduler.simulated import ZONE, Installation, installation
from tests.scheduler.small_stock import small_stock

START = datetime(2022, 9, 5, 12, tzinfo=ZONE)  # a Monday


@pytest.fixture
def world(tmp_path: Path) -> Iterator[Installation]:
    with installation(tmp_path, small_stock(), START) as made:
        yield made


def keep(world: Installation, register: str, key: str, **values: Any) -> None:
    def store(session: Any) -> None:
        directory = load_directory(session)
        targets = Targets(session, directory, plan_of_year(directory, 2022))
        line = Line(key, values)
        assert store_lines(session, BY_NAME[register], targets, [line], world.clock()).faults == []

    world.write(store)


def days_pass(world: Installation, until: datetime) -> None:
    """The clock looks every morning and every evening."""
    while world.clock.now < until:
        world.clock.now = min(world.clock.now + timedelta(hours=12), until)
        world.settle()


def told(world: Installation) -> list[str]:
    return [post.text for post in world.platform.there("D-USAMORD01") if "Datum att hålla" in post.text]


def queued(world: Installation) -> list[Delivery]:
    return world.rows(kind=DeliveryKind.DATES)


def test_every_dated_register_is_told_by_one_message_ahead_and_one_when_it_has_passed(world: Installation) -> None:
    keep(world, "wheel", "H1", event="Delårsrapport", on="2022-09-14", forum="Regionstyrelsen")
    keep(world, "feedback", "Å1", audience="Länets kommuner", what="Årets resultat", planned_on="2022-09-14")
    keep(world, "projects", "P1", name="Vägar framåt", report_on="2022-09-14", final_report_on="2023-06-01")
    days_pass(world, datetime(2022, 9, 14, 20, tzinfo=ZONE))
    [ahead] = told(world)
    assert "Snart" in ahead
    assert "14 september 2022, om 8 dagar: H1 Delårsrapport – Forum: Regionstyrelsen" in ahead
    assert "Å1 Återföring: Länets kommuner – Årets resultat" in ahead
    assert "Lägesrapport: Vägar framåt" in ahead
    assert "Slutrapport" not in ahead
    days_pass(world, datetime(2022, 9, 30, 20, tzinfo=ZONE))
    [_, late] = told(world)
    assert "Har passerat och är inte markerat som klart" in late
    assert "14 september 2022, för 1 dag sedan: H1 Delårsrapport" in late
    assert late.count("14 september") == 3
    assert "Snart" not in late


def test_it_is_told_at_working_hours_and_not_on_leave(world: Installation) -> None:
    def away(session: Any) -> None:
        person = load_directory(session).by_email["samordnare@example.se"]
        leave = Leave(date(2022, 9, 12), date(2022, 9, 13))
        set_absence(session, Whose(person, person, START.date()), leave, world.clock(), world.options)

    keep(world, "wheel", "H1", event="Delårsrapport", on="2022-09-24")
    world.write(away)
    days_pass(world, datetime(2022, 9, 30, 20, tzinfo=ZONE))
    sent = [row.sent_at.astimezone(ZONE) for row in queued(world) if row.sent_at]
    # The 10th is a Saturday, leave lasts until the 13th; the 24th is a Saturday, too.
    assert [at.date() for at in sent] == [date(2022, 9, 14), date(2022, 9, 26)]
    assert all(7 <= at.hour < 18 for at in sent)


def test_a_rule_comes_back_and_what_is_done_is_not_told(world: Installation) -> None:
    keep(world, "wheel", "H1", event="SRB", rule="sista arbetsdagen före 21 september", remind_days=3)
    days_pass(world, datetime(2022, 9, 16, 20, tzinfo=ZONE))
    assert told(world) == []
    days_pass(world, datetime(2022, 9, 20, 20, tzinfo=ZONE))
    assert ["20 september 2022, om 1 dag" in text for text in told(world)] == [True]
    keep(world, "wheel", "H1", event="SRB", rule="sista arbetsdagen före 21 september", remind_days=3,
         done_on="2022-09-20")  # fmt: skip
    days_pass(world, datetime(2022, 12, 1, 20, tzinfo=ZONE))
    assert len(told(world)) == 1
    world.clock.now = datetime(2023, 9, 15, 9, tzinfo=ZONE)
    days_pass(world, datetime(2023, 9, 19, 20, tzinfo=ZONE))
    assert ["20 september 2023, om 2 dagar" in text for text in told(world)] == [False, True]


def test_words_that_are_no_day_are_never_told(world: Installation) -> None:
    keep(world, "wheel", "H1", event="Revision", rule="våren 2023")
    days_pass(world, datetime(2022, 9, 9, 20, tzinfo=ZONE))
    assert queued(world) == []


def test_what_is_done_moved_or_ended_before_it_is_sent_is_not_said(world: Installation) -> None:
    keep(world, "wheel", "H1", event="Klar", on="2022-09-14", remind_days=7)
    keep(world, "wheel", "H2", event="Slut", on="2022-09-14", remind_days=7)
    keep(world, "wheel", "H3", event="Kvar", on="2022-09-14", remind_days=7)
    world.clock.now = datetime(2022, 9, 7, 3, tzinfo=ZONE)
    world.pass_once()
    [waiting] = queued(world)
    assert waiting.state is DeliveryState.PENDING, "not at night"
    keep(world, "wheel", "H1", event="Klar", on="2022-09-14", done_on="2022-09-06")
    world.write(lambda session: end_line(session, BY_NAME["wheel"], "H2", "Inställt", world.clock(), date(2022, 9, 6)))
    days_pass(world, datetime(2022, 9, 7, 20, tzinfo=ZONE))
    [words] = told(world)
    assert ["Klar – " in words or "H1" in words, "H2" in words, "H3" in words] == [False, False, True]


def test_a_message_that_failed_holds_nothing_back(world: Installation) -> None:
    def fail(session: Session) -> None:
        session.execute(update(Delivery).where(Delivery.kind == DeliveryKind.DATES).values(state=DeliveryState.FAILED))

    keep(world, "wheel", "H1", event="Delårsrapport", on="2022-09-14", remind_days=7)
    world.clock.now = datetime(2022, 9, 7, 3, tzinfo=ZONE)
    world.pass_once()
    world.write(fail)
    keep(world, "wheel", "H2", event="Revision", on="2022-09-15", remind_days=7)
    days_pass(world, datetime(2022, 9, 8, 20, tzinfo=ZONE))
    [words] = told(world)
    assert "H1 Delårsrapport" in words
    assert "H2 Revision" in words


def test_what_passed_a_year_ago_is_over(world: Installation) -> None:
    keep(world, "wheel", "H1", event="Gammalt", on="2021-09-01")
    keep(world, "wheel", "H2", event="Nyss", on="2022-08-01")
    keep(world, "benefits", "E1", expected="Kortare väntan", measured_on="2022-09-22")
    days_pass(world, datetime(2022, 9, 9, 20, tzinfo=ZONE))
    said = [[key in words for key in ("H1", "H2", "E1")] for words in told(world)]
    assert said == [[False, True, False], [False, False, True]], "and each once"
