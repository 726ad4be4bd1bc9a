"""Renders the page for a reader, from the stage's state and the templates."""

import zlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from bot.demo.decode import HOME
from bot.demo.html.cards import SHAPES, TEAMS, draw_cards
from bot.demo.html.render import ViewContext, draw_message
from bot.demo.platform import MANAGEMENT, Post
from bot.demo.stage import Stage, View
from i18n import Translator
from messages.words import STATE_NAMES
from models.people.directory import Directory
from models.people.views import PersonView
from models.vocabulary.people import Membership, Role

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


# The kinds of event that have a button of their own; the steps after the deadline share one.
_MOVES = {"opening", "reminder", "deadline"}


@dataclass(frozen=True)
class RoleLink:
    """A person whose role the visitor can take: `label` is the name without the unit's."""

    account: str
    name: str
    label: str
    unread: int


@dataclass(frozen=True)
class RoleGroup:
    """The roles of one unit, or of those outside the units."""

    name: str
    roles: tuple[RoleLink, ...]


class Page:
    """Renders the page and its parts for one reader at a time. A reader is an account of the platform."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    async def first_reader(self) -> str:
        """The reader when the visitor has chosen none: the first owner."""
        people = (await self._stage.directory()).people
        return next(person.email for person in people if Role.OWNER in person.roles)

    async def speak(self, reader: str) -> Translator:
        """The reader's language."""
        return self._stage.options.translator((await self._stage.directory()).by_email.get(reader))

    async def whole(self, reader: str, look: str = "") -> str:
        """The whole page, as it is loaded first; with the look of Teams, the conversations are cards."""
        directory = await self._stage.directory()
        person = directory.by_email.get(reader)
        t = self._stage.options.translator(person)
        parts = await self.state(reader, look)
        return _draw(
            "page.html", t, reader=reader, parts={k: Markup(v) for k, v in parts.items()},  # noqa: S704 - drawn below
            name=person.name if person else _outsider(t, self._stage.outsiders[reader]),
            guest=self._is_guest(reader), new_key=_new_key, as_cards=look == TEAMS, shapes=SHAPES,
        )  # fmt: skip

    async def state(self, reader: str, look: str = "") -> dict[str, str]:
        """The page's five changing parts as HTML, and its language. An equal `mark` means that nothing has changed."""
        directory, view = await self._stage.directory(), await self._stage.view()
        t = self._stage.options.translator(directory.by_email.get(reader))
        parts = {
            "clock": self._clock(t, view, reader),
            "roles": _draw("roles.html", t, groups=self._groups(t, directory), reader=reader, as_cards=look == TEAMS),
        }
        mark = zlib.crc32("".join(parts.values()).encode())
        return {
            **parts,
            "messages": self._posts(t, directory, reader, reader, look),
            "management": "" if self._is_guest(reader) else self._posts(t, directory, MANAGEMENT, reader, look),
            "home": self._home(reader),
            "language": t.language,
            "mark": f"{self._stage.platform.changes}-{mark}",
        }

    def _is_guest(self, reader: str) -> bool:
        return self._stage.outsiders.get(reader) is Membership.GUEST

    def _clock(self, t: Translator, view: View, reader: str) -> str:
        now = self._stage.clock()

        def short(at: datetime) -> str:
            return f"{t.day(at).rpartition(' ')[0]} {t.clock(at)}"  # the year goes without saying

        return _draw("clock.html", t, now=now, view=view, moves=self._moves(view, now), reader=reader, short=short,
                     state=t(STATE_NAMES[view.round.state]) if view.round else "")  # fmt: skip

    def _moves(self, view: View, now: datetime) -> dict[str, str]:
        """Where the clock can be moved to, by button: nowhere past the opening before it, nor past the deadline."""
        moves: dict[str, str] = {}
        for event in view.events:
            if event.at > now:
                moves.setdefault(event.kind if event.kind in _MOVES else "later", event.at.isoformat())
        if "opening" in moves:
            moves = {"opening": moves["opening"]}
        if "deadline" in moves:
            moves.pop("later", None)
        tomorrow = now.astimezone(self._stage.options.zone).replace(second=0, microsecond=0) + timedelta(days=1)
        return {**moves, "day": tomorrow.isoformat()}

    def _home(self, reader: str) -> str:
        home = self._stage.platform.home(reader)
        if home is None:
            return ""
        drawn = draw_message(home.message, ViewContext(reader, HOME, key=uuid4().hex))
        return Markup('<div class="words" data-change="{}">{}</div>').format(home.change, drawn)

    def _posts(self, t: Translator, directory: Directory, conversation: str, reader: str, look: str) -> str:
        platform = self._stage.platform

        def drawn(post: Post) -> Markup:
            context = ViewContext(reader, conversation, post.id, uuid4().hex)
            # What people write are messages in Teams, too.
            draw = draw_cards if look == TEAMS and post.author is None else draw_message
            return draw(post.message, context)

        def language(post: Post) -> str:
            return t.language if reader in {post.only_for, post.conversation} else self._stage.options.language

        return _draw(
            "posts.html", t, posts=platform.top_level(conversation, reader), drawn=drawn, language=language,
            thread=lambda post: platform.in_thread(post.id, reader), people=directory.by_email,
        )  # fmt: skip

    def _groups(self, t: Translator, directory: Directory) -> list[RoleGroup]:
        """The roles by unit; then people without a unit, and last those who are not in the people file."""
        units = {unit.id: unit.name for unit in directory.units}
        by_unit: dict[str, list[RoleLink]] = {}
        for person in directory.people:
            unit = next((units[i] for i in sorted(person.units)), "")
            by_unit.setdefault(unit, []).append(self._link(person, unit))
        without_unit = by_unit.pop("", [])
        groups = [RoleGroup(unit, tuple(links)) for unit, links in sorted(by_unit.items())]
        outsiders = tuple(
            RoleLink(account, _outsider(t, kind), _outsider(t, kind), self._stage.platform.unread(account))
            for account, kind in self._stage.outsiders.items()
        )
        return [*groups, RoleGroup(t("Coordinators"), tuple(without_unit)), RoleGroup(t("Others"), outsiders)]

    def _link(self, person: PersonView, unit: str) -> RoleLink:
        label = " ".join(person.name.replace(unit, " ").split()) if unit else person.name
        return RoleLink(person.email, person.name, label, self._stage.platform.unread(person.email))


def _outsider(t: Translator, kind: Membership) -> str:
    return t("A guest") if kind is Membership.GUEST else t("A colleague who is not in the people file")


def _new_key() -> str:
    return uuid4().hex


def _draw(template: str, t: Translator, **values: Any) -> str:
    return _TEMPLATES.get_template(template).render(t=t, plural=t.plural, **values)
