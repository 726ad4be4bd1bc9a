"""The messages to the coordinators about a trouble, which keeps messages from being sent: its start and its end."""

from sqlalchemy.orm import Session

from i18n import Translator
from messages.coordinators.operations.outage import outage_message
from messages.parts import Message, Small, say
from messages.reasons import reason, token_reason
from models.operations.trouble import EVENTS, MANAGEMENT, OUTAGE, Trouble


def trouble_message(session: Session, trouble: Trouble, t: Translator) -> Message:
    """That the trouble has begun, as long as it lasts; after that, that it is over."""
    if trouble.subject == OUTAGE:
        return outage_message(session, t, trouble)
    footer = Small(t("Only coordinators get this message."))
    name = trouble.platform.capitalize()
    since = t.instant(trouble.since)
    if trouble.subject == EVENTS:
        return say(
            t("{platform} held back some of what people wrote to Målvakten from {time} on, because it was too much at "
              "once.", platform=name, time=since),
            t("Whoever got no answer can write again. Messages from Målvakten are not affected."), footer,
        )  # fmt: skip
    if trouble.subject == MANAGEMENT and trouble.over_at is None:
        return say(
            t("The management channel cannot be written to since {time}: {why}.", time=since,
              why=reason(t, trouble.code)),
            t("Alerts and summaries wait, and go out when it can be written to again. Everything else goes on."),
            footer,
        )  # fmt: skip
    last = t.instant(trouble.over_at or trouble.next_try_at)
    if trouble.subject == MANAGEMENT:
        words = t("The management channel can be written to again. From {first} to {last} it could not: {why}.",
                  first=since, last=last, why=reason(t, trouble.code))  # fmt: skip
    else:
        words = t("{platform} did not let Målvakten in from {first} to {last}: {why}.", platform=name, first=since,
                  last=last, why=token_reason(t, trouble.code))  # fmt: skip
    return say(words, t("Nothing has been lost. What waited goes out now."), footer)


def renamed_message(t: Translator, name: str) -> Message:
    """The new name of the management channel."""
    words = t("The management channel is now called {name}. Messages reach it as before.", name=f"#{name}")
    return say(words, Small(t("Only coordinators get this message.")))
