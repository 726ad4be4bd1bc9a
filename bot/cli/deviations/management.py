"""What management and owners do with deviations, as typed: by the same handlers, rights and words as in chat."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.options import AsJson
from bot.cli.support import database, named_round, now, print_json, refuse, settings
from bot.settings import Settings

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from handlers.context import Context
    from handlers.deviations.about import RoundDeviations
    from messages.parts import Reply

decision_app = typer.Typer(help="The decisions that answers ask for.", no_args_is_help=True)
Row = Annotated[int, typer.Argument(help="The row's number.", show_default=False)]
AsOfRound = Annotated[str, typer.Option("--round", help="As of this round; else the open one, or the last closed.")]
By = Annotated[str, typer.Option("--as", metavar="EMAIL", help="Who does it: a person of the people file.")]
CLI = "cli"


@dataclass(frozen=True)
class Desk:
    """A transaction, and the person who works in it."""

    session: "Session"
    ctx: "Context"


@contextmanager
def desk(by: str, write: bool = True) -> Iterator[Desk]:
    """For somebody of the people file; without `by`, for the operator, who has management's rights."""
    from bot.wiring import options_from
    from handlers.context import Actor, Context, Refusal
    from i18n import translator
    from models.people.directory_cache import load_directory
    from models.rules.text import fold
    from models.vocabulary.people import Membership

    chosen: Settings = settings()
    with database(chosen) as opened, opened.write() if write else opened.read() as session:
        directory, options = load_directory(session), options_from(chosen)
        person = directory.by_email.get(fold(by))
        if by and person is None:
            refuse(f"--as: nobody in the people file has the address {by}.")
        actor = Actor(CLI, person.email if person else CLI, person, Membership.FULL, in_management=person is None)
        ctx = Context(session, actor, now(), translator("en", chosen.zone), options, directory)
        try:
            yield Desk(session, ctx)
        except Refusal as refusal:
            session.rollback()
            refuse(str(refusal))


def tell(reply: "Reply") -> None:
    """Prints what a handler says; a reply that is no receipt is a refusal."""
    from messages.parts import Message, plain_words

    words = plain_words(reply) if isinstance(reply, Message) else ""
    if not words.startswith(("Saved", "Thank you")):
        refuse(words or "Nothing has been stored: more is needed. See --help.")
    typer.echo(words)


@decision_app.command("list")
def list_decisions(
    round_name: AsOfRound = "",
    everything: Annotated[bool, typer.Option("--all", help="Also those that are answered.")] = False,
    as_json: AsJson = False,
) -> None:
    """The decisions that wait for an answer."""
    from reports.content.exports.deviations import deviation_data

    with desk("", write=False) as at:
        about = _about(at, round_name)
        asked = [each for each in about.register.open if each.decision and (everything or each.awaits_decision)]
        listed = [deviation_data(each, at.ctx.options.zone) for each in asked]
    if as_json:
        print_json(listed)
        return
    typer.echo("\n".join(map(_line, listed)) or "No decisions.")


def _line(data: dict[str, Any]) -> str:
    answer = f"{data['decision_answer']} {data['decision_answered_at']}" if data["decision_answer"] else "waits"
    return (
        f"row {data['row']}: {data['decision_by']} | since {data['decision_asked_at']} | {answer} | {data['activity']}"
    )


def _about(at: Desk, round_name: str) -> "RoundDeviations":
    from handlers.deviations.about import deviations_of

    return deviations_of(at.ctx, named_round(at.session, round_name).id if round_name else None)


@decision_app.command("answer")
def answer_decision(
    row: Row,
    answer: Annotated[str, typer.Argument(help="yes, no or later.", show_default=False)],
    until: Annotated[str, typer.Option(help="With later: the day on which it will be decided, 2026-09-01.")] = "",
    words: Annotated[str, typer.Option(help="A few words to the owners.")] = "",
    by: By = "",
) -> None:
    """Answer a decision. The first answer holds; whoever gave it, or a coordinator, can change it.

    Without --as it is the operator's answer.

    Example: malvakten decision answer 14 later --until 2026-09-01 --as chef@example.se
    """
    from handlers.deviations.commands import answer_asked

    if until and answer != "later":
        raise typer.BadParameter("--until goes with later.")
    say_as(by, lambda ctx: answer_asked(ctx, " ".join(["decision", str(row), answer, until, words]).strip()))


def say_as(by: str, handler: "Callable[[Context], Reply]") -> None:
    """Does what a handler does for somebody, and prints its receipt."""
    with desk(by) as at:
        reply = handler(at.ctx)
    tell(reply)
