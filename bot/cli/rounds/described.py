"""A round as the contract's JSON and as a line."""

from typing import Any

import typer
from sqlalchemy.orm import Session

from bot.cli.support import named_round, print_json
from bot.settings import Settings

# The round as JSON, and as a line.
Described = tuple[dict[str, Any], str]


def described(session: Session, name: str, chosen: Settings) -> Described:
    """A round as the contract's JSON and as a line: times in the installation's zone with their offset, numbers in
    rows."""
    from models.answers.outcomes import outcomes, round_numbers
    from models.people.directory_cache import load_directory
    from models.rounds.queries import plan_of_round
    from models.rules.dates.deadlines import reminder_instants

    round_ = named_round(session, name)
    directory = load_directory(session)
    plan = plan_of_round(directory, round_)
    numbers = round_numbers(outcomes(session, directory, round_, plan) if plan else [], round_)
    zone = chosen.zone
    reminders = reminder_instants(round_.opens_at, round_.deadline, round_.reminders, zone)
    data = {
        "name": round_.name, "state": round_.state.value, "from": round_.period_from.isoformat(),
        "to": round_.period_to.isoformat(), "opens_at": round_.opens_at.astimezone(zone).isoformat(),
        "deadline": round_.deadline.astimezone(zone).isoformat(),
        "reminders": [at.astimezone(zone).isoformat() for at in reminders], "asked": numbers.asked,
        "answered": numbers.answered, "late": numbers.late, "excused": numbers.excused, "missing": numbers.missing,
        "reviewed": _reviewed(session, round_, plan), "snapshot": _snapshot(session, round_),
    }  # fmt: skip
    closed = f", closed {round_.closed_at.astimezone(zone).isoformat(timespec='seconds')}" if round_.closed_at else ""
    line = (
        f"{data['name']}: {data['state']}, {data['from']} to {data['to']}, opens {data['opens_at']}, deadline "
        f"{data['deadline']}{closed}; {data['asked']} rows asked, {data['answered']} answered ({data['late']} late), "
        f"{data['excused']} excused, {data['missing']} missing"
    )
    return data, line


def print_described(described: Described, as_json: bool) -> None:
    data, line = described
    if as_json:
        print_json(data)
    else:
        typer.echo(line)


def _reviewed(session: Session, round_: Any, plan: Any) -> int:
    from models.answers.queries import current_answers
    from models.review.queries import reviewed_rows

    if plan is None:
        return 0
    return reviewed_rows(session, round_.id, plan, current_answers(session, round_.id, plan.id)).reviewed


def _snapshot(session: Session, round_: Any) -> dict[str, Any] | None:
    from models.review.queries import snapshot_of
    from reports.content.exports.answers import instant as utc

    found = snapshot_of(session, round_.id)
    return {"sha256": found.sha256, "locked_at": utc(found.at), "signed": found.signed} if found else None
