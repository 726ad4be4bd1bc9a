"""The page that a person finds under the program's name: what is asked of me, and how it stands."""

from sqlalchemy.orm import Session

from handlers.context import Context, Options
from i18n import LANGUAGES
from messages.home.overview import round_parts, unit_parts
from messages.home.owner import answers_parts, asked_parts, draft_parts, leave_parts
from messages.home.reader import Reader
from messages.parts import Button, Buttons, Done, Heading, Message, Paragraph, Part, Small
from models.operations.audit import record
from models.outbox.homes import redraw_home, redraw_homes
from models.outbox.tables import Delivery
from models.people.directory import load_directory, membership_of, raise_revision
from models.people.tables import Person
from models.vocabulary import Membership

# Each in its own language: whoever looks for it may not read the one that is set.
_LANGUAGE_NAMES = {"sv": "Svenska", "en": "English"}


def home_opened(ctx: Context) -> Done:
    """Somebody looks at the page: it is drawn anew."""
    person = ctx.actor.person
    redraw_home(ctx.session, ctx.actor.platform, ctx.actor.account, person.id if person else None, ctx.now)
    return Done()


def home(session: Session, delivery: Delivery, options: Options) -> Message:
    """The page of the account that a delivery is for, as it should read now."""
    directory = load_directory(session)
    account = delivery.destination.partition(":")[2]
    person = directory.by_account(delivery.platform, account)
    t = options.translator(person)
    if person is None and membership_of(session, delivery.platform, account) is not Membership.FULL:
        words = t("This can only be seen by members of the workspace. Write “help” to see what you can do.")
        return Message((Heading("Målvakten"), Paragraph(words)))
    parts: list[Part] = [Heading(t("Your activities")), Paragraph(t("Nothing is asked of you just now."))]
    if person is not None:
        reader = Reader(session, options, t, directory, person, delivery.due_at)
        asked = asked_parts(reader) + draft_parts(reader) + answers_parts(reader)
        watched = unit_parts(reader) + round_parts(reader)
        if asked or watched:
            parts = asked
        parts += watched + leave_parts(reader) + _language_parts(reader)
    command = options.commands["status"]
    parts.append(Small(t("Write /{command} to see how it stands for everybody.", command=command)))
    return Message(tuple(parts))


def _language_parts(reader: Reader) -> list[Part]:
    t = reader.t
    buttons = tuple(Button(_LANGUAGE_NAMES[code], "language", code) for code in LANGUAGES if code != t.language)
    chosen = t("Målvakten writes to you in English.")
    return [Heading(t("Your language")), Paragraph(chosen), Buttons(buttons)]


def choose_language(ctx: Context, value: str) -> Done:
    """The button that changes the language the asker is written to in."""
    person = ctx.person()
    if value in LANGUAGES and value != person.language:
        ctx.session.get_one(Person, person.id).language = value
        raise_revision(ctx.session, "people")
        ctx.session.flush()
        record(ctx.session, ctx.now, "person.language", "people", person.id, language=value)
    redraw_homes(ctx.session, [person.id], ctx.now)
    return Done()
