"""The home page that a person finds under the program's name: the desk of a coordinator, what is asked of them, and how
their round stands."""

from sqlalchemy.orm import Session

from actions.coordinators.telling import platform_of
from i18n import LANGUAGES
from messages.coordinators.rounds.desk import desk_parts
from messages.home.overview import round_parts, unit_parts
from messages.home.owner import answers_parts, asked_parts, draft_parts, leave_parts
from messages.home.reader import Reader
from messages.parts import Button, Buttons, Heading, Message, Paragraph, Part, Small
from models.options import Options
from models.outbox.tables import Delivery
from models.people.directory_cache import load_directory, membership_of
from models.vocabulary.people import Membership

# Each in its own language, for a reader who does not understand the current one.
_LANGUAGE_NAMES = {"sv": "Svenska", "en": "English"}


def home(session: Session, delivery: Delivery, options: Options) -> Message:
    """The page of the account that a delivery is for, as it should read now. An account that is neither in the people
    file nor a full member of the workspace gets a short text."""
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
        desk = desk_parts(session, t) if person.is_coordinator else []
        overview = unit_parts(reader) + round_parts(reader)
        if asked or overview or desk:
            parts = asked
        parts = desk + parts + overview + leave_parts(reader) + _language_parts(reader) + _channel_parts(reader)
    command = options.commands["status"]
    parts.append(Small(t("Write /{command} to see how it stands for everybody.", command=command)))
    return Message(tuple(parts))


def _language_parts(reader: Reader) -> list[Part]:
    t = reader.t
    buttons = tuple(Button(_LANGUAGE_NAMES[code], "language", code) for code in LANGUAGES if code != t.language)
    current = t("Målvakten writes to you in English.")
    return [Heading(t("Your language")), Paragraph(current), Buttons(buttons)]


def _channel_parts(reader: Reader) -> list[Part]:
    """Where the reader is asked, for those who have an account on more than one platform."""
    theirs = [name for name in reader.options.platforms if reader.person.account_on(name)]
    if len(theirs) < 2:
        return []
    t, current = reader.t, platform_of(reader.person, reader.options)
    buttons = tuple(Button(name.capitalize(), "channel", name) for name in theirs if name != current)
    words = t("I write to you in {chat}.", chat=current.capitalize())
    return [Heading(t("Your chat")), Paragraph(words), Buttons(buttons)]
