"""The reminder ladder as people meet it: the owner first and told who comes next, then deputy, manager, coordinator."""

from datetime import datetime, timedelta

import pytest

from tests.dialogues.chat import Bot, Chat
from tests.dialogues.harness import PEOPLE, Line, open_now, verify_dialogue

pytestmark = pytest.mark.one_database


def turn_to(bot: Bot, instant: datetime) -> None:
    """At this time of day, a moment after."""
    bot.clock.move_to(instant + timedelta(seconds=2))
    bot.settle()


def test_reminders_go_to_those_with_something_left_and_name_it(bot: Bot, chat: Chat) -> None:
    now = bot.clock().replace(microsecond=0)
    open_now(bot, deadline=now + timedelta(days=10), reminders=["P2D"])
    lines: list[Line] = [("tärna", "/rapportera 76 grön Bra.", "Tack…"), ("tärna", "/rapportera 77 grön Bra.", "Tack…"),
                         ("hållbarhet", "/rapportera 1 grön Bra.", "Tack…")]  # fmt: skip
    verify_dialogue(bot, lines)
    turn_to(bot, now + timedelta(days=8))
    assert len(chat.person(PEOPLE["tärna"]).inbox) == 1
    owner = chat.person(PEOPLE["hållbarhet"])
    reminder = owner.inbox[1].text
    assert reminder.startswith("Påminnelse: 3 av dina 4 aktiviteter saknar svar i Halvår 2022.")
    assert "Rad 1." not in reminder
    assert all(f"Rad {row}." in reminder for row in (3, 4, 5))
    assert owner.click(owner.inbox[1], "Rapportera").wait_view().text.startswith("Rapportera rad 3")


def test_after_the_deadline_each_step_is_announced_and_comes_on_its_day(bot: Bot, chat: Chat) -> None:
    """The deadline is a Monday; the owner hears on the next day, the deputy on the third, the manager on the fifth and
    the coordinator on the seventh. A Saturday waits for Monday, and who has answered is left alone."""
    now = bot.clock().replace(microsecond=0)  # a Wednesday at nine
    deadline = now + timedelta(days=5)
    open_now(bot, deadline=deadline, reminders=["P3D"])
    owner, deputy, manager, boss = (
        chat.person(PEOPLE[who]) for who in ("folkhälsa", "ersättare", "chef", "samordnare")
    )
    turn_to(bot, deadline - timedelta(days=3))
    assert owner.inbox[-1].text.startswith("Påminnelse: 9 av dina 9 aktiviteter saknar svar i Halvår 2022.")
    assert "din ersättare får frågan 16 juni 2022, din chef får veta det 18 juni 2022" in owner.inbox[-1].text
    turn_to(bot, deadline + timedelta(days=1))
    assert "som stängde 13 juni 2022" in owner.inbox[-1].text
    assert deputy.inbox == []
    verify_dialogue(bot, [("folkhälsa", "/rapportera 12 grön Klart i maj.", "Tack…märkt som sent…")])
    turn_to(bot, deadline + timedelta(days=3))
    assert "svar saknas på rader där du är ersättare" in deputy.inbox[-1].text
    assert "Rad 12." not in deputy.inbox[-1].text
    assert deputy.click(deputy.inbox[-1], "Rapportera").wait_view().text.startswith("Rapportera rad 13")
    turn_to(bot, deadline + timedelta(days=5))
    assert manager.inbox == []
    turn_to(bot, deadline + timedelta(days=7))
    assert "svar saknas på rader i din verksamhet" in manager.inbox[-1].text
    assert "Ägare" not in manager.inbox[-1].text
    told = [message.text for message in boss.inbox if "trots påminnelser" in message.text]
    assert len(told) == 1
    assert "Ägare Folkhälsa: raderna 13, 14" in told[0]
    assert [message.text.split()[0] for message in owner.inbox] == ["Hej!", "Påminnelse:", "Påminnelse:"]
    assert chat.violations == []
