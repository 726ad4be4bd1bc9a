"""The checks of `malvakten doctor` that ask Slack about the owners' accounts."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web import WebClient

from bot.operations.accounts import KINDS
from bot.operations.doctor.findings import Finding
from bot.operations.doctor.slack_errors import code_of
from bot.slack.calls import SLACK_ERRORS
from bot.slack.members import membership_in
from models.vocabulary.people import Membership

_MOST_LOOKUPS = 40


@dataclass
class Owners:
    """The owners by e-mail address, with the Slack id that the people file gives. `known` are the ids of which Slack's
    word is stored (`bot.operations.accounts` reports those)."""

    accounts: dict[str, str | None] = field(default_factory=dict)
    known: set[str] = field(default_factory=set)


def _user_in(response: Any) -> dict[str, Any]:
    """The user object of a response; empty where something else answers than Slack."""
    user = response.get("user")
    return user if isinstance(user, dict) else {}


def _fault_of(user: dict[str, Any], email: str, holders: dict[str, str], team: str) -> str:
    """Why the account with an owner's address is not asked; "" when it is."""
    account, membership = str(user.get("id")), membership_in(user, team)
    if account in holders:
        words = f"{email} is not asked: the Slack account with that address, {account}, is {holders[account]}'s."
        return f"{words} If they are one person, run: malvakten people remove {holders[account]}."
    if membership is Membership.FULL:
        return ""
    kind = KINDS.get(membership, "not a full member's yet")
    words = f"{email}: the Slack account with that address, {account}, is {kind}, and is not asked."
    return f"{words} If it is to be, write that id under slack_user_id in the people file."


def named_accounts(client: WebClient, owners: Owners, team: str) -> Iterator[Finding]:
    """Whether the accounts that the people file names exist, where nothing is stored about them."""
    named = [(email, account) for email, account in owners.accounts.items() if account and account not in owners.known]
    for email, account in named[:_MOST_LOOKUPS]:
        try:
            membership = membership_in(_user_in(client.users_info(user=account)), team)
        except SlackApiError as error:
            if code_of(error) == "user_not_found":
                words = f"{email}: there is no Slack account {account}. Correct slack_user_id in the people file."
                yield Finding(False, "accounts", words)
                continue
            yield Finding(False, "accounts", f"Accounts could not be looked up: {code_of(error)}. Try again.")
            return
        except SLACK_ERRORS as error:
            words = f"Slack stopped answering while accounts were looked up ({type(error).__name__}). Try again."
            yield Finding(False, "accounts", words)
            return
        if membership is Membership.DEACTIVATED:
            words = f"{email}: the Slack account {account} is closed. Write the new account's id under slack_user_id."
            yield Finding(False, "accounts", words)
        elif membership in KINDS:
            words = f"{email}: the account {account} is {KINDS[membership]}, and is asked because the people file"
            yield Finding(membership is not Membership.BOT, "accounts", f"{words} names it.")


def accounts_by_address(client: WebClient, owners: Owners, team: str) -> Iterator[Finding]:
    """Whether each owner without a Slack id in the people file has an account with their e-mail address, which is a
    full member's of our own workspace and nobody else's."""
    emails = [email for email, account in owners.accounts.items() if not account]
    holders = {account: email for email, account in owners.accounts.items() if account}
    if owners.accounts and not emails:
        yield Finding(True, "accounts", "Every owner has a Slack id in the people file.")
    unknown, is_fine = [], True
    for email in emails[:_MOST_LOOKUPS]:
        try:
            user = _user_in(client.users_lookupByEmail(email=email))
            if fault := _fault_of(user, email, holders, team):
                is_fine = False
                yield Finding(False, "accounts", fault)
        except SlackApiError as error:
            if code_of(error) != "users_not_found":
                yield Finding(
                    False, "accounts", f"Owners could not be looked up by e-mail: {code_of(error)}. Try again."
                )
                break
            unknown.append(email)
        except SLACK_ERRORS as error:
            words = f"Slack stopped answering while owners were looked up ({type(error).__name__}). Try again."
            yield Finding(False, "accounts", words)
            break
    else:
        if emails and not unknown and is_fine:
            yield Finding(True, "accounts", f"Owners without a Slack id ({len(emails)}) are found by e-mail.")
    if unknown:
        words = f"Slack knows nobody with the address of these owners: {', '.join(unknown)}."
        yield Finding(False, "accounts", f"{words} Correct it, or put slack_user_id into the people file.")
    if len(emails) > _MOST_LOOKUPS:
        words = f"Only the first {_MOST_LOOKUPS} of {len(emails)} owners without a Slack id were looked up."
        yield Finding(True, "accounts", words)
