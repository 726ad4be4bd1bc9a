"""Who is a member of the tenant: asked of Teams when somebody is met, then stored."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import quote

from sqlalchemy.orm import Session

from actions.people.accounts import settle_accounts
from actions.people.conversations import reach_again, remember_conversations
from actions.people.members import Account, remember_accounts
from bot.outcomes import failure_code
from bot.teams.connector.client import Connector, conversation_path
from bot.teams.decode import PLATFORM
from bot.transactions import Transactions
from models.operations.log import log_of
from models.options import Options
from models.outbox.conversations import Met
from models.people.directory_cache import load_directory
from models.rules.text import storable
from models.vocabulary.people import Membership
from scheduler.outbox.messenger import CallFailed, Temporary

log = log_of(__name__)
_PAGE = 200
_MOST_MET = 5000
_MOST_PAGES = 200


def membership_in(member: dict[str, Any], tenant: str) -> Membership:
    """The membership of a member of a conversation (Bot Connector API, "Teams channel account"). UNKNOWN for one who
    has no account in Entra."""
    if not _account_id(member):
        return Membership.UNKNOWN
    if str(member.get("tenantId") or tenant).casefold() != tenant.casefold():
        return Membership.EXTERNAL
    is_guest = str(member.get("userRole") or "user").casefold() != "user"
    return Membership.GUEST if is_guest or "#ext#" in _principal(member).casefold() else Membership.FULL


class Members:
    """The stored accounts, and Teams for those that are not stored. `look_up_seconds` is the contract's."""

    look_up_seconds = 1.0
    retry_seconds: tuple[float, ...] = (1.0, 5.0, 30.0)

    def __init__(
        self, connector: Connector, transactions: Transactions, clock: Callable[[], datetime], options: Options,
        tenant: str,
    ) -> None:  # fmt: skip
        self._connector, self._transactions, self._clock = connector, transactions, clock
        self._options, self._tenant = options, tenant
        self._met: OrderedDict[str, Met] = OrderedDict()
        # The Connector takes fourteen look-ups a second for each conversation.
        self._room = asyncio.Semaphore(4)

    def meet(self, met: Met) -> None:
        """Notes where an account was met, and so where it can be asked about."""
        self._met[met.account] = met
        self._met.move_to_end(met.account)
        while len(self._met) > _MOST_MET:
            self._met.popitem(last=False)

    async def look_up(self, account: str) -> Membership:
        """An account's membership, asked of Teams and stored. UNKNOWN, which is not stored, when Teams does not answer
        within `look_up_seconds`."""
        met = self._met.get(account)
        if met is None:
            return Membership.UNKNOWN
        try:
            async with asyncio.timeout(self.look_up_seconds):
                return await self._ask(met)
        except (CallFailed, TimeoutError) as error:
            log.info("teams.member_unknown", error=failure_code(error))
            return Membership.UNKNOWN

    async def read_one(self, met: Met) -> None:
        """Asks about an account in the background, with a few retries; what could not be sent to it is tried again."""
        async with self._room:
            for pause in (*self.retry_seconds, None):
                try:
                    await self._ask(met)
                    break
                except CallFailed as failed:
                    if not isinstance(failed.outcome, Temporary) or pause is None:
                        log.info("teams.member_unknown", error=failure_code(failed))
                        break
                    asked = failed.outcome.retry_after
                    await asyncio.sleep(pause if asked is None else min(asked, 60))
        await self._transactions.write(lambda session: _reach_again(session, met.account))

    async def _ask(self, met: Met) -> Membership:
        path = conversation_path(met.conversation, "members", met.member)
        member = await self._connector.call("GET", met.service_url, path)
        return await self._remember([{"aadObjectId": met.account, **member}])

    async def read_team(self, met: Met) -> None:
        """Stores everybody in a channel's team, page by page, and how each can be reached."""
        team, token = met.team or met.conversation, ""
        try:
            for _ in range(_MOST_PAGES):
                query = f"?pageSize={_PAGE}" + (f"&continuationToken={quote(token, safe='')}" if token else "")
                path = conversation_path(team, "pagedmembers") + query
                page = await self._connector.call("GET", met.service_url, path)
                members = [each for each in page.get("members") or [] if isinstance(each, dict)]
                await self._remember(members, met)
                token = str(page.get("continuationToken") or "")
                if not token:
                    return
        except CallFailed as failed:
            log.warning("teams.members_not_read", error=failure_code(failed))

    async def _remember(self, members: list[dict[str, Any]], where: Met | None = None) -> Membership:
        """Stores the accounts, whose they are, and where they were met; returns the last one's membership."""
        accounts = [_account(member, self._tenant) for member in members if _account_id(member)]
        met = [
            Met(where.conversation, where.service_url, _account_id(member), str(member.get("id") or ""), where.team)
            for member in members if where and _account_id(member)
        ]  # fmt: skip
        if accounts:
            await self._transactions.write(lambda session: self._store(session, accounts, met))
        return accounts[-1].membership if accounts else Membership.UNKNOWN

    def _store(self, session: Session, accounts: list[Account], met: list[Met]) -> None:
        now = self._clock()
        earlier = remember_accounts(session, PLATFORM, accounts, now)
        settle_accounts(session, now, self._options, PLATFORM, accounts, earlier)
        remember_conversations(session, PLATFORM, met, now)


def _reach_again(session: Session, account: str) -> None:
    person = load_directory(session).by_account(PLATFORM, account)
    if person is not None:
        reach_again(session, PLATFORM, account, person.id)


def _account_id(member: dict[str, Any]) -> str:
    return str(member.get("aadObjectId") or member.get("objectId") or "").lower()


def _principal(member: dict[str, Any]) -> str:
    return str(member.get("userPrincipalName") or "")


def _account(member: dict[str, Any], tenant: str) -> Account:
    email = str(member.get("email") or _principal(member))
    return Account(_account_id(member), membership_in(member, tenant), storable(email))
