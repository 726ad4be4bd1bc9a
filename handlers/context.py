"""What every handler is handed, and how it says no."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy.orm import Session

from i18n import Translator
from models.options import Options
from models.people.directory import Directory
from models.people.views import PersonView
from models.vocabulary import Membership, Source


class Refusal(Exception):
    """A known reason not to do what was asked. The text is for the person, in their language; nothing is changed."""


@dataclass(frozen=True)
class Said:
    """A command: `words` is everything after it. `command` is the name it was given under, without the slash."""

    command: str
    words: str = ""


@dataclass(frozen=True)
class Pressed:
    """A button of `routes.BUTTONS`; or one of `routes.FORM_BUTTONS`, which stands in a form: then `state` is the form's
    and `values` what is written in it."""

    action: str
    value: str = ""
    state: str = ""
    values: Mapping[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Submitted:
    """A form of `routes.FORMS`: `values` by field name (a date as YYYY-MM-DD), `state` as the form was given it."""

    form: str
    state: str
    values: Mapping[str, str]


@dataclass(frozen=True)
class FormChanged:
    """Something was chosen in a form that stays open; `values` is all that is written in it by now."""

    form: str
    state: str
    values: Mapping[str, str]


@dataclass(frozen=True)
class FormClosed:
    """A form put away without being sent; `values` only where the platform tells them."""

    form: str
    state: str
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class HomeOpened:
    """Somebody looks at the page that the program has on the platform."""


Asked = Said | Pressed | Submitted | FormChanged | FormClosed | HomeOpened


@dataclass(frozen=True)
class Actor:
    """Who asks. `person` is None for somebody outside the people file."""

    platform: str
    account: str
    person: PersonView | None
    membership: Membership

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
    """One request's world: a transaction, who asks, what time it is, their language, and the registers. `is_public`
    when others than the asker read the answer."""

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
