"""Whose account it is, through the whole program: every way in, and what Slack tells of accounts that change."""

from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.slack.members import membership_in
from messages.values.rows import RoundValue
from models.answers.tables import Answer
from models.people.directory_cache import load_directory, raise_revision
from models.people.tables import Member, Person
from models.vocabulary.outbox import DeliveryKind, DeliveryState
from models.vocabulary.people import Membership
from tests.dialogues.harness import open_now
from tests.fakes.slack import FakeSlack
from tests.harness import Running

COORDINATOR = "USAMORD01"
EMAIL, OLD, NEW = "agare.ledningsstaben@example.se", "UAGLEDN01", "U0NYTT001"
ROW = 60

OUTSIDERS: dict[str, dict[str, Any]] = {
    "a guest": {"guest": True},
    "a guest of one channel": {"more": {"is_restricted": True, "is_ultra_restricted": True}},
    "of a partner": {"stranger": True},
    "of a partner, not marked": {"more": {"team_id": "T0PARTNER"}},
    "of another workspace of the organisation": {
        "more": {"team_id": "E0REGION", "enterprise_user": {"id": "W1", "teams": ["T0OTHER"]}}
    },
    "a bot": {"more": {"is_bot": True}},
    "an app": {"more": {"is_app_user": True}},
    "a workflow": {"more": {"is_workflow_bot": True}},
    "invited": {"more": {"is_invited_user": True}},
    "of no known workspace": {"more": {"team_id": None}},
}


def person_of(bot: Running, email: str = EMAIL) -> Person:
    return bot.read(lambda session: session.scalars(select(Person).where(Person.email == email)).one())


def free(bot: Running, email: str = EMAIL) -> None:
    """The people file names no account for the person."""

    def clear(session: Session) -> None:
        values = {"slack_user_id": None, "slack_by_email": False}
        session.execute(update(Person).where(Person.email == email).values(values))
        raise_revision(session, "people")

    bot.write(clear)


def change(slack: FakeSlack, account: str, kind: str = "user_change") -> None:
    reply = slack.event({"type": kind, "event_ts": slack.store.new_ts(), "user": slack.user_object(account)})
    assert (reply.status, reply.attempts) == (200, 1)


def inbox(slack: FakeSlack, account: str = COORDINATOR) -> str:
    return "\n".join(message.text for message in slack.messages(account))


def members_read(bot: Running) -> None:
    def have_been() -> bool:
        return bot.read(lambda s: s.scalar(select(Member.membership).where(Member.account == "U0GAST001"))) is not None

    bot.slack.wait_for(have_been)


def use_button(bot: Running, slack: FakeSlack, account: str) -> str:
    """The button of an opening message, in a message of the account's own."""
    person = slack.person(account)
    value = str(RoundValue(bot.deliveries(kind=DeliveryKind.PROMPT)[0].round_id))
    label = {"type": "plain_text", "text": "Rapportera"}
    button = {"type": "button", "action_id": "report:0", "value": value, "text": label}
    blocks = [{"type": "actions", "block_id": "b", "elements": [button]}]
    message = slack.bot_message(person.dm, {"text": "Hej", "blocks": blocks})
    return person.click(message, "Rapportera").wait_followup().text


def use_form(bot: Running, slack: FakeSlack, account: str) -> str:
    """The form of somebody who may answer, submitted from another account."""
    view = slack.person("UAGFOLK01").command("/rapportera", "12").wait_view()
    view.user = account
    reply = slack.person(account).submit(view, {"status": "green", "Kommentar": "Av någon annan."})
    return " ".join(reply.errors.values())


@pytest.mark.parametrize("who", OUTSIDERS)
def test_the_kinds_of_accounts(slack: FakeSlack, who: str) -> None:
    slack.person(NEW, email=EMAIL, **OUTSIDERS[who])
    assert membership_in(slack.user_object(NEW), slack.team_id) is not Membership.FULL


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"is_admin": True},
        {"team_id": "T0OTHER", "enterprise_user": {"id": "W1", "teams": ["T0OTHER", "T0REGION1"]}},
    ],
    ids=["member", "administrator", "in several workspaces of the organisation"],
)
def test_a_full_member_of_our_own_workspace(slack: FakeSlack, more: dict[str, Any]) -> None:
    slack.person(NEW, more=more)
    assert membership_in(slack.user_object(NEW), slack.team_id) is Membership.FULL
    assert membership_in(slack.user_object(NEW), None) is Membership.UNKNOWN


@pytest.mark.parametrize("who", OUTSIDERS)
def test_nobody_else_becomes_a_person_by_their_address_whichever_way_they_come(
    bot: Running, slack: FakeSlack, who: str
) -> None:
    slack.expected |= {"channel_not_found", "user_not_found", "users_not_found"}
    members_read(bot)
    slack.store.users[OLD].email = None
    change(slack, OLD)
    free(bot)
    outsider = slack.person(NEW, email=EMAIL, name="Utifrån", **OUTSIDERS[who])
    change(slack, NEW, "team_join")
    open_now(bot)
    slack.wait_for(lambda: bot.deliveries(kind=DeliveryKind.PROMPT, person_id=person_of(bot).id)[0].error)
    outsider.opens_home()
    change(slack, NEW)
    assert "aktiviteter" not in outsider.command("/malstatus").text
    assert "bara medlemmar" in outsider.command("/malstatus").text
    assert "Det här kan du göra" in outsider.command("/malvakten", "hjälp").text
    for answer in (
        outsider.command("/rapportera", f"{ROW} grön Av någon annan.").text,
        use_button(bot, slack, NEW),
        use_form(bot, slack, NEW),
    ):
        assert answer.startswith("Du finns inte med bland dem som svarar")
    outsider.says(f"rapportera {ROW} grön Av någon annan.")
    slack.channel("C0ALLMAN1", "allmant")
    outsider.says(f"rapportera {ROW} grön Av någon annan.", channel="C0ALLMAN1")
    bot.drain()
    assert "Du finns inte med bland dem som svarar" in inbox(slack, NEW)
    assert "dags att följa upp" not in inbox(slack, NEW)
    home = slack.wait_for(lambda: slack.home(NEW))
    assert home is not None
    assert "Dina aktiviteter" not in home.text
    assert person_of(bot).slack_user_id is None
    assert bot.read(lambda session: session.scalars(select(Answer)).all()) == []


@pytest.mark.parametrize("who", ["a guest", "of a partner", "of another workspace of the organisation"])
def test_an_account_that_the_people_file_names_holds_whatever_it_is(bot: Running, slack: FakeSlack, who: str) -> None:
    members_read(bot)
    partner = slack.person("UPARTNER1", email="partner@example.org", **OUTSIDERS[who])

    def name_it(session: Session) -> None:
        session.execute(update(Person).where(Person.email == EMAIL).values(slack_user_id="UPARTNER1"))
        raise_revision(session, "people")

    bot.write(name_it)
    change(slack, "UPARTNER1")
    open_now(bot)
    slack.wait_for(lambda: "dags att följa upp" in inbox(slack, "UPARTNER1"))
    assert partner.command("/rapportera", f"{ROW} grön Enligt plan.").text.startswith("Tack")
    assert "aktiviteter" in partner.command("/malstatus").text


def test_a_member_who_becomes_a_guest_is_asked_no_more_and_that_is_told(bot: Running, slack: FakeSlack) -> None:
    members_read(bot)
    free(bot)
    change(slack, OLD)
    assert person_of(bot).slack_by_email
    open_now(bot)
    assert slack.person(OLD).command("/rapportera", f"{ROW} grön Enligt plan.").text.startswith("Tack")
    slack.store.users[OLD].guest = True
    change(slack, OLD)
    refused = slack.person(OLD).command("/rapportera", f"{ROW} röd Nej.").text
    assert refused.startswith("Du finns inte med bland dem som svarar")
    slack.wait_for(lambda: "är inte längre ordinarie medlem i Slack" in inbox(slack))


def test_while_slack_has_not_said_what_an_account_is_its_address_is_not_enough(bot: Running, slack: FakeSlack) -> None:
    members_read(bot)
    free(bot)
    change(slack, OLD)
    bot.write(lambda session: session.query(Member).filter_by(account=OLD).delete())
    slack.faults.add("users.info", "error", times=None)
    slack.expected.add("internal_error")
    assert slack.person(OLD).command("/rapportera", f"{ROW} röd Nej.").text.startswith("Du finns inte med")
    assert "Det här kan du göra" in slack.person(OLD).command("/malvakten", "hjälp").text
    slack.faults.clear()
    slack.store.users[OLD].guest = True
    assert slack.person(OLD).command("/rapportera", f"{ROW} röd Nej.").text.startswith("Du finns inte med")
    assert person_of(bot).slack_user_id is None


def test_a_new_address_of_the_same_account_is_one_person_and_told(bot: Running, slack: FakeSlack) -> None:
    members_read(bot)
    free(bot)
    change(slack, OLD)
    open_now(bot)
    slack.wait_for(lambda: "dags att följa upp" in inbox(slack, OLD))

    def add_the_new_address(session: Session) -> None:
        person = session.scalars(select(Person).where(Person.email == EMAIL)).one()
        session.add(Person(email="nytt.namn@example.se", name="Nytt Namn", roles=person.roles))
        raise_revision(session, "people")

    bot.write(add_the_new_address)
    slack.store.users[OLD].email = "nytt.namn@example.se"
    change(slack, OLD)
    slack.wait_for(lambda: "har nu adressen nytt.namn@example.se, som hör till Nytt Namn" in inbox(slack))
    assert "malvakten people remove agare.ledningsstaben@example.se" in inbox(slack)
    bot.settle()
    assert inbox(slack, OLD).count("dags att följa upp") == 1
    assert slack.person(OLD).command("/rapportera", f"{ROW} grön Enligt plan.").text.startswith("Tack")


def test_two_people_with_one_account_are_asked_once_and_the_other_is_named(bot: Running, slack: FakeSlack) -> None:
    """Both have rows; the account is the first's, and the address the second's."""
    second = "agare.hallbarhet@example.se"
    members_read(bot)
    free(bot, second)
    slack.store.users["UAGHALL01"].email = None
    slack.store.users[OLD].email = second
    change(slack, "UAGHALL01")
    change(slack, OLD)
    open_now(bot)
    prompts = [row for row in bot.deliveries(kind=DeliveryKind.PROMPT) if row.person_id == person_of(bot, second).id]
    slack.wait_for(lambda: "hör till någon annan i personfilen" in inbox(slack))
    assert [row.error for row in prompts] == ["account_of_another"]
    assert inbox(slack, OLD).count("dags att följa upp") == 1


def test_a_closed_account_that_is_replaced(bot: Running, slack: FakeSlack) -> None:
    slack.expected.add("channel_not_found")
    members_read(bot)
    open_now(bot)
    slack.wait_for(lambda: "dags att följa upp" in inbox(slack, OLD))
    slack.store.users[OLD].deleted = True
    change(slack, OLD)
    slack.person(NEW, email=EMAIL, name="Ägare Ledningsstaben")
    change(slack, NEW, "team_join")
    slack.wait_for(lambda: "dags att följa upp" in inbox(slack, NEW))
    slack.wait_for(lambda: "har fått ett nytt konto i Slack med samma adress" in inbox(slack))
    assert "töm slack_user_id på den raden" in inbox(slack)
    before = inbox(slack, OLD)
    assert slack.person(NEW).command("/rapportera", f"{ROW} grön Enligt plan.").text.startswith("Tack")
    bot.settle()
    bot.clock.move(seconds=10)
    bot.settle()
    assert "Ledningsstaben" not in inbox(slack, OLD)[len(before) :]
    assert inbox(slack, NEW).count("dags att följa upp") == 1
    assert {row.state for row in bot.deliveries(kind=DeliveryKind.PROMPT)} == {DeliveryState.SENT}


def test_somebody_with_a_closed_account_alone_is_not_asked(bot: Running, slack: FakeSlack) -> None:
    slack.expected.add("channel_not_found")
    members_read(bot)
    slack.store.users[OLD].deleted = True
    change(slack, OLD)
    open_now(bot)
    slack.wait_for(lambda: "har inte längre något konto" in inbox(slack))
    assert "dags att följa upp" not in inbox(slack, OLD)
    people = bot.read(lambda session: load_directory(session).people)
    assert [each.slack_user_id for each in people if each.email == EMAIL] == [OLD]
