"""Who is a member of the workspace: asked of Slack once, then stored, and kept up to date by events."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from actions.people.accounts import settle_accounts
from actions.people.members import Account, remember_accounts
from bot.outcomes import failure_code
from bot.slack.calls import call
from bot.slack.decode import PLATFORM
from bot.transactions import Transactions
from models.operations.log import log_of
from models.options import Options
from models.people.directory_cache import load_directory
from models.rules.text import storable
from models.vocabulary.people import Membership
from scheduler.outbox.messenger import CallFailed, Permanent, Temporary

log = log_of(__name__)
_PAGE = 200


def membership_in(user: dict[str, Any], team: str | None) -> Membership:
    """The membership in a user object (docs.slack.dev/reference/objects/user-object); `team` is our own workspace.
    UNKNOWN for what does not say enough, such as somebody who was invited and has not come yet. Slackbot's `is_bot` is
    false."""
    if user.get("deleted"):
        return Membership.DEACTIVATED
    if user.get("id") == "USLACKBOT" or any(user.get(f"is_{kind}") for kind in ("bot", "app_user", "workflow_bot")):
        return Membership.BOT
    if user.get("is_stranger"):
        return Membership.EXTERNAL
    teams = _teams(user)
    if not teams or team is None:
        return Membership.UNKNOWN
    if team not in teams:
        return Membership.EXTERNAL
    if user.get("is_restricted") or user.get("is_ultra_restricted"):
        return Membership.GUEST
    return Membership.UNKNOWN if user.get("is_invited_user") else Membership.FULL


def _teams(user: dict[str, Any]) -> list[str]:
    """The workspaces that the account is in. An organisation of several (Enterprise Grid) lists them; `team_id` is then
    only one of them, or the organisation itself."""
    listed = (user.get("enterprise_user") or {}).get("teams")
    return [str(each) for each in listed] if listed else [str(user["team_id"])] if user.get("team_id") else []


class Members:
    """The stored accounts, and Slack for those that are not stored. `look_up_seconds` is the contract's; `team` is our
    own workspace, asked of Slack when it is not known yet."""

    look_up_seconds = 1.0
    # Between two tries to read a page, when Slack does not say how long to wait.
    retry_seconds: tuple[float, ...] = (1.0, 2.0, 5.0, 10.0, 30.0, 60.0)

    def __init__(
        self, client: AsyncWebClient, transactions: Transactions, clock: Callable[[], datetime], options: Options
    ) -> None:
        self._client = client
        self._transactions = transactions
        self._clock = clock
        self._options = options
        self.team: str | None = None
        self._cursor, self._count = "", 0
        self._is_reading = self._is_to_read = False

    async def look_up(self, account: str) -> Membership:
        """An account's membership, asked of Slack and stored. UNKNOWN, which is not stored, when Slack does not answer
        within `look_up_seconds`."""
        try:
            async with asyncio.timeout(self.look_up_seconds):
                answer = await call(self._client.users_info, user=account)
                return await self.remember(answer.get("user") or {})
        except (CallFailed, TimeoutError) as error:
            log.info("slack.member_unknown", error=failure_code(error))
            return Membership.UNKNOWN

    async def account_of(self, email: str) -> str:
        """The account of the person with this address, found by asking Slack. Raises CallFailed; also for an account
        that is not a full member's of our own workspace, or is somebody else's."""
        answer = await call(self._client.users_lookupByEmail, email=email)
        user: dict[str, Any] = answer.get("user") or {}
        # Slack found it by this address, and need not repeat it.
        profile = {**(user.get("profile") or {}), "email": email}
        membership = await self.remember({**user, "profile": profile})
        if membership is Membership.UNKNOWN:
            raise CallFailed(Temporary("account_unknown"))
        if membership is not Membership.FULL:
            raise CallFailed(Permanent(f"account_{membership.value}"))
        account = str(user["id"])
        holder = await self._transactions.read(lambda session: load_directory(session).by_account(PLATFORM, account))
        if holder is None or holder.email != email.casefold():
            raise CallFailed(Permanent("account_of_another"))
        return account

    async def remember(self, *users: dict[str, Any]) -> Membership:
        """Stores the accounts in user objects, and whose they are; returns the last one's membership."""
        if self.team is None:
            await self._ask_team()
        accounts = [_account(user, self.team) for user in users if user.get("id")]
        known = [account for account in accounts if account.membership is not Membership.UNKNOWN]
        if known:
            await self._transactions.write(lambda session: self._store(session, known))
        return accounts[-1].membership if accounts else Membership.UNKNOWN

    async def _ask_team(self) -> None:
        try:
            async with asyncio.timeout(self.look_up_seconds):
                answer = await call(self._client.auth_test)
        except (CallFailed, TimeoutError) as error:
            log.info("slack.workspace_unknown", error=failure_code(error))
        else:
            self.team = str(answer.get("team_id") or "") or None

    def _store(self, session: Session, accounts: list[Account]) -> None:
        now = self._clock()
        earlier = remember_accounts(session, PLATFORM, accounts, now)
        settle_accounts(session, now, self._options, PLATFORM, accounts, earlier)

    async def read_all(self) -> None:
        """Stores every account of the workspace, with retries for as long as it takes. A call while it reads makes it
        read once more, since events may have been missed meanwhile."""
        self._is_to_read = True
        if self._is_reading:
            return
        self._is_reading = True
        try:
            while self._is_to_read:
                self._is_to_read = False
                await self._read_to_the_end()
        finally:
            self._is_reading = False

    async def _read_to_the_end(self) -> None:
        failures, reported, is_more = 0, "", True
        while is_more:
            seconds = 0.0
            try:
                is_more = await self._read_page()
                failures = 0
            except (CallFailed, SQLAlchemyError) as error:
                outcome = error.outcome if isinstance(error, CallFailed) else None
                wait = outcome.retry_after if isinstance(outcome, Temporary) else None
                seconds = self.retry_seconds[min(failures, len(self.retry_seconds) - 1)] if wait is None else wait
                failures += 1
                code = failure_code(error)
                if code != reported:
                    log.warning("slack.members_not_read", error=code, read=self._count, again_in=seconds)
                    reported = code
            await asyncio.sleep(seconds)
        log.info("slack.members_read", count=self._count)
        self._count = 0

    async def _read_page(self) -> bool:
        """Reads one page from where the last one ended, and stores it. False when it was the last."""
        try:
            page = await call(self._client.users_list, limit=_PAGE, cursor=self._cursor or None)
        except CallFailed as failed:
            if failed.outcome.error == "invalid_cursor":
                self._cursor, self._count = "", 0
            raise
        users: list[dict[str, Any]] = page.get("members") or []
        await self.remember(*users)
        self._count += len(users)
        self._cursor = str((page.get("response_metadata") or {}).get("next_cursor") or "")
        return bool(self._cursor)


def _account(user: dict[str, Any], team: str | None) -> Account:
    """An address that its holder has not confirmed could be anybody's."""
    email = "" if user.get("is_email_confirmed") is False else (user.get("profile") or {}).get("email")
    return Account(str(user["id"]), membership_in(user, team), storable(str(email or "")))
