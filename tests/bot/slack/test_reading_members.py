"""The list of members is read to its end, however often Slack says no, and from where it stopped."""

import asyncio
from pathlib import Path

import pytest
from aiohttp import ClientSession
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import func, select

from bot.slack.members import Members
from bot.transactions import Transactions
from models.options import Options
from models.people.tables import Member
from models.storage.database import Database
from models.storage.schema import upgrade
from models.vocabulary.people import Membership
from tests.conftest import OPENING, STOCKHOLM
from tests.fakes.slack import FakeSlack
from tests.harness import Clock
from tests.until import PATIENCE_SECONDS


def read(slack: FakeSlack, url: str, times: int = 1) -> dict[Membership, int]:
    """How many accounts of each kind are stored after the members were read."""
    database = Database(url)
    upgrade(database)
    transactions = Transactions(database)

    async def run() -> None:
        async with ClientSession() as session:
            client = AsyncWebClient(slack.token, base_url=slack.api_url, retry_handlers=[], session=session)
            members = Members(client, transactions, Clock(OPENING), Options(STOCKHOLM))
            members.retry_seconds, members.look_up_seconds = (0.0,), PATIENCE_SECONDS
            await asyncio.gather(*(members.read_all() for _ in range(times)))

    asyncio.run(run())
    with database.read() as session:
        query = select(Member.membership, func.count()).group_by(Member.membership)
        counts = {row[0]: int(row[1]) for row in session.execute(query)}
    transactions.close()
    database.close()
    return counts


@pytest.fixture
def workspace() -> FakeSlack:
    slack = FakeSlack()
    slack.expected |= {"ratelimited", "internal_error", "invalid_cursor"}
    return slack


def fill(slack: FakeSlack, count: int) -> None:
    for number in range(count):
        slack.person(f"U{number:08d}", email=f"u{number}@example.se", guest=number % 10 == 0)


def cursors(slack: FakeSlack) -> list[str]:
    """Where each call that was answered began."""
    calls = [call for call in slack.calls("users.list") if call.outcome == "ok"]
    return [str(call.args.get("cursor", "")) for call in calls]


def test_twenty_thousand_members_with_every_other_call_refused(workspace: FakeSlack, tmp_path: Path) -> None:
    fill(workspace, 20_000)
    workspace.faults.add("users.list", "429", every=2, retry_after="0.001")
    with workspace as slack:
        counts = read(slack, f"sqlite:///{tmp_path}/malvakten.db")
        assert counts == {Membership.FULL: 18_000, Membership.GUEST: 2_000, Membership.BOT: 1}
        assert len(cursors(slack)) == len(set(cursors(slack))) == 101
        assert len(slack.calls("users.list")) == 200 + 1


@pytest.mark.parametrize(
    ("kind", "error"), [("500_before", ""), ("html", ""), ("close_before", ""), ("error", "internal_error")]
)
def test_any_other_failure_is_tried_again_from_the_same_page(
    workspace: FakeSlack, database_url: str, kind: str, error: str
) -> None:
    fill(workspace, 450)
    workspace.faults.add("users.list", kind, every=2, times=1, error=error or "internal_error")
    with workspace as slack:
        assert sum(read(slack, database_url).values()) == 451
        assert len(cursors(slack)) == len(set(cursors(slack))) == 3


def test_a_cursor_that_slack_has_forgotten_begins_anew(workspace: FakeSlack, database_url: str) -> None:
    fill(workspace, 450)
    workspace.faults.add("users.list", "error", every=3, times=1, error="invalid_cursor")
    with workspace as slack:
        assert sum(read(slack, database_url).values()) == 451
        assert len(cursors(slack)) == 5


def test_a_connection_that_comes_back_while_members_are_read_makes_them_be_read_once_more(
    workspace: FakeSlack, database_url: str
) -> None:
    fill(workspace, 250)
    with workspace as slack:
        assert sum(read(slack, database_url, times=3).values()) == 251
        assert len(cursors(slack)) == 4
