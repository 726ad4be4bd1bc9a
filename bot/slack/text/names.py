"""The names of the accounts and channels that people mention."""

import asyncio
from collections import OrderedDict
from collections.abc import Sequence
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.orm import Session

from bot.slack.calls import SLACK_ERRORS, error_code
from bot.slack.decode import PLATFORM
from bot.slack.text.markup import Names
from bot.transactions import Transactions
from i18n import Translator
from models.operations.log import log_of
from models.people.directory_cache import load_directory

log = log_of(__name__)
_MOST_NAMES = 2000
_MOST_ASKED = 20  # for one message


class NameFinder:
    """Names from the people file, else from Slack, which is asked once for each id. `look_up_seconds` is for all of a
    message's ids together: Slack is waiting for its event to be acknowledged."""

    look_up_seconds = 1.0

    def __init__(self, client: AsyncWebClient, transactions: Transactions, t: Translator) -> None:
        self._client, self._transactions = client, transactions
        self._unknown = Names({}, t("someone"), t("channel"), t("group"))
        self._found: OrderedDict[str, str] = OrderedDict()

    async def of(self, ids: Sequence[str]) -> Names:
        """The names of these ids. One is left out when nobody knows its name in time."""
        if not ids:
            return self._unknown
        by_id = {id_: self._found[id_] for id_ in ids if id_ in self._found}
        by_id |= await self._transactions.read(lambda session: _in_people_file(session, ids))
        unknown = [id_ for id_ in ids if id_ not in by_id][:_MOST_ASKED]
        await asyncio.gather(*(self._ask(id_) for id_ in unknown))
        by_id |= {id_: self._found[id_] for id_ in unknown if id_ in self._found}
        return Names(by_id, self._unknown.someone, self._unknown.channel, self._unknown.group)

    def forget(self, id_: str) -> None:
        """Something about the account or channel has changed: its name is asked for anew."""
        self._found.pop(id_, None)

    async def _ask(self, id_: str) -> None:
        try:
            async with asyncio.timeout(self.look_up_seconds):
                name = await (self._account(id_) if id_.startswith(("U", "W")) else self._channel(id_))
        except SLACK_ERRORS as error:
            log.info("slack.name_unknown", error=error_code(error))
            return
        if name:
            self._found[id_] = name
            while len(self._found) > _MOST_NAMES:
                self._found.popitem(last=False)

    async def _account(self, id_: str) -> str:
        user: dict[str, Any] = (await self._client.users_info(user=id_)).get("user") or {}
        profile = user.get("profile") or {}
        return str(profile.get("real_name") or user.get("real_name") or profile.get("display_name") or "")

    async def _channel(self, id_: str) -> str:
        channel: dict[str, Any] = (await self._client.conversations_info(channel=id_)).get("channel") or {}
        return str(channel.get("name") or "")


def _in_people_file(session: Session, ids: Sequence[str]) -> dict[str, str]:
    directory = load_directory(session)
    people = ((id_, directory.by_account(PLATFORM, id_)) for id_ in ids)
    return {id_: person.name for id_, person in people if person is not None}
