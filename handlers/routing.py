"""The types of routes. Each subject declares its own in its `routes.py`; `handlers.routes` collects them."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from handlers.context import Context
from messages.parts import Reply
from models.rules.text import plain

Handler = Callable[[Context, str], Reply]
FormHandler = Callable[[Context, str, Mapping[str, str]], Reply]


@dataclass(frozen=True)
class Command:
    """A command. `words` are its names, Swedish and English, compared without case and diacritics. `who` is for the
    help text only: the handler itself refuses. `writes` says when the handler may change anything: never, when words
    follow the command, or always. `cacheable`: the answer depends only on the words, the asker, the minute and the
    database. `is_personal`: the reply goes to the asker alone, also when the command was said where others read.
    `is_listed`: whether it has a line of its own in the help text.
    `verbs`: words (one or two, folded) after its name by which what follows is a command, whatever sentence it is.
    `is_free`: what follows its name may be anything that people write, and is never a sentence about something else.
    `follows`: when its names begin sentences too, what must follow them, folded by `models.rules.text.plain`."""

    name: str
    words: tuple[str, ...]
    who: Literal["anyone", "owner", "coordinator"]
    usage: str
    help: str
    handler: Handler
    writes: Literal["never", "words", "always"] = "never"
    cacheable: bool = False
    is_personal: bool = False
    is_listed: bool = True
    verbs: frozenset[str] = frozenset()
    is_free: bool = False
    follows: re.Pattern[str] | None = None

    def orders(self, rest: str) -> bool:
        """Whether the words after its name begin with one of its verbs."""
        parts = plain(rest).split()
        return not self.verbs.isdisjoint({" ".join(parts[:1]), " ".join(parts[:2])})

    def takes(self, rest: str) -> bool:
        """Whether this is the command when the words after its name are `rest`."""
        return self.follows is None or self.follows.match(plain(rest)) is not None


@dataclass(frozen=True)
class Press:
    """A button's route; `writes` and `cacheable` as for a command."""

    handler: Handler
    writes: bool = False
    cacheable: bool = False


@dataclass(frozen=True)
class Routes:
    """A subject's routes. `buttons`, `forms` and the rest are by name. `form_buttons` are inside a form and come with
    its fields. `form_keepers` save a form's text while it is open and when it is closed."""

    commands: tuple[Command, ...] = ()
    buttons: Mapping[str, Press] = field(default_factory=dict)
    forms: Mapping[str, FormHandler] = field(default_factory=dict)
    form_buttons: Mapping[str, FormHandler] = field(default_factory=dict)
    form_keepers: Mapping[str, FormHandler] = field(default_factory=dict)
