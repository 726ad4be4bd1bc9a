"""By which way a change came."""

from enum import StrEnum


class Channel(StrEnum):
    """By which way a change came: a person in chat or on the web, an operator on the command line, the clock."""

    CHAT = "chat"
    WEB = "web"
    CLI = "cli"
    CLOCK = "clock"
