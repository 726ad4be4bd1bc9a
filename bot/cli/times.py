"""Times as they are typed in a command, and what to say about how they were read."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

import typer

from bot.cli.support import refuse
from models.rules.dates.deadlines import is_day, is_repeated, is_working_day, next_working_day, parse_local


def instant(option: str, text: str, zone: ZoneInfo, day_at: time) -> datetime:
    """The instant that an option's text means; a day alone is that day at `day_at`. Ends the command when there is
    none."""
    try:
        return parse_local(text, zone, day_at)
    except ValueError as error:
        refuse(f"{option}: {error}.")


def time_notes(option: str, text: str, at: datetime, zone: ZoneInfo) -> list[str]:
    """What was made of a time that says less than it needs to."""
    local = at.astimezone(zone)
    if is_day(text):
        return [f"{option} {text} is a day without a time, so it is {local:%H:%M} that day."]
    has_offset = datetime.fromisoformat(text.strip()).tzinfo is not None
    if not has_offset and is_repeated(at, zone):
        return [f"{option} {text} comes twice that night, so it is the first, {local.isoformat()}."]
    return []


def day_off_notes(option: str, at: datetime, zone: ZoneInfo) -> list[str]:
    """That a deadline is on a weekend or a Swedish holiday, which does not move it."""
    local = at.astimezone(zone)
    if is_working_day(local.date()):
        return []
    working_day = next_working_day(at, zone).astimezone(zone)
    return [
        f"{option} is on a day off ({local:%A %Y-%m-%d}). It has not been moved; the next working day is "
        f"{working_day:%A %Y-%m-%d}."
    ]


def print_notes(notes: list[str], as_json: bool) -> None:
    """Prints a line for each, with `as_json` on stderr: stdout has the document and nothing else."""
    for note in notes:
        typer.echo(f"Note: {note}", err=as_json)
