"""What keeps messages from going out, and that it is over."""

from sqlalchemy.orm import Session

from i18n import Translator
from messages.coordinators.outage import outage_words
from messages.parts import Message, Small, say
from messages.reasons import reason, token_reason
from models.operations.trouble import MANAGEMENT, OUTAGE, Trouble


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


def renamed_words(t: Translator, name: str) -> Message:
    """That the management channel is now called so."""
    words = t("The management channel is now called {name}. Messages reach it as before.", name=f"#{name}")
    return say(words, Small(t("Only coordinators get this message.")))
