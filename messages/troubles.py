"""Telling the coordinators what keeps messages from going out, and that it is over: each once, in words."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

import structlog
from sqlalchemy.orm import Session

from actions.rounds import platform_of
from handlers.context import Options
from i18n import Translator
from messages.catch_up import outage_words
from messages.parts import Message, Small, say
from messages.reasons import reason, token_reason
from messages.stored import to_data
from models.operations.trouble import MANAGEMENT, OUTAGE, Trouble, end_those_over, untold
from models.outbox.queue import queue
from models.people.directory import load_directory
from models.vocabulary import DeliveryKind

log = structlog.get_logger()


def tell_troubles(session: Session, now: datetime, options: Options) -> int:
    """Queues one message to each coordinator about each trouble that is new or over. Returns how many were told."""
    for trouble in end_those_over(session, now):
        log.warning("trouble.over", platform=trouble.platform, subject=trouble.subject, code=trouble.code)
    found = untold(session)
    for trouble in found:
        stage = "over" if trouble.over_at else "begun"
        words = partial(trouble_words, session, trouble)
        tell_coordinators(session, f"trouble:{trouble.id}:{stage}", now, options, words)
        trouble.told_at = trouble.told_at or now
        trouble.over_told_at = now if trouble.over_at else None
    return len(found)


def tell_coordinators(
    session: Session, key: str, now: datetime, options: Options, words: Callable[[Translator], Message]
) -> None:
    """Queues a direct message to each coordinator, once for this key. `words` makes it in the reader's language."""
    for person in load_directory(session).coordinators():
        message = words(options.translator(person))
        queue(session, f"{key}:{person.id}", DeliveryKind.COORDINATOR, platform_of(person, options),
              f"person:{person.id}", now, person_id=person.id, payload=to_data(message))  # fmt: skip


def trouble_words(session: Session, trouble: Trouble, t: Translator) -> Message:
    """What has begun, or is over."""
    if trouble.subject == OUTAGE:
        return outage_words(session, t, trouble)
    only = Small(t("Only coordinators get this message."))
    name = trouble.platform.capitalize()
    since = t.instant(trouble.since)
    if trouble.subject == MANAGEMENT and trouble.over_at is None:
        return say(
            t("The management channel cannot be written to since {time}: {why}.", time=since,
              why=reason(t, trouble.code)),
            t("Alerts and summaries wait, and go out when it can be written to again. Everything else goes on."),
            only,
        )  # fmt: skip
    last = t.instant(trouble.over_at or trouble.next_try_at)
    if trouble.subject == MANAGEMENT:
        words = t("The management channel can be written to again. From {first} to {last} it could not: {why}.",
                  first=since, last=last, why=reason(t, trouble.code))  # fmt: skip
    else:
        words = t("{platform} did not let Målvakten in from {first} to {last}: {why}.", platform=name, first=since,
                  last=last, why=token_reason(t, trouble.code))  # fmt: skip
    return say(words, t("Nothing has been lost. What waited goes out now."), only)


def tell_renamed(session: Session, key: str, name: str, now: datetime, options: Options) -> None:
    """The management channel has a new name; it is known by its id, so nothing changes."""
    tell_coordinators(session, key, now, options, partial(renamed_words, name))


def renamed_words(name: str, t: Translator) -> Message:
    """That the management channel is now called so."""
    words = t("The management channel is now called {name}. Messages reach it as before.", name=f"#{name}")
    return say(words, Small(t("Only coordinators get this message.")))
