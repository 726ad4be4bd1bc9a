"""The messages to the coordinators about people's accounts: what has changed, and what only they can settle."""

from collections.abc import Sequence

from actions.people.accounts import COLUMNS
from i18n import Translator
from messages.parts import Bullets, Message, Small, say
from models.people.views import PersonView
from models.plan.views import RowView
from models.vocabulary.people import AccountMatter


def account_message(
    t: Translator, matter: AccountMatter, person: PersonView, other: PersonView | None, address: str, by_file: bool,
    platform: str,
) -> Message:  # fmt: skip
    """`address` is the one that the platform gives, `other` who has it in the people file. `by_file`: the file names
    the account's id."""
    chat, column = platform.capitalize(), COLUMNS[platform][0]
    footer = Small(t("Only coordinators get this message."))
    match matter:
        case AccountMatter.NEW_ACCOUNT:
            words = [t("{name} has a new account in {chat}, with the same address. The old one is not used any more, "
                       "and everything goes to the new one.", name=person.name, chat=chat)]  # fmt: skip
            if by_file:
                words.append(t("The people file names the old account: empty {column} on that row.", column=column))
        case AccountMatter.LINK_ENDED:
            words = [
                t("{name}'s account in {chat} is no longer a full member's, and is not asked any more.",
                  name=person.name, chat=chat),
                t("If {name} is to answer all the same, write the account's id under {column} in the people file. "
                  "Else name somebody else there.", name=person.name, column=column),
            ]  # fmt: skip
        case _ if other is not None:
            words = [
                t("{name}'s account in {chat} now has the address {address}, which is {other}'s in the people file.",
                  name=person.name, chat=chat, address=address, other=other.name),
                t("{name} is asked as before; {other} is not asked in that account.", name=person.name,
                  other=other.name),
                t("If they are one and the same person, one of the addresses is to go: ask whoever runs Målvakten to "
                  "run {command}. If not, write each one's id under {column} in the people file.",
                  command=f"malvakten people remove {person.email}", column=column),
            ]  # fmt: skip
        case _:
            words = [
                t("{name} has another address in {chat} now: {address}. In the people file it is {email}.",
                  name=person.name, chat=chat, address=address or "?", email=person.email),
                t("{name} is asked as before. Change the address in the people file, in the same row.",
                  name=person.name),
            ]  # fmt: skip
    return say(*words, footer)


def removed_message(t: Translator, name: str, rows: Sequence[RowView]) -> Message:
    """Which rows nobody answers for, now that somebody has been taken out of the people file."""
    items = tuple(t("Row {row} ({unit})", row=row.row, unit=row.unit_names) for row in rows)
    head = t(
        "{name} has been taken out of the people file. Nobody answers for these rows now; add an owner:", name=name
    )
    return say(head, Bullets(items), Small(t("Only coordinators get this message.")))
