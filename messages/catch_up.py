"""What fell within an outage, and what was done about it: for the coordinators, in words."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.rounds import ON_TIME
from i18n import Translator
from messages.parts import Bullets, Message, Paragraph, Small
from models.operations.trouble import Trouble, note_outage
from models.rounds.tables import Round
from models.rules.deadlines import reminder_instants
from models.vocabulary import RoundState

Item = dict[str, Any]


def note_missed(session: Session, since: datetime | None, now: datetime, zone: ZoneInfo) -> bool:
    """Notes what should have happened between the worker's last sign of life (None: there has been none) and now, and
    is late. To be called before anything of it is done."""
    items = _missed(session, since, now - ON_TIME, zone)
    if items:
        first = min(at for item in items for at in item["at"])
        note_outage(session, since or datetime.fromisoformat(first), now, {"items": items})
    return bool(items)


def _missed(session: Session, since: datetime | None, until: datetime, zone: ZoneInfo) -> list[Item]:
    def within(instants: Sequence[datetime]) -> list[str]:
        return [at.isoformat() for at in instants if at < until and (since is None or at > since)]

    items: list[Item] = []
    going = select(Round).where(Round.state.in_([RoundState.PLANNED, RoundState.OPEN])).order_by(Round.deadline)
    for found in session.scalars(going):
        if found.state is RoundState.PLANNED:
            missed = {"open": within([max(found.opens_at, found.created_at)])}
        else:
            done = found.reminded_through or found.opened_at or found.opens_at
            instants = reminder_instants(found.opened_at or found.opens_at, found.deadline, found.reminders, zone)
            missed = {"remind": within([at for at in instants if at > done]), "close": within([found.deadline])}
        items += [
            {"round": found.id, "what": what, "at": at, "deadline": found.deadline.isoformat()}
            for what, at in missed.items()
            if at
        ]
    return items


def outage_words(session: Session, t: Translator, trouble: Trouble) -> Message:
    """From when to when, and of each thing that was missed what was done."""
    over = trouble.over_at or trouble.next_try_at
    head = t("Outage: Målvakten was not running from {first} to {last} ({span}).", first=t.instant(trouble.since),
             last=t.instant(over), span=_span(t, over - trouble.since))  # fmt: skip
    items = (trouble.details or {}).get("items", [])
    lines = tuple(_line(session, t, item, over) for item in items)
    note = t("Everything else goes on as planned. Only coordinators get this message.")
    return Message((Paragraph(head), Bullets(lines), Small(note)))


def _line(session: Session, t: Translator, item: Item, over: datetime) -> str:
    found = session.get_one(Round, item["round"])
    at = [datetime.fromisoformat(text) for text in item["at"]]
    promised = datetime.fromisoformat(item["deadline"])
    match item["what"]:
        case "open":
            return _opening(t, found, at[0], promised)
        case "close":
            return _closing(t, found, at[0])
    missed = t.plural(
        "{round}: {n} reminder did not go out ({times}).", "{round}: {n} reminders did not go out ({times}).", len(at),
        round=found.name, times=t.enumeration(t.instant(each) for each in at),
    )  # fmt: skip
    if promised > over:
        return f"{missed} " + t("One reminder has gone out instead, to those who have activities left.")
    return f"{missed} " + t("None goes out now, since the deadline has passed.")


def _opening(t: Translator, found: Round, at: datetime, promised: datetime) -> str:
    if found.opened_at is None:
        return t("{round} should have opened {time}, and has not been opened yet.", round=found.name,
                 time=t.instant(at))  # fmt: skip
    words = t("{round} should have opened {time}, and opened {opened}.", round=found.name, time=t.instant(at),
              opened=t.instant(found.opened_at))  # fmt: skip
    if found.deadline == promised:
        words += " " + t("The deadline is still {deadline}.", deadline=t.instant(promised))
    else:
        words += " " + t("The deadline has been moved from {before} to {deadline}.", before=t.instant(promised),
                         deadline=t.instant(found.deadline))  # fmt: skip
    if found.closed_at is not None:
        words += " " + t("That has passed too, so the round has closed.")
    return words


def _closing(t: Translator, found: Round, at: datetime) -> str:
    if found.closed_at is None:
        return t("{round} should have closed {time}, and has not been closed yet.", round=found.name,
                 time=t.instant(at))  # fmt: skip
    return t("{round} should have closed {time}, and closed {closed}. The summary says that it is late.",
             round=found.name, time=t.instant(at), closed=t.instant(found.closed_at))  # fmt: skip


def _span(t: Translator, span: timedelta) -> str:
    minutes = max(1, round(span.total_seconds() / 60))
    if minutes < 90:
        return t.plural("{n} minute", "{n} minutes", minutes)
    if minutes < 48 * 60:
        return t.plural("{n} hour", "{n} hours", round(minutes / 60))
    return t.plural("{n} day", "{n} days", round(minutes / 60 / 24))
