"""What a handler is called with: a request, who makes it, and a context; and how it refuses."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from i18n import Translator
from messages.parts import Button
from models.options import Options
from models.people.directory import Directory
from models.people.views import PersonView
from models.vocabulary.answers import Source
from models.vocabulary.people import Membership


class Refusal(Exception):
    """A request is refused for a known reason. The text is for the asker, in their language; nothing is changed.
    `buttons` are ways to go on; without any the asker gets the one to what can be done."""

    def __init__(self, text: str, *buttons: Button) -> None:
        super().__init__(text)
        self.buttons = buttons


@dataclass(frozen=True)
class Said:
    """A command in text. `words` is everything after it; `command` is its name as it was written, without the slash.
    `has_file` when something was attached, which is not kept. `thread` is the platform's id of the message in whose
    thread it was written, in direct messages."""

    command: str
    words: str = ""
    has_file: bool = False
    thread: str = ""


@dataclass(frozen=True)
class Edited:
    """A direct message was changed by its author."""

    before: Said
    after: Said


@dataclass(frozen=True)
class Deleted:
    """A direct message was deleted by its author."""

    before: Said


@dataclass(frozen=True)
class Pressed:
    """A press on a button of `routes.BUTTONS`; or on one of `routes.FORM_BUTTONS`, inside a form: then `state` is the
    form's and `values` are its fields."""

    action: str
    value: str = ""
    state: str = ""
    values: Mapping[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Submitted:
    """A submitted form of `routes.FORMS`: `values` by field name (a date as YYYY-MM-DD), `state` as it was in the
    form."""

    form: str
    state: str
    values: Mapping[str, str]


@dataclass(frozen=True)
class FormChanged:
    """A choice in a form that stays open. `values` are all of its fields at that moment."""

    form: str
    state: str
    values: Mapping[str, str]


@dataclass(frozen=True)
class FormClosed:
    """A form closed without being submitted. `values` are empty where the platform does not send them."""

    form: str
    state: str
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class HomeOpened:
    """The bot's home page on the platform was opened."""


Asked = Said | Edited | Deleted | Pressed | Submitted | FormChanged | FormClosed | HomeOpened


@dataclass(frozen=True)
class Actor:
    """Who makes a request: an account on a platform. `person` is None for an account outside the people file.
    `in_management` when it is made in the management channel, where only management reads and writes."""

    platform: str
    account: str
    person: PersonView | None
    membership: Membership
    in_management: bool = False

    @property
    def is_member(self) -> bool:
        """In the people file, or a full member of the workspace."""
        return self.person is not None or self.membership is Membership.FULL

    @property
    def is_coordinator(self) -> bool:
        return self.person is not None and self.person.is_coordinator

    @property
    def source(self) -> Source:
        return Source(self.platform) if self.platform in {"slack", "teams"} else Source.WEB


@dataclass
class Context:
    """One request: its transaction, who makes it, when, the translator to their language, and the people and plans.
    `is_public` when others than the asker read the answer."""

    session: Session
    actor: Actor
    now: datetime
    t: Translator
    options: Options
    directory: Directory
    is_public: bool = False

    @property
    def today(self) -> date:
        """The asker's local day."""
        return self.now.astimezone(self.t.zone).date()

    def person(self) -> PersonView:
        """The asker's entry in the people file. Raises Refusal when there is none."""
        if self.actor.person is None:
            raise Refusal(self.t("You are not in the people file. Ask the coordinator, if you should be."))
        return self.actor.person


def no_longer(ctx: Context) -> Refusal:
    """The refusal of a button or form that is of an older version, or about something that is gone."""
    return Refusal(ctx.t("This no longer works. Write “help” to see what you can do."))


def read_form_state(ctx: Context, state: str) -> dict[str, Any]:
    """What a form remembers of itself. Raises Refusal when it is nothing that a form of this program remembers."""
    try:
        data = json.loads(state)
    except ValueError:
        data = None
    if not isinstance(data, dict):
        raise no_longer(ctx)
    return data
