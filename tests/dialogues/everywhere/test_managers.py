"""What a manager can do about rows without an answer: ask for it, leave it to the coordinator, propose to excuse it."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.rounds.excusing import excuse_row
from models.operations.tables import AuditEvent
from models.people.directory_cache import load_directory, raise_revision
from models.people.tables import Person
from models.rounds.queries import round_named
from tests.dialogues.chat import Bot, Chat, Post, Someone
from tests.dialogues.harness import (
    FORCED_LOCKING,
    PEOPLE,
    Talk,
    drain,
    filled,
    nothing_is_live,
    open_now,
    verify_dialogue,
)

pytestmark = pytest.mark.one_database
BOSS, OWNER, MANAGER = "samordnare", "folkhälsa", "chef"


def turn_to(bot: Bot, instant: datetime) -> None:
    bot.clock.move_to(instant + timedelta(seconds=2))
    bot.settle()


def escalation(manager: Someone) -> Post:
    """The message as it stands before the manager now: a second press of one drawing is the same request."""
    return next(each for each in manager.inbox if "svar saknas på rader i din verksamhet" in each.text)


def press(talk: Talk, label: str) -> str:
    """The manager presses a button of the message."""
    talk.last[MANAGER] = escalation(talk.person(MANAGER))  # type: ignore[assignment]
    return talk.say(MANAGER, label)


def told(bot: Bot, chat: Chat) -> Someone:
    """The manager of Folkhälsa, with the message that rows of the unit lack an answer as the newest."""
    now = bot.clock().replace(microsecond=0)  # a Wednesday at nine
    deadline = now + timedelta(days=5)
    open_now(bot, deadline=deadline, reminders=["P3D"])
    for days in (-3, 1, 3, 7):
        turn_to(bot, deadline + timedelta(days=days))
    manager = chat.person(PEOPLE[MANAGER])
    assert escalation(manager).ts
    return manager


def a_moment_later(bot: Bot) -> None:
    """Teams may send a press anew for half a minute, so that the same button is not pressed again sooner."""
    turn_to(bot, bot.clock() + timedelta(minutes=1))


def test_a_manager_sees_the_rows_and_asks_for_answers(bot: Bot, chat: Chat) -> None:
    manager = told(bot, chat)
    message, owner = escalation(manager), chat.person(PEOPLE[OWNER])
    assert "Rad 12." in message.text
    assert "(Folkhälsa, 1 person har fått frågan)" in message.text
    assert "Ägare" not in message.text
    before, talk = len(owner.inbox), Talk(bot)
    answer = press(talk, "[Be om svar]")
    assert answer.startswith("1 person får en påminnelse i ditt namn, om raderna 12, 13")
    assert "Ägare" not in answer
    drain(bot)
    chat.wait_for(lambda: len(owner.inbox) > before)
    [reminder] = owner.inbox[before:]
    assert reminder.text.startswith("Chef Folkhälsa ber dig svara.")
    assert "som stängde 13 juni 2022" in reminder.text
    assert owner.click(reminder, "Rapportera").wait_view().text.startswith("Rapportera rad 12")
    a_moment_later(bot)
    assert press(talk, "[Be om svar]").startswith("1 person har redan fått en påminnelse i dag")
    drain(bot)
    assert len(owner.inbox) == before + 1
    turn_to(bot, bot.clock() + timedelta(days=5))  # a Saturday: the reminder waits for Monday
    assert press(talk, "[Be om svar]").startswith("1 person får en påminnelse i ditt namn")
    a_moment_later(bot)
    assert press(talk, "[Be om svar]").startswith("1 person har redan fått en påminnelse i dag")
    turn_to(bot, bot.clock() + timedelta(days=1))
    assert press(talk, "[Be om svar]").startswith("En påminnelse till 1 person är redan på väg.")
    assert len(owner.inbox) == before + 1
    turn_to(bot, bot.clock() + timedelta(days=1))
    assert len(owner.inbox) == before + 2
    lines = bot.read(lambda session: list(session.scalars(select(AuditEvent).where(AuditEvent.what == "round.nudged"))))
    assert len(lines) == 2
    nothing_is_live(bot)
    assert chat.violations == []


def test_answer_and_excuse_are_left_to_the_coordinator(bot: Bot, chat: Chat) -> None:
    manager = told(bot, chat)
    boss = chat.person(PEOPLE[BOSS])
    form = manager.click(escalation(manager), "Svara åt verksamheten").wait_view()
    assert "En chef svarar inte i de ansvarigas ställe." in form.text
    sent = manager.submit(form, {"row": "13", "words": "Gul. Åtgärd: Vi anställer <!channel>."})
    assert not sent.errors
    drain(bot)
    [asked] = [each for each in boss.inbox if "ber dig svara på rad 13 i Halvår 2022 åt Folkhälsa:" in each.text]
    assert boss.click(asked, "Svara på rad 13").wait_view().text.startswith("Rapportera rad 13")
    form = manager.click(escalation(manager), "Undanta").wait_view()
    assert not manager.submit(form, {"row": "14", "words": "Pausad av nämnden."}).errors
    drain(bot)
    [proposed] = [each for each in boss.inbox if "Chef Folkhälsa föreslår att rad 14 undantas i" in each.text]
    form = boss.click(proposed, "Undanta rad 14").wait_view()
    assert filled(form)["why"] == "Pausad av nämnden."
    assert not boss.submit(form, {}).errors
    form = manager.click(escalation(manager), "Undanta").wait_view()
    assert "14." not in form.text
    nothing_is_live(bot)
    assert chat.violations == []


def test_what_has_changed_meanwhile_is_said_and_nothing_is_lost(bot: Bot, chat: Chat) -> None:
    manager = told(bot, chat)
    talk = Talk(bot)
    form = manager.click(escalation(manager), "Undanta").wait_view()
    verify_dialogue(bot, [(OWNER, "/rapportera 13 grön Klart.", "Tack…märkt som sent…"),
                          (BOSS, "/malvakten plan flytta 12 till Välfärd", "Flytta rad 12…"),
                          (BOSS, "[Flytta rad 12]", "Rad 12 hör till Välfärd nu.…")])  # fmt: skip
    faults = manager.submit(form, {"row": "13", "words": "Behövs inte."}).errors
    assert faults == {"row": "Rad 13 har fått svar under tiden, så ingenting behöver göras."}
    faults = manager.submit(form, {"row": "12", "words": "Behövs inte."}).errors
    assert faults == {
        "row": "Rad 12 hör nu till Välfärd, och du är inte chef för dem som får frågan. Fråga samordnaren."
    }

    bot.write(lambda session: _excuse_all_but(session, 13, bot.clock()))
    assert press(talk, "[Be om svar]").startswith("Ingen rad i din verksamhet saknar svar i Halvår 2022 längre:")
    verify_dialogue(bot, FORCED_LOCKING)
    faults = manager.submit(form, {"row": "14", "words": "Behövs inte."}).errors
    assert faults["words"].startswith("Halvår 2022 låstes")
    assert press(talk, "[Svara åt verksamheten]").startswith("Halvår 2022 låstes")


def test_who_is_no_manager_any_more_is_told_so(bot: Bot, chat: Chat) -> None:
    told(bot, chat)
    talk = Talk(bot)
    verify_dialogue(bot, [(MANAGER, "be om svar", "De här raderna i din verksamhet saknar svar i Halvår 2022:…"),
                          (OWNER, "be om svar", "Ingen rad saknar svar i en verksamhet som du är…")])  # fmt: skip
    bot.write(_without_manager)
    for label in ("[Be om svar]", "[Svara åt verksamheten]", "[Undanta]"):
        assert press(talk, label).startswith("Du är inte längre chef för någon som får frågan i Halvår 2022.")


def _without_manager(session: Session) -> None:
    """Nobody leads Folkhälsa any more."""
    found = load_directory(session).by_account("slack", PEOPLE[MANAGER])
    assert found is not None
    session.get_one(Person, found.id).roles = []
    for person in session.scalars(select(Person).where(Person.manager_email == found.email)):
        person.manager_email = None
    raise_revision(session, "people")


def _excuse_all_but(session: Session, row: int, now: datetime) -> None:
    found = round_named(session, "halvår 2022")
    assert found is not None
    for each in load_directory(session).plans[0].rows:
        if each.unit_names == "Folkhälsa" and each.row != row:
            excuse_row(session, found, each, "Prövning.", now)
