"""What Slack tells of itself: the management channel archived, renamed, left; an owner gone; the app taken away."""

import json
import urllib.error
import urllib.request
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from models.operations.trouble import Trouble
from models.people.directory_cache import raise_revision
from models.people.tables import Person
from models.vocabulary.outbox import DeliveryKind, DeliveryState
from tests.dialogues.harness import drain, open_now
from tests.fakes.slack import FakeSlack
from tests.harness import MANAGEMENT, Running
from tests.until import PATIENCE_SECONDS

COORDINATOR = "USAMORD01"
STAFF = "UAGSTAB01"


def inbox(slack: FakeSlack) -> str:
    return "\n".join(message.text for message in slack.messages(COORDINATOR))


def event(slack: FakeSlack, kind: str, **more: Any) -> None:
    reply = slack.event({"type": kind, "event_ts": slack.store.new_ts(), **more})
    assert reply.status == 200


def red(slack: FakeSlack, row: int, person: str = "UAGFOLK01") -> None:
    reply = slack.person(person).command("/rapportera", f"{row} röd Stoppat. Åtgärd: nytt beslut")
    assert reply.text.startswith("Tack")


ARCHIVED = ("channel_archive", {"channel": MANAGEMENT, "user": "U0MEDARB1"})
LEFT = ("member_left_channel", {"channel": MANAGEMENT, "user": "U0MALVAKT", "channel_type": "C"})
DELETED = ("channel_deleted", {"channel": MANAGEMENT})
WAYS = [
    (ARCHIVED, {"archived": True}, "kanalen är arkiverad", ("channel_unarchive", {"channel": MANAGEMENT})),
    (
        ("group_archive", {"channel": MANAGEMENT}),
        {"archived": True, "private": True},
        "kanalen är arkiverad",
        ("group_unarchive", {"channel": MANAGEMENT}),
    ),
    (
        LEFT,
        {"bot_is_member": False},
        "boten är inte med i kanalen; bjud in den",
        ("member_joined_channel", {"channel": MANAGEMENT, "user": "U0MALVAKT"}),
    ),
    (
        DELETED,
        {"bot_is_member": False, "private": True},
        "konversationen finns inte",
        ("channel_unarchive", {"channel": MANAGEMENT}),
    ),
]


@pytest.mark.one_database
@pytest.mark.parametrize("is_told", [True, False], ids=["by event", "by refusal"])
@pytest.mark.parametrize(("gone", "changed", "why", "back"), WAYS, ids=["archived", "private", "left", "deleted"])
def test_a_management_channel_that_is_gone_and_comes_back(
    bot: Running, slack: FakeSlack, gone: Any, changed: dict[str, bool], why: str, back: Any, is_told: bool
) -> None:
    """Told in words, everything else goes on, and what waited goes out once when it is back."""
    slack.expected |= {"is_archived", "not_in_channel", "channel_not_found"}
    open_now(bot)
    slack.channel(MANAGEMENT, "ledning", **changed)  # type: ignore[arg-type]
    if is_told:
        event(slack, gone[0], **gone[1])
        slack.wait_for(lambda: why in inbox(slack))
    red(slack, 16)
    slack.wait_for(lambda: f"skriva i ledningskanalen sedan 8 juni 2022 kl. 09.00: {why}" in inbox(slack))
    red(slack, 14)
    assert "2 rött" in slack.person("UAGFOLK01").command("/malstatus").text
    alerts = bot.deliveries(kind=DeliveryKind.ALERT)
    assert {row.state for row in alerts} <= {DeliveryState.PENDING, DeliveryState.SENDING}
    assert slack.messages(MANAGEMENT) == []
    slack.channel(MANAGEMENT, "ledning")
    event(slack, back[0], **back[1])
    slack.wait_for(lambda: len(slack.messages(MANAGEMENT)) == 2)
    slack.wait_for(lambda: "Det går att skriva i ledningskanalen igen." in inbox(slack))
    drain(bot)
    assert len(slack.messages(MANAGEMENT)) == 2
    assert inbox(slack).count("ledningskanalen sedan") == 1
    assert inbox(slack).count("i ledningskanalen igen") == 1
    assert bot.deliveries(state=DeliveryState.FAILED) == []


def test_without_an_event_the_channel_is_found_again_by_trying(bot: Running, slack: FakeSlack) -> None:
    slack.expected.add("is_archived")
    open_now(bot)
    slack.channel(MANAGEMENT, "ledning", archived=True)
    red(slack, 16)
    slack.wait_for(lambda: "kanalen är arkiverad" in inbox(slack))
    slack.channel(MANAGEMENT, "ledning")
    bot.clock.move(minutes=11)
    slack.wait_for(lambda: len(slack.messages(MANAGEMENT)) == 1)
    slack.wait_for(lambda: "i ledningskanalen igen" in inbox(slack))


def test_a_renamed_management_channel_is_told_once(bot: Running, slack: FakeSlack) -> None:
    renamed = {"type": "channel_rename", "channel": {"id": MANAGEMENT, "name": "nya-<ledningen>", "created": 1}}
    for _ in range(2):
        assert slack.event(renamed, event_id="Ev0RENAMED").status == 200
    slack.wait_for(lambda: "Ledningskanalen heter nu #nya-<ledningen>." in inbox(slack))
    drain(bot)
    assert inbox(slack).count("heter nu") == 1


def test_other_channels_and_other_people_are_no_business_of_ours(bot: Running, slack: FakeSlack) -> None:
    event(slack, "channel_archive", channel="C0ANNAN01")
    event(slack, "channel_rename", channel={"id": "C0ANNAN01", "name": "annan"})
    event(slack, "member_left_channel", channel=MANAGEMENT, user="U0MEDARB1")
    event(slack, "channel_rename", channel=None)
    bot.settle()
    assert inbox(slack) == ""
    assert bot.read(lambda s: s.query(Trouble).all()) == []


# -- people ------------------------------------------------------------------------------------------------------------


def leave(slack: FakeSlack, account: str) -> None:
    slack.store.users[account].deleted = True
    event(slack, "user_change", user=slack.user_object(account))


def test_an_owner_who_leaves_in_mid_round(bot: Running, slack: FakeSlack) -> None:
    slack.expected.add("channel_not_found")
    open_now(bot)
    alone = slack_id_of(bot, "agare.ledningsstaben@example.se")
    leave(slack, alone)
    slack.wait_for(lambda: "Ingen svarar för de här raderna nu" in inbox(slack))
    assert "har inte längre något konto, och Halvår 2022 är öppen." in inbox(slack)
    assert "Ledningsstaben: rad" in inbox(slack)
    leave(slack, alone)
    bot.settle()
    assert inbox(slack).count("har inte längre något konto") == 1


def test_an_owner_who_leaves_while_others_answer_for_the_same_rows(bot: Running, slack: FakeSlack) -> None:
    def share(session: Session) -> None:
        session.execute(update(Person).where(Person.email == "agare.folkhalsa@example.se").values(activities=None))
        raise_revision(session, "people")

    bot.write(share)
    open_now(bot)
    shared = next(iter(owners_of_shared_rows(bot)))
    leave(slack, shared)
    slack.wait_for(lambda: "Andra svarar för samma rader" in inbox(slack))


def test_an_owner_who_left_while_the_program_was_not_told_is_noticed_when_members_are_read(
    bot: Running, slack: FakeSlack
) -> None:
    open_now(bot)
    account = slack_id_of(bot, "agare.ledningsstaben@example.se")
    slack.store.users[account].deleted = True
    members = bot.program.slack.members if bot.program.slack else None
    assert members is not None
    import asyncio

    from slack_sdk.web.async_client import AsyncWebClient

    members._client = AsyncWebClient(slack.token, base_url=slack.api_url, retry_handlers=[])
    asyncio.run(members.read_all())
    slack.wait_for(lambda: "har inte längre något konto" in inbox(slack))


def test_outside_a_round_nobody_is_told(bot: Running, slack: FakeSlack) -> None:
    leave(slack, slack_id_of(bot, "agare.ledningsstaben@example.se"))
    leave(slack, "U0MEDARB1")
    bot.settle()
    assert inbox(slack) == ""


def slack_id_of(bot: Running, email: str) -> str:
    found = bot.read(lambda s: s.query(Person).filter_by(email=email).one()).slack_user_id
    assert found
    return found


def owners_of_shared_rows(bot: Running) -> set[str]:
    """Those of whose rows every one has another owner."""
    from models.people.directory_cache import load_directory

    def look(session: Session) -> set[str]:
        directory = load_directory(session)
        plan = directory.plans[0]
        return {
            person.slack_user_id or ""
            for person in directory.people
            if (rows := directory.owned_rows(person, plan)) and all(len(directory.owners(row)) > 1 for row in rows)
        }

    return bot.read(look)


# -- the app -----------------------------------------------------------------------------------------------------------


def ready(bot: Running) -> dict[str, Any]:
    """What it says; before the worker's first sign of life it is 503."""
    try:
        answer = urllib.request.urlopen(f"{bot.url}/readyz", timeout=PATIENCE_SECONDS)
    except urllib.error.HTTPError as error:
        answer = error
    with answer:
        found: dict[str, Any] = json.load(answer)
    return found


@pytest.mark.parametrize(
    ("kind", "more", "code"),
    [
        ("app_uninstalled", {}, "app_uninstalled"),
        ("tokens_revoked", {"tokens": {"oauth": [], "bot": ["U0MALVAKT"]}}, "token_revoked"),
    ],
)
def test_the_app_is_taken_away_and_put_back(
    bot: Running, slack: FakeSlack, kind: str, more: dict[str, Any], code: str
) -> None:
    slack.expected |= {"token_revoked"}
    slack.wait_for(lambda: ready(bot)["slack"] == "connected" and ready(bot)["ready"])
    slack.token_error = "token_revoked"
    event(slack, kind, **more)
    slack.wait_for(lambda: ready(bot)["slack"] == "not let in: token_revoked")
    told = ready(bot)
    assert told["ready"] is True, "the platforms' state never makes it 503"
    assert told["troubles"][0].startswith(f"Slack does not let the program in since 2022-06-08 07:00 UTC ({code})")
    open_now_locked_out(bot)
    assert bot.deliveries(state=DeliveryState.SENT) == []
    assert bot.deliveries(state=DeliveryState.FAILED) == []
    slack.token_error = None
    slack.wait_for(lambda: ready(bot)["slack"] == "connected")
    slack.wait_for(lambda: len(bot.deliveries(kind=DeliveryKind.PROMPT, state=DeliveryState.SENT)) == 11)
    slack.wait_for(lambda: "kunde inte logga in i Slack" in inbox(slack))
    assert ready(bot)["troubles"] == []
    channels = [row.platform_channel or "" for row in bot.deliveries(kind=DeliveryKind.PROMPT)]
    assert {len([m for m in slack.messages(channel) if "dags att följa upp" in m.text]) for channel in channels} <= {
        0,
        1,
    }


def test_the_app_is_put_back_while_nothing_waits(bot: Running, slack: FakeSlack) -> None:
    """Slack is asked, so nobody need write to find out that it is over."""
    slack.wait_for(lambda: ready(bot)["slack"] == "connected")
    slack.token_error = "account_inactive"
    event(slack, "app_uninstalled")
    slack.wait_for(lambda: ready(bot)["slack"] == "not let in: account_inactive")
    assert len(ready(bot)["troubles"]) == 1
    slack.token_error = None
    slack.wait_for(lambda: ready(bot)["troubles"] == [])
    slack.wait_for(lambda: "appen har tagits bort från arbetsytan" in inbox(slack))
    assert ready(bot)["slack"] == "connected"


def open_now_locked_out(bot: Running) -> None:
    bot.create_round(opens_at=bot.clock())
    bot.slack.wait_for(lambda: bot.deliveries(kind=DeliveryKind.PROMPT))
    bot.slack.wait_for(lambda: any(row.error for row in bot.deliveries(kind=DeliveryKind.PROMPT)))


def test_another_apps_tokens_are_no_business_of_ours(bot: Running, slack: FakeSlack) -> None:
    slack.wait_for(lambda: ready(bot)["slack"] == "connected")
    event(slack, "tokens_revoked", tokens={"oauth": ["U0MEDARB1"], "bot": []})
    bot.settle()
    assert ready(bot)["troubles"] == []
    assert ready(bot)["slack"] == "connected"
