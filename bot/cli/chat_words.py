"""What a chat command answers, in a terminal: the words that a member without any role gets."""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from sqlalchemy.orm import Session

from bot.cli.support import now, refuse
from bot.settings import Settings
from bot.wiring import options_from
from handlers.context import Actor, Context, Refusal
from i18n import Translator, translator
from messages.parts import Buttons, Message, plain_words
from models.people.directory_cache import load_directory
from models.people.views import PersonView
from models.vocabulary.people import Membership

T = TypeVar("T")


def context(session: Session, chosen: Settings, person: PersonView | None = None) -> Context:
    """Somebody at the terminal, in the installation's language; or a person of the people file."""
    options = options_from(chosen)
    platform = options.platforms[0] if options.platforms else "slack"
    actor = Actor(platform, "", person, Membership.FULL)
    return Context(session, actor, now(), options.translator(person), options, load_directory(session))


def answer_lines(ctx: Context, ask: Callable[[Context], Message]) -> str:
    """The answer without its buttons. A refusal ends the process with its sentence on stderr, in English as every error
    of the command line."""
    try:
        message = ask(ctx)
    except Refusal:
        message = data_of(ctx, ask)
    return plain_words(Message(tuple(part for part in message.parts if not isinstance(part, Buttons))))


def data_of(ctx: Context, read: Callable[[Context], T]) -> T:
    """What a handler's reading gives, for a document; a refusal as in `answer_lines`."""
    try:
        return read(replace(ctx, t=_english(ctx)))
    except Refusal as refusal:
        refuse(str(refusal))


def _english(ctx: Context) -> Translator:
    return translator("en", ctx.t.zone)
