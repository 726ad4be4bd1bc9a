"""What there is to know about people's accounts, in English sentences for `doctor` and `people import`."""

from collections.abc import Iterator

from sqlalchemy.orm import Session

from models.people.accounts import Unsettled, accounts_of, unsettled
from models.people.directory_cache import load_directory
from models.vocabulary.people import AccountMatter, Membership

KINDS = {
    Membership.GUEST: "a guest's",
    Membership.EXTERNAL: "of another organisation",
    Membership.BOT: "a bot's",
}


# Each platform's name, and the people file's column for its accounts.
_PLATFORMS = {"slack": ("Slack", "slack_user_id"), "teams": ("Teams", "teams_aad_object_id")}


def account_sentences(session: Session) -> Iterator[tuple[bool, str]]:
    """A sentence for each, and whether it is as it should be. A platform that was never asked has nothing to say."""
    people = load_directory(session).people
    for platform in _PLATFORMS:
        for each in unsettled(accounts_of(session, platform, people, people), people):
            is_fine = each.matter is AccountMatter.OUTSIDE_BY_FILE and each.membership is not Membership.BOT
            yield is_fine, _sentence(each, platform)


def _sentence(each: Unsettled, platform: str) -> str:
    who, kind = each.person.email, KINDS.get(each.membership, "")
    chat, column = _PLATFORMS[platform]
    other = each.other.email if each.other else ""
    match each.matter:
        case AccountMatter.OUTSIDE_BY_FILE if each.membership is Membership.BOT:
            return f"{who}: the account {each.account} is {kind}. Write the person's own id under {column}."
        case AccountMatter.OUTSIDE_BY_FILE:
            return f"{who}: the account {each.account} is {kind}, and is asked because the people file names it."
        case AccountMatter.OUTSIDE:
            words = f"{who}: the {chat} account with that address, {each.account}, is {kind}, and is not asked."
            return f"{words} If it is to be, write that id under {column} in the people file."
        case AccountMatter.CLOSED:
            words = f"{who}: the {chat} account {each.account} is closed"
            if other:
                words += f", and the account with that address is {other}'s"
            return f"{words}. Write the new account's id under {column}, or name another owner."
        case AccountMatter.SHARED:
            words = f"{who} is not asked: the {chat} account with that address, {each.account}, is {other}'s."
            words += f" If they are one person, run: malvakten people remove {other}."
            return f"{words} If not, write each one's id under {column} in the people file."
        case AccountMatter.OTHER_ADDRESS:
            words = f"{who}: the {chat} account {each.account} has another address now"
            words += f", which is {other}'s in the people file" if other else ""
            return f"{words}. It is asked as before. Change the address in the people file, in the same row."
        case AccountMatter.TWO_ACCOUNTS:
            words = (
                f"{who}: the people file names another {chat} account than the one with that address, {each.account}"
            )
            words += f", which is {other}'s" if other else ""
            return f"{words}. If that is right, nothing needs to be done; else correct {column}."
        case _:
            raise ValueError(f"{each.matter} does not last")
