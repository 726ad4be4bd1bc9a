"""`malvakten deviations`: the register of deviations."""

from typing import Annotated, Any

import typer

from bot.cli.support import database, named_round, now, print_json, settings


def deviations_command(
    round_name: Annotated[
        str, typer.Option("--round", help="As of this round; else the open one, or the last closed.")
    ] = "",
    everything: Annotated[bool, typer.Option("--all", help="Also those that are closed.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on stdout and nothing else.")] = False,
) -> None:
    """Rows that are yellow or red: since when, how they move, their actions and the decisions that they need."""
    from models.deviations.register import load_register
    from models.people.registers import load_directory
    from models.rounds.queries import current_round, plan_of_round
    from reports.content.deviations import deviation_data

    chosen = settings()
    with database(chosen) as opened, opened.read() as session:
        round_ = named_round(session, round_name) if round_name else current_round(session)
        directory = load_directory(session)
        plan = plan_of_round(directory, round_) if round_ else None
        today = now().astimezone(chosen.zone).date()
        register = load_register(session, directory, round_, plan.rows if plan else (), today)
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
