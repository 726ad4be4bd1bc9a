"""Who is a member of the workspace: asked of Slack once, then stored, and kept up to date by events."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Any

import structlog
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.orm import Session

from actions.members import Account, link_accounts, remember_accounts
from bot.slack.calls import SLACK_ERRORS
from bot.transactions import Transactions
from models.vocabulary import Membership

log = structlog.get_logger()
PLATFORM = "slack"


def membership_in(user: dict[str, Any]) -> Membership:
    """The membership in a user object (docs.slack.dev/reference/objects/user-object). Slackbot's has `is_bot` false."""
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
    """The stored accounts, and Slack for those that are not stored. `look_up_seconds` is the contract's."""

    look_up_seconds = 1.0

    def __init__(self, client: AsyncWebClient, transactions: Transactions, clock: Callable[[], datetime]) -> None:
        self._client = client
        self._transactions = transactions
        self._clock = clock

    async def look_up(self, account: str) -> Membership:
        """An account's membership, asked of Slack and stored. UNKNOWN, which is not stored, when Slack does not answer
        within `look_up_seconds`."""
        try:
            async with asyncio.timeout(self.look_up_seconds):
                answer = await self._client.users_info(user=account)
        except SLACK_ERRORS as error:
            log.info("slack.member_unknown", error=type(error).__name__)
            return Membership.UNKNOWN
        return await self.remember(answer.get("user") or {"id": account})

    async def remember(self, *users: dict[str, Any]) -> Membership:
        """Stores the accounts in user objects; returns the last one's membership."""
        await self._transactions.write(lambda session: _store(session, users, self._clock()))
        return membership_in(users[-1]) if users else Membership.UNKNOWN

    async def read_all(self) -> int:
        """Stores every account of the workspace; returns how many. Raises what the SDK raises."""
        count, cursor = 0, None
        while True:
            page = await self._client.users_list(limit=200, cursor=cursor or "")
            users: list[dict[str, Any]] = page.get("members") or []
            await self.remember(*users)
            count += len(users)
            cursor = (page.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                return count


def _store(session: Session, users: tuple[dict[str, Any], ...], now: datetime) -> None:
    accounts = [_account(user) for user in users if user.get("id")]
    remember_accounts(session, PLATFORM, accounts, now)
    link_accounts(session, PLATFORM, accounts, now)


def _account(user: dict[str, Any]) -> Account:
    email = (user.get("profile") or {}).get("email")
    return Account(str(user["id"]), membership_in(user), str(email or ""))
