"""Who somebody in Teams is: greeted once, found by their address, asked where they can be reached."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from actions.people.removing import remove_person
from models.options import Options
from models.outbox.conversations import ConversationReference, where_met
from models.outbox.tables import Delivery
from models.people.directory_cache import load_directory, membership_of, raise_revision
from models.people.tables import Person as StoredPerson
from models.vocabulary.outbox import DeliveryKind, DeliveryState
from models.vocabulary.people import Membership
from tests.conftest import OPENING, STOCKHOLM
from tests.dialogues.harness import drain, open_now
from tests.dialogues.meeting import GUEST, Meeting, populated, without_pace
from tests.dialogues.teams_chat import TeamsChat
from tests.fakes.slack import FakeSlack
from tests.fakes.teams import FakeTeams, activities
from tests.fakes.teams.tenant import BOT, MANAGEMENT, TEAM, Json, Person
from tests.harness import Clock, running
from tests.stock import stocked
from tests.until import until

OWNER = "00000000-0000-4000-8000-000000000001"


def forget_account(bot: Meeting, account: str) -> str:
    """The people file does not name this account; returns the person's address."""

    def work(session: Session) -> str:
        person = session.scalars(select(StoredPerson).where(StoredPerson.teams_aad_object_id == account)).one()
        person.teams_aad_object_id = None
        raise_revision(session, "people")
        return str(person.email)

    return bot.write(work)


def install(bot: Meeting, teams: FakeTeams, person: Person, **changed: str) -> None:
    teams.tenant.installed.add(person.account)
    activity: Json = {**activities.installed(teams.tenant, teams.service_url, person), **changed}
    assert teams.deliver(activity)[0] == 200
    until(bot.is_idle)


def greetings(bot: Meeting, person: Person) -> int:
    posts = [str(post.activity) for post in bot.teams.tenant.in_conversation(person.conversation)]
    return sum("Jag är Målvakten" in post or "I am Målvakten" in post for post in posts)


def test_everybody_is_greeted_once_however_often_the_bot_is_installed(bot: Meeting, teams: FakeTeams) -> None:
    people = [teams.tenant.people[account] for account in list(teams.tenant.installed)]
    assert {greetings(bot, person) for person in people} == {1}
    for person in people[:5]:
        install(bot, teams, person)
        install(bot, teams, person, action="add-upgrade")
        added = activities.activity(teams.tenant, teams.service_url, "conversationUpdate", person)
        assert teams.deliver({**added, "membersAdded": [{"id": BOT}]})[0] == 200
    until(bot.is_idle)
    bot.drain()
    assert {greetings(bot, person) for person in people} == {1}


def test_nothing_greets_a_channel_and_its_team_is_read_page_by_page(bot: Meeting, teams: FakeTeams) -> None:
    new = [
        teams.person(f"00000000-0000-4000-8000-0000000001{number:02}", f"ny{number}@example.se", f"Ny {number}")
        for number in range(7)
    ]
    teams.tenant.team_members, teams.tenant.page_size = [each.account for each in new], 3
    before = len(teams.tenant.posts)
    person = teams.tenant.people[OWNER]
    event = activities.installed(teams.tenant, teams.service_url, person, where=MANAGEMENT)
    event["channelData"] |= {"team": {"id": TEAM}}
    assert teams.deliver(event)[0] == 200
    until(bot.is_idle)
    bot.drain()
    assert len(teams.tenant.posts) == before
    accounts = [each.account for each in new]
    kinds = bot.read(lambda session: {membership_of(session, "teams", account) for account in accounts})
    assert kinds == {Membership.FULL}
    assert bot.read(lambda session: {len(where_met(session, "teams", account)) for account in accounts}) == {1}


def test_somebody_known_by_address_is_found_and_then_asked(bot: Meeting, teams: FakeTeams) -> None:
    email = forget_account(bot, OWNER)
    open_now(bot)
    [failed] = [each for each in bot.deliveries(kind=DeliveryKind.PROMPT) if each.tried_address == email]
    assert failed.error == "not_installed"
    install(bot, teams, teams.tenant.people[OWNER])
    found = bot.read(load_directory).by_email[email]
    assert (found.teams_aad_object_id, found.teams_by_email) == (OWNER, True)
    bot.clock.move(seconds=5)
    bot.wake()
    until(lambda: [post for post in bot.chat.person(OWNER).inbox if "Du svarar för" in post.text])
    # The first words of somebody who has not been installed for are enough, too.
    other = forget_account(bot, "00000000-0000-4000-8000-000000000002")
    new = teams.person("00000000-0000-4000-8000-0000000000dd", other, "Ny")
    bot.chat._accounts |= {"ny": new.account}  # type: ignore[operator]
    assert "Du är inte med i personfilen" not in bot.chat.person("ny").says("mina rader").text
    assert bot.read(load_directory).by_email[other].teams_aad_object_id == new.account


@pytest.mark.parametrize(
    ("changed", "membership"),
    [
        ({"role": "guest"}, Membership.GUEST), ({"principal": "a_b.se#EXT#@region.se"}, Membership.GUEST),
        ({"tenant": "00000000-0000-4000-9000-00000000feed"}, Membership.EXTERNAL), ({}, Membership.FULL),
    ],
)  # fmt: skip
def test_guests_and_people_of_other_organisations_are_nobody_by_their_address(
    bot: Meeting, teams: FakeTeams, changed: dict[str, str], membership: Membership
) -> None:
    email = forget_account(bot, OWNER)
    stranger = teams.person("00000000-0000-4000-8000-0000000000cc", email, "Någon", **changed)
    install(bot, teams, stranger)
    assert bot.read(lambda session: membership_of(session, "teams", stranger.account)) is membership
    linked = bot.read(load_directory).by_account("teams", stranger.account) is not None
    assert linked == (membership is Membership.FULL)
    bot.chat._accounts |= {"någon": stranger.account}  # type: ignore[operator]
    shown = bot.chat.person("någon").says("status").text
    assert ("80 aktiviteter" in shown) == (membership is Membership.FULL)
    help_ = bot.chat.person("någon").says("hjälp").text
    assert help_


def test_a_guest_gets_help_and_a_sentence(bot: Meeting) -> None:
    bot.chat._accounts |= {"gäst": GUEST}  # type: ignore[operator]
    guest = bot.chat.person("gäst")
    assert "80 aktiviteter" not in guest.says("status").text
    assert "hjälp" in guest.says("hjälp").text.casefold()


def test_the_freshest_personal_conversation_is_written_to(bot: Meeting, teams: FakeTeams) -> None:
    person = teams.tenant.people[OWNER]

    def first() -> str:
        return bot.read(lambda session: where_met(session, "teams", OWNER))[0].conversation

    assert first() == person.conversation
    said = activities.message(teams.tenant, teams.service_url, person, "hjälp", f"{MANAGEMENT};messageid=1")
    bot.clock.move(hours=1)
    assert teams.deliver(said)[0] == 200
    assert first() == person.conversation
    elsewhere = activities.message(teams.tenant, teams.service_url, person, "hjälp")
    elsewhere["conversation"] = {"id": "a:another"}  # a reduced one: nothing but the id
    bot.clock.move(hours=1)
    assert teams.deliver(elsewhere)[0] == 200
    assert first() == "a:another"
    removed = activities.installed(teams.tenant, teams.service_url, person, "remove")
    removed["conversation"] = {"id": "a:another", "conversationType": "personal"}
    assert teams.deliver(removed)[0] == 200
    assert first() == person.conversation


def test_a_person_in_both_chats_is_asked_once_where_they_want(
    slack: FakeSlack, teams: FakeTeams, tmp_path: Path
) -> None:
    with stocked("sqlite", tmp_path) as url:
        accounts = populated(teams)
        env = {**teams.environment, "TEAMS_MANAGEMENT_CHANNEL": MANAGEMENT}
        with running(slack, url, Clock(OPENING), tmp_path, None, **env) as bot:
            teams.bot_url = bot.url
            without_pace(bot.program)
            chat = TeamsChat(teams, accounts)
            for account in list(teams.tenant.installed):
                teams.deliver(activities.installed(teams.tenant, teams.service_url, teams.tenant.people[account]))
            until(lambda: bot.program.teams.news._background.is_idle)  # type: ignore[union-attr]
            drain(bot)
            chat.are_read(teams.tenant.posts)
            heard = activities.message(
                teams.tenant, teams.service_url, teams.tenant.people[accounts["UAGFOLK01"]], "hjälp"
            )
            teams.deliver(heard)
            slack.person("UAGTARN01").says("kanal teams")
            teams.deliver(activities.message(
                teams.tenant, teams.service_url, teams.tenant.people[accounts["UAGHALL01"]], "kanal slack"
            ))  # fmt: skip
            drain(bot)
            teams.tenant.blocked.add(accounts["UAGTARN01"])
            open_now(bot)
            asked = {each.person_id: each.platform for each in bot.deliveries(kind=DeliveryKind.PROMPT)}
            people = {each.slack_user_id: each for each in bot.read(load_directory).people}
            where = {name: asked[people[name].id] for name in ("UAGFOLK01", "UAGTARN01", "UAGHALL01", "UAGKULT01")}
            assert where == {"UAGFOLK01": "teams", "UAGTARN01": "teams", "UAGHALL01": "slack", "UAGKULT01": "slack"}
            assert len(bot.deliveries(kind=DeliveryKind.PROMPT)) == len(asked)
            # An opening that was refused in one chat comes in the other one when that is chosen, and only there.
            [refused] = bot.deliveries(kind=DeliveryKind.PROMPT, person_id=people["UAGTARN01"].id)
            assert (refused.platform, refused.error) == ("teams", "writes_blocked")
            before = len(slack.person("UAGTARN01").inbox)
            slack.person("UAGTARN01").says("kanal slack")
            bot.as_time_passes(lambda: bot.deliveries(id=refused.id)[0].state is DeliveryState.SENT)
            assert bot.deliveries(id=refused.id)[0].platform == "slack"
            prompts = [post for post in slack.person("UAGTARN01").inbox[before:] if "Du svarar för" in post.text]
            assert len(prompts) == 1
            # One that may have arrived is not sent in another chat.
            told = bot.deliveries(kind=DeliveryKind.PROMPT, person_id=people["UAGFOLK01"].id)[0]
            gone = {"state": DeliveryState.FAILED, "looks": 8, "error": "cannot tell whether it was sent (no_history)"}
            bot.write(lambda s: s.execute(update(Delivery).where(Delivery.id == told.id).values(**gone)))
            slack.person("UAGFOLK01").says("kanal slack")
            bot.clock.move(minutes=5)
            drain(bot)
            bot.settle()
            assert bot.deliveries(id=told.id)[0].state is DeliveryState.FAILED


def test_a_manager_and_a_coordinator_who_are_only_in_teams_are_told_there_what_they_did_not_ask_for(
    slack: FakeSlack, teams: FakeTeams, tmp_path: Path
) -> None:
    with stocked("sqlite", tmp_path) as url:
        populated(teams)
        with running(slack, url, Clock(OPENING), tmp_path, None, **teams.environment) as bot:
            teams.bot_url = bot.url
            without_pace(bot.program)

            def only_in_teams(session: Session) -> set[int]:
                query = select(StoredPerson).where(StoredPerson.slack_user_id.in_(("USAMORD01", "UCHFOLK01")))
                people = list(session.scalars(query))
                for person in people:
                    # Slack would find the account by the address.
                    person.slack_user_id, person.email = None, f"teams.{person.email}"
                raise_revision(session, "people")
                return {person.id for person in people}

            ids = bot.write(only_in_teams)
            for account in list(teams.tenant.installed):
                teams.deliver(activities.installed(teams.tenant, teams.service_url, teams.tenant.people[account]))
            drain(bot)
            deadline = bot.clock().replace(microsecond=0) + timedelta(days=5)
            open_now(bot, deadline=deadline, reminders=["P3D"])
            for days in (-3, 1, 3, 7, 8):
                bot.clock.move_to(deadline + timedelta(days=days, seconds=2))
                bot.settle()

            def theirs() -> list[Delivery]:
                return [each for each in bot.deliveries(state=DeliveryState.SENT) if each.person_id in ids]

            kinds = {DeliveryKind.ESCALATION, DeliveryKind.ROUND_NEWS, DeliveryKind.COORDINATOR}
            bot.as_time_passes(lambda: kinds <= {each.kind for each in theirs()})
            assert {each.platform for each in theirs()} == {"teams"}
            assert {each.person_id for each in theirs()} == ids


def test_one_platform_without_a_channel_is_not_told_of() -> None:
    both = {"slack": None, "teams": MANAGEMENT}
    assert Options(STOCKHOLM, platforms=("slack", "teams"), management=both).with_management == ("teams",)
    assert Options(STOCKHOLM, platforms=("slack", "teams")).with_management == ("slack",)


def test_who_is_removed_is_not_remembered(bot: Meeting) -> None:
    person = bot.read(load_directory).by_account("teams", OWNER)
    assert person is not None
    bot.write(lambda session: remove_person(session, person, bot.clock(), bot.options))
    refs = bot.read(lambda s: s.scalars(select(ConversationReference.account)).all())
    assert OWNER not in refs
