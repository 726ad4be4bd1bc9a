"""`malvakten history`: a row over all rounds."""

from typing import Annotated

import typer

from bot.cli.options import AsJson
from bot.cli.support import database, print_json, settings


def history_command(
    row: Annotated[list[str], typer.Argument(help="The row's number, or words that only it has.", show_default=False)],
    as_json: AsJson = False,
) -> None:
    """A row's lights, comments, actions and decisions in every round, by role; errata are marked."""
    from bot.cli.chat_words import answer_lines, context, data_of
    from handlers.standing.changes.history import history_of, row_meant
    from i18n import translator
    from messages.roles import role_of
    from models.deviations.history import row_history
    from reports.content.exports.history import history_data

    chosen = settings()
    with database(chosen) as opened, opened.read() as session:
        ctx = context(session, chosen)
        words = " ".join(row)
        if not as_json:
            typer.echo(answer_lines(ctx, lambda ctx: history_of(ctx, row_meant(ctx, words), most=None)))
            return
        meant, english = data_of(ctx, lambda ctx: row_meant(ctx, words)), translator("en", chosen.zone)
        rounds = [
            history_data(each, lambda answer: role_of(english, ctx.directory, meant, answer))
            for each in row_history(session, meant)
        ]
    print_json({
        "row": meant.row, "goal": meant.goal.name, "activity": meant.activity,
        "units": [unit.name for unit in meant.units], "rounds": rounds,
    })  # fmt: skip
