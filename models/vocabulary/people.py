"""The roles of people, their accounts, and why a row goes to somebody else."""

from enum import StrEnum


class Role(StrEnum):
    """The roles in the people file. They give permissions in addition to those of every full member."""

    OWNER = "owner"
    MANAGER = "manager"
    COORDINATOR = "coordinator"


class HandoverReason(StrEnum):
    """Why somebody else is asked about a row: the person is away, says that it is not theirs, or the owner is back; or
    a coordinator has given it to somebody, no matter who was asked before."""

    AWAY = "away"
    NOT_MINE = "not_mine"
    BACK = "back"
    GIVEN = "given"


class Membership(StrEnum):
    """What kind of account it is, according to the chat platform."""

    FULL = "full"
    GUEST = "guest"
    EXTERNAL = "external"
    BOT = "bot"
    DEACTIVATED = "deactivated"
    UNKNOWN = "unknown"


class AccountMatter(StrEnum):
    """What there is to know about a person's account on a chat platform. The first three have happened, and are told
    to the coordinators; the others last until somebody changes something, and are told by the command line."""

    NEW_ACCOUNT = "new_account"
    LINK_ENDED = "link_ended"
    OTHER_ADDRESS = "other_address"
    CLOSED = "closed"
    OUTSIDE = "outside"
    OUTSIDE_BY_FILE = "outside_by_file"
    SHARED = "shared"
    TWO_ACCOUNTS = "two_accounts"
