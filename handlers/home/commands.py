"""What somebody does on the bot's home page: opens it, chooses a language."""

from handlers.context import Context
from i18n import LANGUAGES
from messages.parts import Done, Message, say
from models.operations.audit import record
from models.outbox.homes import redraw_home, redraw_homes
from models.people.directory_cache import raise_revision
from models.people.tables import Person


def home_opened(ctx: Context) -> Done:
    """Queues a redraw of the asker's page."""
    person = ctx.actor.person
    redraw_home(ctx.session, ctx.actor.platform, ctx.actor.account, person.id if person else None, ctx.now)
    return Done()


def choose_language(ctx: Context, value: str) -> Done:
    """The button that changes the asker's language. `value` is a key of `LANGUAGES`; anything else changes nothing."""
    person = ctx.person()
    if value in LANGUAGES and value != person.language:
        before = {"language": person.language}
        ctx.session.get_one(Person, person.id).language = value
        raise_revision(ctx.session, "people")
        ctx.session.flush()
        record(ctx.session, ctx.now, "person.language", "", person.id, about_id=person.id, before=before,
               after={"language": value})  # fmt: skip
    redraw_homes(ctx.session, [person.id], ctx.now)
    return Done()


def say_language(ctx: Context, value: str) -> Message:
    """The same button under a message, which says so in the language chosen."""
    choose_language(ctx, value)
    return say("From now on I write in English." if value == "en" else "Från och med nu skriver jag på svenska.")
