"""The days of the registers that the coordinators are reminded of: what is coming, and what has passed without being
done."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from i18n import Translator
from messages.dates import done_buttons, occasion_line
from messages.parts import Bullets, Heading, Message, Paragraph, Part, Run, Small, Text, in_lines
from models.options import Options
from models.outbox.tables import Delivery
from models.people.directory_cache import load_directory
from models.registers.occasions import Occasion, Stage, marks_of, to_tell

_MOST = 15


def dates_message(session: Session, delivery: Delivery, options: Options) -> Message | None:
    """None when all of it has been done, moved or ended meanwhile, or its reader is no coordinator any more."""
    directory = load_directory(session)
    person = directory.by_id.get(delivery.person_id or 0)
    if person is None or person not in directory.coordinators():
        return None
    # When it is sent, which may be days after it was queued.
    today = delivery.due_at.astimezone(options.zone).date()
    about = {marks_of(mark) for mark in (delivery.payload or {})["about"]}
    told = [told for mark, told in to_tell(session, today, options.zone).items() if mark in about]
    if not told:
        return None
    t = options.translator(person)
    soon = [each for stage, each in told if stage is Stage.AHEAD]
    late = [each for stage, each in told if stage is Stage.LATE]
    return Message((
        Heading(t("Days to keep")), *_list(t, t("Coming"), soon, today),
        *_list(t, t("Has passed, and is not marked as done"), late, today),
        *in_lines(done_buttons(t, [*late, *soon])), _footer(t),
    ))  # fmt: skip


def _list(t: Translator, title: str, occasions: Sequence[Occasion], today: date) -> list[Part]:
    if not occasions:
        return []
    items: list[Text] = [occasion_line(t, each, today) for each in occasions[:_MOST]]
    if len(occasions) > _MOST:
        items.append(t.plural("and {n} more", "and {n} more", len(occasions) - _MOST))
    return [Paragraph((Run(title, bold=True),)), Bullets(tuple(items))]


def _footer(t: Translator) -> Small:
    return Small(t("Each is told once ahead, and once more when it has passed. Only coordinators get this message."))
