"""Which stored person a row of the people file is: the one with its address, or one whose address has changed."""

from collections.abc import Mapping, Sequence

from sqlalchemy.orm import Session

from imports.people.file import PersonRow
from models.people.accounts import Accounts, accounts_of, address_mark
from models.people.directory_cache import load_directory
from models.people.views import PersonView
from models.rules.text import fold


def new_addresses(session: Session, rows: Sequence[PersonRow]) -> dict[str, str]:
    """The addresses in the file of people who are stored with another one, by the stored address.

    It is the same person when Slack says that the account of the stored person has the row's address now; or when the
    row names that account and the same name. The stored address must be free, because the file no longer has it, or
    has it for somebody else who is recognised in the same way (two people whose addresses were swapped).
    """
    people = load_directory(session).people
    named = {row.slack_user_id for row in rows if row.slack_user_id}
    accounts = accounts_of(session, "slack", people, people, named, [row.email for row in rows])
    moves: dict[str, str] = {}
    for row in rows:
        person = _account_holder(accounts, row)
        if person is not None and person.email != row.email and _is_same(accounts, row, person):
            moves[person.email] = row.email
    in_file, stored = {row.email for row in rows}, {person.email for person in people}
    while blocked := [old for old, new in moves.items() if _is_blocked(old, new, moves, in_file, stored)]:
        for old in blocked:
            del moves[old]
    return moves


def _account_holder(accounts: Accounts, row: PersonRow) -> PersonView | None:
    """Who has the account that the row names, or else the account that has the row's address."""
    if row.slack_user_id:
        return accounts.holders.get(row.slack_user_id)
    members = [accounts.holders.get(each.id) for each in accounts.members_with_address(row.email)]
    return members[0] if len(members) == 1 else None


def _is_same(accounts: Accounts, row: PersonRow, person: PersonView) -> bool:
    """Whether the row is the holder of its account: by Slack's address or, if the row names the account, by name."""
    stored = accounts.of(person)
    has_address = stored is not None and stored.mark == address_mark(row.email)
    return has_address or fold(row.name) == fold(person.name)


def _is_blocked(old: str, new: str, moves: Mapping[str, str], in_file: set[str], stored: set[str]) -> bool:
    """Whether somebody else keeps one of the two addresses: a row of the file the old one, a person the new one."""
    return (old in in_file and old not in moves.values()) or (new in stored and new not in moves)
