"""Which account belongs to which person: compared with what the platform says, and made up. Never commits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from actions.coordinators.telling import tell_coordinators
from actions.people.members import Account
from models.operations.audit import record
from models.options import Options
from models.outbox.tables import Delivery
from models.people.accounts import OUTSIDE, Accounts, StoredAccount, accounts_of, address_mark
from models.people.directory_cache import load_directory, raise_revision
from models.people.tables import Person
from models.people.views import PersonView
from models.vocabulary.outbox import CoordinatorNotice
from models.vocabulary.people import AccountMatter, Membership

# The columns of a person's account on each platform, and whether it was found by their address.
COLUMNS = {
    "slack": ("slack_user_id", "slack_by_email"),
    "teams": ("teams_aad_object_id", "teams_by_email"),
}


@dataclass(frozen=True)
class Change:
    """What is done, or told, about a person's account on a platform. `account` is the one that the person has
    afterwards; `matter` is None for an account that was found for somebody who had none. `address` is the one that the
    platform gives, if it is not the person's, and `other` the person whose address that is."""

    platform: str
    person: PersonView
    account: str | None
    matter: AccountMatter | None = None
    address: str = ""
    other: PersonView | None = None

    @property
    def is_link(self) -> bool:
        """Whether the person's account changes."""
        return self.account != self.person.account_on(self.platform)


def settle_accounts(
    session: Session, now: datetime, options: Options, platform: str, seen: Sequence[Account] | None = None,
    earlier: Mapping[str, str] | None = None,
) -> list[Change]:  # fmt: skip
    """Gives everybody the account on a platform that is theirs, takes from nobody what the people file gives them, and
    tells the coordinators what they should know. `seen` limits it to the people whom these accounts, which the platform
    has just described, have to do with; `earlier` are the marks of the addresses that they had before. Returns what was
    done."""
    changes = _changes(session, platform, seen, earlier or {})
    if any(change.is_link for change in changes):
        # Locks the people file: of two processes that see the same account, the second finds it settled.
        raise_revision(session, "people")
        changes = _changes(session, platform, seen, earlier or {})
    for change in changes:
        if change.is_link:
            _link(session, change, now)
        if change.matter is not None:
            _tell(session, change, now, options)
    return changes


def settle_all_accounts(session: Session, now: datetime, options: Options) -> None:
    """The same for everybody on every platform."""
    for platform in COLUMNS:
        settle_accounts(session, now, options, platform)


def _changes(
    session: Session, platform: str, seen: Sequence[Account] | None, earlier: Mapping[str, str]
) -> list[Change]:
    everybody = load_directory(session).people
    ids = {account.id for account in seen or ()}
    marks = {address_mark(account.email) for account in seen or ()} - {""}
    people = [
        person for person in everybody
        if seen is None or person.account_on(platform) in ids or address_mark(person.email) in marks
    ]  # fmt: skip
    if not people:
        return []
    accounts = accounts_of(session, platform, everybody, people)
    addresses = {account.id: account.email.casefold() for account in seen or ()}
    by_mark = {address_mark(person.email): person for person in everybody}
    changes, taken = list[Change](), set[str]()
    for person in people:
        own = accounts.of(person)
        change = _link_of(accounts, person, own, ids, taken)
        if change is None and own is not None and own.membership is not Membership.DEACTIVATED:
            change = _address_of(accounts, person, own, earlier, addresses.get(own.id, ""), by_mark.get(own.mark))
        if change is not None:
            changes.append(change)
            taken.add(change.account or "")
    # An account must be taken from one person before it is given to another: the column is unique.
    return sorted(changes, key=lambda change: change.account is not None)


def _link_of(
    accounts: Accounts, person: PersonView, own: StoredAccount | None, seen: set[str], taken: set[str]
) -> Change | None:
    """The change of a person's account; None when they keep what they have."""
    account, platform = person.account_on(accounts.platform), accounts.platform
    free = [each for each in accounts.free_with_address(person.email) if each.id not in taken]
    # Two with one address: one of them has been closed or changed, which we have not been told. The platform has just
    # described the other.
    free = [each for each in free if each.id in seen] or free
    new_account = free[0].id if len(free) == 1 else None
    if account is None:
        return Change(platform, person, new_account) if new_account else None
    if own is not None and own.membership is Membership.DEACTIVATED and new_account:
        return Change(platform, person, new_account, AccountMatter.NEW_ACCOUNT)
    if own is not None and own.membership in OUTSIDE and person.was_found_on(platform):
        matter = AccountMatter.NEW_ACCOUNT if new_account else AccountMatter.LINK_ENDED
        return Change(platform, person, new_account, matter)
    return None


def _address_of(
    accounts: Accounts, person: PersonView, own: StoredAccount, earlier: Mapping[str, str], address: str,
    other: PersonView | None,
) -> Change | None:  # fmt: skip
    """That the platform gives another address than the people file. Told of an account that was found by its address,
    of every account whose address is changed, and of one with the address of somebody who has no account. An account
    that the file names may have had another address always."""
    if not own.mark or own.mark == address_mark(person.email):
        return None
    has_changed = earlier.get(own.id, own.mark) != own.mark
    keeps_from_other = other is not None and other.account_on(accounts.platform) is None
    if not (has_changed or person.was_found_on(accounts.platform) or keeps_from_other):
        return None
    address = other.email if other else address
    return Change(accounts.platform, person, own.id, AccountMatter.OTHER_ADDRESS, address, other)


def _link(session: Session, change: Change, now: datetime) -> None:
    person, before = change.person, change.person.account_on(change.platform)
    column, by_address_column = COLUMNS[change.platform]
    values = {column: change.account, by_address_column: change.account is not None}
    session.execute(update(Person).where(Person.id == person.id).values(values))
    what = "person.linked" if change.account else "person.unlinked"
    record(session, now, what, "", about_id=person.id, before={column: before},
           after={column: change.account})  # fmt: skip
    if before is not None:
        # What was sent by the address went to the account that is no longer theirs.
        by_address = (Delivery.person_id == person.id, Delivery.platform == change.platform)
        sent = update(Delivery).where(*by_address, Delivery.tried_address == person.email)
        session.execute(sent.values(tried_address=before))


def _tell(session: Session, change: Change, now: datetime, options: Options) -> None:
    """Told once for each account, address and person concerned, or each time when an account changes hands."""
    matter, person, other = change.matter, change.person, change.other
    mark = f"{now:%Y%m%dT%H%M%S}" if change.is_link else address_mark(change.address)[:16]
    subject = f"account:{matter}:{person.id}:{change.account}:{mark}:{other.id if other else 0}"
    tell_coordinators(session, CoordinatorNotice.ACCOUNT, subject, now, options, matter=matter, about=[person.id],
                      address=change.address, other=other.id if other else None,
                      by_file=not person.was_found_on(change.platform), platform=change.platform)  # fmt: skip
