"""What a route is. Each subject declares its own in its `routes.py`; `handlers.routes` puts them together."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from handlers.context import Context
from messages.parts import Reply

Handler = Callable[[Context, str], Reply]
FormHandler = Callable[[Context, str, Mapping[str, str]], Reply]


@dataclass(frozen=True)
class Command:
    """A word of the chat surface. `words` are what people write, Swedish and English, compared without case and
    diacritics. `who` is for the help text; the handler itself refuses. `writes` says when it may change anything: with
    words after it, or always; `cacheable` that the answer depends on nothing but the words, the asker, the minute and
    what is stored."""

    name: str
    words: tuple[str, ...]
    who: Literal["anyone", "owner", "coordinator"]
    usage: str
    help: str
    handler: Handler
    writes: Literal["never", "words", "always"] = "never"
    cacheable: bool = False


@dataclass(frozen=True)
class Press:
    """A button's route; `writes` and `cacheable` as for a command."""

    handler: Handler
    writes: bool = False
    cacheable: bool = False


@dataclass(frozen=True)
class Routes:
    """A subject's: commands; buttons and forms by name; buttons that stand in a form and come with what is written in
    it; what keeps a form's text while it is open, or when it is put away."""

    commands: tuple[Command, ...] = ()
    buttons: Mapping[str, Press] = field(default_factory=dict)
    forms: Mapping[str, FormHandler] = field(default_factory=dict)
    form_buttons: Mapping[str, FormHandler] = field(default_factory=dict)
    form_keepers: Mapping[str, FormHandler] = field(default_factory=dict)
