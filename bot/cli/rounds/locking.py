"""`malvakten round lock`."""

from typing import Annotated, Any

import typer
from sqlalchemy.orm import Session

from bot.cli.options import AsJson, RoundName
from bot.cli.rounds.desk import change_round, options_of
from bot.cli.support import now, refuse
from bot.settings import Settings
from models.vocabulary.people import Role

_LISTED_ROWS = 40


def lock(
    name: RoundName,
    sign: Annotated[
        list[str] | None,
        typer.Option(help="Who signs: coordinator, manager or owner, with a name if wanted: manager=NAME. Repeatable."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Although something is lacking; needs --why.")] = False,
    why: Annotated[str, typer.Option(help="Why it is locked although something is lacking.")] = "",
    as_json: AsJson = False,
) -> None:
    """Lock a closed round: its record is frozen, and from now on only coordinators may correct answers.

    A round that lacks something (answers that nobody has reviewed or that were sent back, rows without an answer) is
    refused with the list. See: malvakten review NAME
    """
    from actions.rounds.locking import LockFault, lock_round, signature

    if force and not why.strip():
        refuse("Write why the round is locked although something is lacking: --force --why REASON.")
    roles = [_signing(each) for each in sign or ()]

    def act(session: Session, round_: Any, chosen: Settings) -> None:
        signed = [signature(session, role, now(), who) for role, who in roles]
        try:
            lock_round(session, round_, now(), options_of(chosen), signed, why=why if force else None)
        except LockFault as fault:
            refuse(
                f"{round_.name} is not ready to be locked.",
                *_lacking(fault.lacks),
                "Review the answers (malvakten review --help), or lock it all the same: --force --why REASON.",
            )

    change_round(name, as_json, act)


def _signing(text: str) -> tuple[Role, str]:
    role, _, name = text.partition("=")
    try:
        return Role(role.strip().casefold()), name.strip()
    except ValueError:
        refuse(
            f"--sign {text}: {role!r} is no role. Write coordinator, manager or owner; a name may follow: manager=NAME."
        )


def _lacking(lacks: Any) -> list[str]:
    words = {"unreviewed": "Nobody has reviewed", "returned": "Sent back", "missing": "Without an answer"}
    return [f"{words[name]}: {_rows(rows)}." for name, rows in lacks.numbers.items()]


def _rows(numbers: list[int]) -> str:
    shown = ", ".join(map(str, numbers[:_LISTED_ROWS]))
    return f"rows {shown} and {len(numbers) - _LISTED_ROWS} more" if len(numbers) > _LISTED_ROWS else f"rows {shown}"
