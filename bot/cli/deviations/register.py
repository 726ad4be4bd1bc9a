"""`malvakten deviations`: the register of deviations, and what is asked and read about them."""

from typing import Annotated, Any

import typer

from bot.cli.deviations.management import AsOfRound, Row, desk, say_as
from bot.cli.options import AsJson
from bot.cli.support import database, named_round, now, print_json, settings

deviations_app = typer.Typer(help="Rows that are yellow or red.", invoke_without_command=True)
Asker = Annotated[
    str, typer.Option("--as", metavar="EMAIL", help="Who: a person of the people file.", show_default=False)
]


@deviations_app.callback()
def deviations_command(
    context: typer.Context,
    round_name: Annotated[
        str, typer.Option("--round", help="As of this round; else the open one, or the last closed.")
    ] = "",
    everything: Annotated[bool, typer.Option("--all", help="Also those that are closed.")] = False,
    as_json: AsJson = False,
) -> None:
    """Rows that are yellow or red: since when, how they move, their actions and the decisions that they need."""
    if context.invoked_subcommand is not None:
        return
    from models.deviations.register import load_register
    from models.people.directory_cache import load_directory
    from models.rounds.queries import current_round, plan_of_round
    from reports.content.exports.deviations import deviation_data

    chosen = settings()
    with database(chosen) as opened, opened.read() as session:
        round_ = named_round(session, round_name) if round_name else current_round(session)
        directory = load_directory(session)
        plan = plan_of_round(directory, round_) if round_ else None
        today = now().astimezone(chosen.zone).date()
        rows = plan.rows if plan else ()
        register = load_register(session, round_, rows, today, is_current=not everything)
        listed = [deviation_data(each, chosen.zone) for each in (register.deviations if everything else register.open)]
    if as_json:
        print_json(listed)
        return
    typer.echo("\n".join(map(_line, listed)) or "No deviations.")


def _line(data: dict[str, Any]) -> str:
    """One deviation for a terminal: what it is, then what is done about it."""
    words = [f"row {data['row']}: {data['status']}, {data['trend']}, round {data['rounds']} since {data['opened_in']}"]
    if data["action"]:
        due = f", due {data['action_due']}" if data["action_due"] else ""
        words.append(f"action {data['action_state']}{due}")
    if data["decision_by"]:
        words.append(f"decision {data['decision_answer'] or 'waits'}")
    return " | ".join([*words, data["activity"]])


@deviations_app.command("show")
def show(row: Row, round_name: AsOfRound = "") -> None:
    """One deviation: its answer, history, decision, and what has been asked about it."""
    from handlers.deviations.about import deviations_of
    from handlers.deviations.showing import show_deviation
    from messages.parts import plain_words
    from messages.values.rows import RowValue

    with desk("", write=False) as at:
        round_id = named_round(at.session, round_name).id if round_name else None
        about = deviations_of(at.ctx, round_id)
        words = plain_words(show_deviation(at.ctx, str(RowValue(row, about.round.id))))
    typer.echo(words)


@deviations_app.command("ask")
def ask(row: Row, question: Annotated[str, typer.Argument(show_default=False)], by: Asker) -> None:
    """Ask those who answer for a row; the reply goes to the asker's direct messages."""
    from handlers.deviations.commands import ask_owner

    say_as(by, lambda ctx: ask_owner(ctx, f"owner {row} {question}"))


@deviations_app.command("reply")
def reply(row: Row, words: Annotated[str, typer.Argument(show_default=False)], by: Asker) -> None:
    """Reply to the newest question about a row, as one of those who answer for it."""
    from handlers.deviations.commands import answer_asked

    say_as(by, lambda ctx: answer_asked(ctx, f"question {row} {words}"))


@deviations_app.command("read")
def read(by: Asker, round_name: AsOfRound = "") -> None:
    """Say that somebody of management has read the summary of a round, else of the last that closed."""
    from handlers.deviations.commands import have_read

    say_as(by, lambda ctx: have_read(ctx, f"summary {round_name}"))
