"""The message to the coordinators after an outage: what was missed, and what was done about it."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from i18n import Translator
from messages.parts import Bullets, Message, Paragraph, Small
from models.operations.trouble import Trouble
from models.rounds.tables import Round


def outage_message(session: Session, t: Translator, trouble: Trouble) -> Message:
    """When the program was not running, and a line for each missed opening, closing or reminder. `trouble.details` is
    what `actions.rounds.outage` recorded: rounds by id, instants in ISO 8601."""
    ended = trouble.over_at or trouble.next_try_at
    head = t("Outage: Målvakten was not running from {first} to {last} ({span}).", first=t.instant(trouble.since),
             last=t.instant(ended), span=_span(t, ended - trouble.since))  # fmt: skip
    items = (trouble.details or {}).get("items", [])
    lines = tuple(_line(session, t, item, ended) for item in items)
    note = t("Everything else goes on as planned. Only coordinators get this message.")
    return Message((Paragraph(head), Bullets(lines), Small(note)))


def _line(session: Session, t: Translator, item: dict[str, Any], ended: datetime) -> str:
    round_ = session.get_one(Round, item["round"])
    instants = [datetime.fromisoformat(text) for text in item["at"]]
    old_deadline = datetime.fromisoformat(item["deadline"])
    match item["what"]:
        case "open":
            return _opening(t, round_, instants[0], old_deadline)
        case "close":
            return _closing(t, round_, instants[0])
    missed = t.plural(
        "{round}: {n} reminder did not go out ({times}).", "{round}: {n} reminders did not go out ({times}).",
        len(instants), round=round_.name, times=t.enumeration(t.instant(at) for at in instants),
    )  # fmt: skip
    if old_deadline > ended:
        return f"{missed} " + t("One reminder has gone out instead, to those who have activities left.")
    return f"{missed} " + t("None goes out now, since the deadline has passed.")


def _opening(t: Translator, round_: Round, at: datetime, old_deadline: datetime) -> str:
    if round_.opened_at is None:
        return t("{round} should have opened {time}, and has not been opened yet.", round=round_.name,
                 time=t.instant(at))  # fmt: skip
    words = t("{round} should have opened {time}, and opened {opened}.", round=round_.name, time=t.instant(at),
              opened=t.instant(round_.opened_at))  # fmt: skip
    if round_.deadline == old_deadline:
        words += " " + t("The deadline is still {deadline}.", deadline=t.instant(old_deadline))
    else:
        words += " " + t("The deadline has been moved from {before} to {deadline}.", before=t.instant(old_deadline),
                         deadline=t.instant(round_.deadline))  # fmt: skip
    if round_.closed_at is not None:
        words += " " + t("That has passed too, so the round has closed.")
    return words


def _closing(t: Translator, round_: Round, at: datetime) -> str:
    if round_.closed_at is None:
        return t("{round} should have closed {time}, and has not been closed yet.", round=round_.name,
                 time=t.instant(at))  # fmt: skip
    return t("{round} should have closed {time}, and closed {closed}. The summary says that it is late.",
             round=round_.name, time=t.instant(at), closed=t.instant(round_.closed_at))  # fmt: skip


def _span(t: Translator, span: timedelta) -> str:
    minutes = max(1, round(span.total_seconds() / 60))
    if minutes < 90:
        return t.plural("{n} minute", "{n} minutes", minutes)
    if minutes < 48 * 60:
        return t.plural("{n} hour", "{n} hours", round(minutes / 60))
    return t.plural("{n} day", "{n} days", round(minutes / 60 / 24))
