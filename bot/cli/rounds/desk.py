"""What the commands that change a round share."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from bot.cli.rounds.described import described, print_described
from bot.cli.support import database, named_round, refuse, settings
from bot.settings import Settings

if TYPE_CHECKING:
    from models.options import Options


def options_of(chosen: Settings) -> "Options":
    """The settings that actions need."""
    from bot.wiring import options_from

    return options_from(chosen)


def change_round(name: str, as_json: bool, action: Callable[[Session, Any, Settings], None]) -> None:
    """Does something to the round with this name, and prints how it is then. Refused with a sentence when it cannot be
    done."""
    from actions.rounds.life_cycle import RoundFault

    chosen = settings()
    with database(chosen) as opened, opened.write() as session:
        round_ = named_round(session, name)
        try:
            action(session, round_, chosen)
        except RoundFault as fault:
            session.rollback()
            refuse(str(fault))
        session.flush()
        row = described(session, name, chosen)
    print_described(row, as_json)
