"""The accounts of a chat platform: their membership, and which account belongs to which person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from models.operations.audit import record
from models.people.registers import load_directory, raise_revision
from models.people.tables import Member, Person
from models.storage.database import dialect_of, insert_for
from models.vocabulary import Membership

_PERSON_COLUMN = {"slack": "slack_user_id", "teams": "teams_aad_object_id"}


@dataclass(frozen=True)
class Account:
    """An account as its platform describes it; `email` is "" when the platform does not give it."""

    id: str
    membership: Membership
    email: str = ""


def remember_accounts(session: Session, platform: str, accounts: Sequence[Account], now: datetime) -> None:
    """Stores the membership of these accounts, which may be known already."""
    if not accounts:
        return
    rows = [
        {"platform": platform, "account": account.id, "membership": account.membership, "seen_at": now}
        for account in accounts
    ]
    statement = insert_for(dialect_of(session), Member).values(rows)
    new = {"membership": statement.excluded.membership, "seen_at": statement.excluded.seen_at}
    session.execute(statement.on_conflict_do_update(index_elements=["platform", "account"], set_=new))


def link_accounts(session: Session, platform: str, accounts: Sequence[Account], now: datetime) -> None:
    """Links accounts to the people with the same e-mail address who have no account on the platform yet. Skips
    deactivated accounts. Each link is audited."""
    column = _PERSON_COLUMN[platform]
    unlinked = {person.email: person.id for person in load_directory(session).people if not getattr(person, column)}
    linked = 0
    for account in accounts:
        person_id = unlinked.get(account.email.casefold())
        if person_id is not None and account.membership is not Membership.DEACTIVATED:
            session.execute(update(Person).where(Person.id == person_id).values({column: account.id}))
            record(session, now, "person.linked", f"person {person_id}", platform=platform)
            linked += 1
    if linked:
        raise_revision(session, "people")
