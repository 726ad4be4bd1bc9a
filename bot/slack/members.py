"""Who is a member of the workspace: asked of Slack once, then kept, and kept up to date by events."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Any

import structlog
from aiohttp import ClientError
from slack_sdk.errors import SlackClientError
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.orm import Session

from actions.members import Account, link_accounts, remember_accounts
from bot.transactions import Transactions
from models.vocabulary import Membership

log = structlog.get_logger()
PLATFORM = "slack"
SLACK_FAULTS = (SlackClientError, ClientError, TimeoutError, OSError, ValueError)


def membership_in(user: dict[str, Any]) -> Membership:
    """What a user object says (docs.slack.dev/reference/objects/user-object). Slackbot says of itself that it is no
    bot."""
    if user.get("deleted"):
        return Membership.DEACTIVATED
    if user.get("is_bot") or user.get("id") == "USLACKBOT":
        return Membership.BOT
    if user.get("is_stranger"):
        return Membership.EXTERNAL
    if user.get("is_restricted") or user.get("is_ultra_restricted"):
        return Membership.GUEST
    return Membership.FULL


class Members:
    """The cache of accounts, and Slack behind it. `look_up_seconds` is the contract's."""

    look_up_seconds = 1.0

    def __init__(self, client: AsyncWebClient, transactions: Transactions, clock: Callable[[], datetime]) -> None:
        self._client = client
        self._transactions = transactions
        self._clock = clock

    async def look_up(self, account: str) -> Membership:
        """Asks Slack within a second; UNKNOWN, which is not kept, when Slack is silent."""
        try:
            async with asyncio.timeout(self.look_up_seconds):
                answer = await self._client.users_info(user=account)
        except SLACK_FAULTS as error:
            log.info("slack.member_unknown", error=type(error).__name__)
            return Membership.UNKNOWN
        return await self.remember(answer.get("user") or {"id": account})

    async def remember(self, *users: dict[str, Any]) -> Membership:
        """Keeps what user objects say; returns the last one's membership."""
        await self._transactions.write(lambda session: _keep(session, users, self._clock()))
        return membership_in(users[-1]) if users else Membership.UNKNOWN

    async def read_all(self) -> int:
        """Reads the whole workspace, page by page. Raises what the SDK raises."""
        count, cursor = 0, None
        while True:
            page = await self._client.users_list(limit=200, cursor=cursor or "")
            users: list[dict[str, Any]] = page.get("members") or []
            await self.remember(*users)
            count += len(users)
            cursor = (page.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                return count


def _keep(session: Session, users: tuple[dict[str, Any], ...], now: datetime) -> None:
    accounts = [_account(user) for user in users if user.get("id")]
    remember_accounts(session, PLATFORM, accounts, now)
    link_accounts(session, PLATFORM, accounts, now)


def _account(user: dict[str, Any]) -> Account:
    email = (user.get("profile") or {}).get("email")
    return Account(str(user["id"]), membership_in(user), str(email or ""))
