"""FakeSlack: everything together."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import Self

from aiohttp import web

from . import api_chat, api_conversations, api_users, api_views  # noqa: F401  they register the methods
from .acks import show_command_ack
from .admin import Admin
from .checks import Json
from .events import Events
from .http_api import HttpApi
from .listener import Listener
from .people import Person
from .records import Channel, User
from .replies import Reply
from .socket_mode import SocketMode
from .transport import Transport
from .workspace import Workspace


class FakeSlack(Workspace):
    """A Slack workspace with one app in it, as a server on 127.0.0.1.

    ``with FakeSlack() as slack:`` starts and stops it. Point the bot at ``slack.api_url`` with
    ``slack.token`` and ``slack.signing_secret``, and set ``slack.bot_url`` to where the bot listens
    (leave it None for Socket Mode). ``slack.violations`` collects whatever real Slack would have refused.
    """

    def __init__(self, port: int = 0) -> None:
        super().__init__()
        self.sockets = SocketMode(self)
        self.transport = Transport(self, self.sockets)
        self.events = Events(self, self.transport)
        self._people: dict[str, Person] = {}
        self._listener = Listener(self._setup, port)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> Self:
        """Open the port."""
        self._listener.start()
        self.url = f"http://127.0.0.1:{self._listener.port}"
        return self

    def stop(self) -> None:
        """Close the port and end the thread."""
        self._listener.stop()

    @property
    def port(self) -> int:
        """Where it listens."""
        return self._listener.port

    @property
    def bot_url(self) -> str | None:
        """Where the bot listens, such as http://127.0.0.1:8000; None is Socket Mode."""
        return self.transport.bot_url

    @bot_url.setter
    def bot_url(self, url: str | None) -> None:
        self.transport.bot_url = url

    @property
    def bot_path(self) -> str:
        """The path all requests go to."""
        return self.transport.bot_path

    @bot_path.setter
    def bot_path(self, path: str) -> None:
        self.transport.bot_path = path

    def person(
        self,
        user_id: str,
        email: str | None = None,
        name: str | None = None,
        *,
        guest: bool = False,
        stranger: bool = False,
        tz: str | None = "Europe/Stockholm",
        deleted: bool = False,
        locale: str = "sv-SE",
        more: Json | None = None,
    ) -> Person:
        """Add somebody to the workspace, or find them if the id is known already."""
        with self.store.lock:
            if user_id not in self._people:
                short = (name or user_id).lower().replace(" ", ".")
                team = "T0STRANGE" if stranger else self.team_id
                user = User(
                    user_id, team, short, name or user_id, email,
                    guest=guest, stranger=stranger, deleted=deleted, tz=tz, locale=locale,
                    more=more or {},
                )  # fmt: skip
                self.store.users[user_id] = user
                self._people[user_id] = Person(self, self.transport, self.events, user)
            return self._people[user_id]

    def channel(
        self,
        channel_id: str,
        name: str | None = None,
        *,
        private: bool = False,
        archived: bool = False,
        bot_is_member: bool = True,
        members: tuple[str, ...] = (),
    ) -> Channel:
        """Add a channel; everybody known is in it unless members are named."""
        with self.store.lock:
            made = Channel(
                channel_id,
                name or channel_id.lower(),
                private=private,
                archived=archived,
                bot_is_member=bot_is_member,
                members=set(members or self._people),
            )
            self.store.channels[channel_id] = made
            return made

    def event(self, event: Json, event_id: str | None = None) -> Reply:
        """Send any event, such as ``{"type": "user_change", "user": {...}}``, with Slack's retries."""
        return self.events.send(event, str(event.get("user", "")), event_id)

    def user_object(self, user_id: str) -> Json:
        """The user object as users.info gives it: for user_change and team_join events."""
        return api_users.user_object(self, self.store.users[user_id])

    def replay(self, reply: Reply) -> Reply:
        """Send exactly the same signed request again; an answer to a command is shown again, too."""
        assert reply.request is not None, "nothing was sent"
        answer = self.transport.send(reply.request)
        again = Reply(self, reply.user, reply.request, answer, reply.trigger, reply.response)
        if reply.request.kind == "slash_commands":
            show_command_ack(self, again)
        return again

    def down(self) -> None:
        """Refuse all connections."""
        self._listener.down()

    def up(self) -> None:
        """Take connections again, on the same port."""
        self._listener.up()

    def _setup(self, app: web.Application, stopping: asyncio.Event) -> Callable[[], Awaitable[None]]:
        app.add_routes([*HttpApi(self, stopping).routes(), *self.sockets.routes(), *Admin(self).routes()])
        return self.sockets.close
