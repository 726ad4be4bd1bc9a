"""The message to somebody whose absence a manager or a coordinator has changed."""

from datetime import date

from sqlalchemy.orm import Session

from messages.parts import Message, Small, say
from models.options import Options
from models.outbox.tables import Delivery
from models.people.directory_cache import load_directory
from models.rules.absence import Leave, write_absence


def absence_told(session: Session, delivery: Delivery, options: Options) -> Message | None:
    """None when there is nothing to say any more: the person has left, or has changed it meanwhile."""
    directory, payload = load_directory(session), delivery.payload or {}
    person = directory.by_id.get(delivery.person_id or 0)
    if person is None:
        return None
    t, command = options.translator(person), options.commands["all"]
    by = directory.by_id.get(payload["by"])
    name = by.name if by else t("Someone")
    leaves = [Leave(date.fromisoformat(first), date.fromisoformat(last)) for first, last in payload["days"]]
    days = t.enumeration(write_absence(leave, t.language) for leave in leaves)
    if payload["what"] == "absence.ended":
        return say(t("{name} has noted that you are back from your absence {days}. You are asked yourself again.",
                     name=name, days=days))  # fmt: skip
    if payload["what"] == "absence.removed":
        return say(t("{name} has removed your absence {days}.", name=name, days=days))
    if not set(leaves) & set(directory.leave.get(person.id, ())):
        return None
    own, units = directory.own_deputy(person), directory.unit_deputies(person)
    names = [own.name] if own else [deputy.name for deputy in units]
    meanwhile = t("Meanwhile {name} is asked instead of you.", name=t.enumeration(names)) if names else ""
    if not names:
        how = t("/{command} deputy NAME", command=command)
        meanwhile = t("You have no deputy. Name one: {how}", how=how)
    change = t("Write {end} when you are back earlier.", end=t("/{command} absence end", command=command))
    return say(t("{name} has noted that you are away {days}.", name=name, days=days), meanwhile, Small(change))
