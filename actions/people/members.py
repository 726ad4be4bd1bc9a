"""The accounts of a chat platform, as it describes them. Whose they are: `actions.people.accounts`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.people.accounts import address_mark
from models.people.tables import Member
from models.storage.database import dialect_of, insert_for
from models.vocabulary.people import Membership


@dataclass(frozen=True)
class Account:
    """An account as its platform describes it; `email` is "" when the platform does not give it, or does not vouch for
    it."""

    id: str
    membership: Membership
    email: str = ""


def remember_accounts(session: Session, platform: str, accounts: Sequence[Account], now: datetime) -> dict[str, str]:
    """Stores what the platform says about these accounts, which may be known already. Returns the marks of the
    addresses that were stored for them before."""
    latest = {account.id: account for account in accounts}
    if not latest:
        return {}
    before = select(Member.account, Member.address_mark).where(
        Member.platform == platform, Member.account.in_(latest), Member.address_mark.is_not(None)
    )
    earlier = {account: str(mark) for account, mark in session.execute(before)}
    rows = [
        {"platform": platform, "account": account.id, "membership": account.membership, "seen_at": now,
         "address_mark": address_mark(account.email) or None}
        for account in latest.values()
    ]  # fmt: skip
    statement = insert_for(dialect_of(session), Member).values(rows)
    new = {name: getattr(statement.excluded, name) for name in ("membership", "seen_at", "address_mark")}
    session.execute(statement.on_conflict_do_update(index_elements=["platform", "account"], set_=new))
    return earlier
