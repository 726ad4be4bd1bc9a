"""What is stored about a platform's accounts, compared with the people file: whose account is whose, and what only a
coordinator can settle.

An account is found by its e-mail address only when it is a full, active member of our own workspace. An account that
the people file names is the coordinator's word: it holds for a guest and a member of a partner organisation too.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from hashlib import sha256

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from models.people.tables import Member
from models.people.views import PersonView
from models.vocabulary.people import AccountMatter, Membership

# Accounts that are in use, but are not found by their address.
OUTSIDE = frozenset({Membership.GUEST, Membership.EXTERNAL, Membership.BOT})


def address_mark(email: str) -> str:
    """A digest of an address, the same in any case; "" for no address. Everybody's addresses are not ours to keep."""
    return sha256(email.strip().casefold().encode()).hexdigest() if email.strip() else ""


@dataclass(frozen=True)
class StoredAccount:
    """What is stored about one account."""

    id: str
    membership: Membership
    mark: str


@dataclass(frozen=True)
class Accounts:
    """The stored accounts of one platform that have to do with some of the people: those that belong to them, and
    those with their addresses. `holders` has everybody of the people file by account."""

    platform: str
    holders: dict[str, PersonView] = field(default_factory=dict)
    _by_id: dict[str, StoredAccount] = field(default_factory=dict)
    _by_mark: dict[str, list[StoredAccount]] = field(default_factory=dict)

    def of(self, person: PersonView) -> StoredAccount | None:
        """What is stored about the person's account; None when they have none, or the platform was not asked."""
        return self._by_id.get(person.account_on(self.platform) or "")

    def get(self, account: str) -> StoredAccount | None:
        """What is stored about an account, if it is one of these."""
        return self._by_id.get(account)

    def with_address(self, email: str) -> list[StoredAccount]:
        """The accounts with this address, in use or not, by id."""
        return self._by_mark.get(address_mark(email), [])

    def members_with_address(self, email: str) -> list[StoredAccount]:
        """Of these, the full, active members of our own workspace."""
        return [each for each in self.with_address(email) if each.membership is Membership.FULL]

    def free_with_address(self, email: str) -> list[StoredAccount]:
        """Of these, those that belong to nobody in the people file."""
        return [each for each in self.members_with_address(email) if each.id not in self.holders]


def accounts_of(
    session: Session, platform: str, everybody: Iterable[PersonView], people: Collection[PersonView],
    more: Collection[str] = (), addresses: Collection[str] = (),
) -> Accounts:  # fmt: skip
    """The stored accounts that have to do with `people`, who are among `everybody`, and those with the ids in `more`
    or one of the addresses."""
    ids = {account for person in people if (account := person.account_on(platform))}.union(more)
    marks = {address_mark(person.email) for person in people}.union(map(address_mark, addresses))
    query = select(Member.account, Member.membership, Member.address_mark).where(
        Member.platform == platform, or_(Member.account.in_(ids), Member.address_mark.in_(marks))
    )
    accounts = Accounts(platform, {account: each for each in everybody if (account := each.account_on(platform))})
    for account, membership, mark in session.execute(query.order_by(Member.account)):
        stored = accounts._by_id[account] = StoredAccount(account, membership, mark or "")
        if stored.mark:
            accounts._by_mark.setdefault(stored.mark, []).append(stored)
    return accounts


@dataclass(frozen=True)
class Unsettled:
    """Something about a person's account that somebody should know. `other` is the person to whom the account with
    this person's address belongs, `membership` what kind of account it is."""

    matter: AccountMatter
    person: PersonView
    account: str = ""
    other: PersonView | None = None
    membership: Membership = Membership.UNKNOWN


def unsettled(accounts: Accounts, people: Iterable[PersonView]) -> list[Unsettled]:
    """What cannot be settled without a coordinator, and which accounts are a guest's by the coordinator's word."""
    return [each for person in people if (each := _unsettled(accounts, person)) is not None]


def _unsettled(accounts: Accounts, person: PersonView) -> Unsettled | None:
    own, theirs = accounts.of(person), accounts.members_with_address(person.email)
    account = person.account_on(accounts.platform) or ""
    others = [each for each in theirs if each.id != account]
    holder = next((accounts.holders[each.id] for each in others if each.id in accounts.holders), None)
    if own is not None and own.membership is Membership.DEACTIVATED:
        return Unsettled(AccountMatter.CLOSED, person, own.id, holder)
    if own is not None and own.membership in OUTSIDE:
        return Unsettled(AccountMatter.OUTSIDE_BY_FILE, person, own.id, membership=own.membership)
    if account:
        has_another = own is not None and own.mark not in {"", address_mark(person.email)}
        if own is not None and has_another and person.was_found_on(accounts.platform):
            return Unsettled(AccountMatter.OTHER_ADDRESS, person, own.id, holder)
        if others and not any(each.id == account for each in theirs):
            return Unsettled(AccountMatter.TWO_ACCOUNTS, person, others[0].id, holder)
        return None
    if holder is not None:
        return Unsettled(AccountMatter.SHARED, person, others[0].id, holder)
    outside = [each for each in accounts.with_address(person.email) if each.membership in OUTSIDE]
    if outside and not theirs:
        return Unsettled(AccountMatter.OUTSIDE, person, outside[0].id, membership=outside[0].membership)
    return None
