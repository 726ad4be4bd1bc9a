"""`malvakten audit`: who changed what."""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, time, timedelta
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.plan.in_plan import refuse_row
from bot.cli.support import database, named_round, refuse, settings, write_out
from bot.cli.times import instant

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from sqlalchemy.orm import Session

    from models.people.tables import Person
    from models.rounds.tables import Round

_MIDNIGHT = time(0)


class LineFormat(StrEnum):
    """The file formats of the audit."""

    JSON = "json"
    CSV = "csv"


def audit_command(
    round_name: Annotated[str, typer.Option("--round", metavar="NAME", help="Only of this round.")] = "",
    row: Annotated[int | None, typer.Option("--row", metavar="N", help="Only of this row, in every year.")] = None,
    email: Annotated[str, typer.Option("--person", metavar="EMAIL", help="Only by or about this person.")] = "",
    since: Annotated[str, typer.Option(metavar="T", help="From this time or day on.")] = "",
    until: Annotated[str, typer.Option(metavar="T", help="Until this time, or this day and all of it.")] = "",
    form: Annotated[
        LineFormat | None, typer.Option("--format", help="By default as FILE ends, else json.", show_default=False)
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Where to write; stdout by default.")
    ] = None,
) -> None:
    """Every change, oldest first: when, who, by which channel, what, about what, before and after.

    The person's name, or operator (this command line), clock (the program by itself), member (somebody in
    the chat who is not in the people file). What stands under “what” is a closed list, told in docs/audit.md.
    Texts of answers are read from the answers: personal data in them are masked as everywhere.

    Example: malvakten audit --round "Halvår 2026" --row 14 --since 2026-05-01 --out ändringar.csv
    """
    from reports.content.exports.audit import FIELDS, Wanted, audit_rows
    from reports.formats.tables import csv_parts, json_parts

    chosen = settings()
    start, end = _period(since, until, chosen.zone)
    with database(chosen) as opened, opened.read() as session:
        round_ = named_round(session, round_name) if round_name else None
        placements = placements_of_row(session, row, round_) if row is not None else None
        person = stored_person(session, email) if email else None
        wanted = Wanted(round_.id if round_ else None, placements, person.id if person else None, start, end)
        rows = audit_rows(session, wanted)
        form = form or (LineFormat.CSV if out and out.suffix.casefold() == ".csv" else LineFormat.JSON)
        if form is LineFormat.CSV:
            _write(csv_parts(FIELDS, _in_cells(rows), mark=out is not None), out)
        else:
            _write(json_parts(rows), out)


def _period(since: str, until: str, zone: "ZoneInfo") -> tuple[datetime | None, datetime | None]:
    """From the first instant, and before the second."""
    from models.rules.dates.deadlines import is_day

    start = instant("--since", since, zone, _MIDNIGHT) if since else None
    end = instant("--until", until, zone, _MIDNIGHT) if until else None
    if end is not None:
        # The day as a whole; of a time, that second.
        end += timedelta(days=1) if is_day(until) else timedelta(seconds=1)
    if start and end and start >= end:
        refuse(f"--since {since} is later than --until {until}, so nothing is between them.")
    return start, end


def _in_cells(rows: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """With `before` and `after` as JSON, each in one cell."""
    for row in rows:
        texts = {name: row[name] and json.dumps(row[name], ensure_ascii=False) for name in ("before", "after")}
        yield {**row, **texts}


def _write(parts: Iterable[bytes], out: Path | None) -> None:
    if out is not None:
        write_out(out, parts)
        return
    for part in parts:
        typer.echo(part, nl=False)


def placements_of_row(session: "Session", number: int, round_: "Round | None") -> list[int]:
    """The ids of the row with this number in the round's plan, or in the newest, and of the same row in the plans
    before that one. Refused with a sentence when there is no such row."""
    from sqlalchemy import select

    from models.people.directory_cache import load_directory
    from models.plan.tables import Placement
    from models.rounds.queries import plan_of_round

    directory = load_directory(session)
    plan = plan_of_round(directory, round_) if round_ else max(directory.plans, key=lambda p: p.year, default=None)
    if plan is None:
        refuse("There is no activity plan yet. Import one: malvakten plan import FILE")
    query = select(Placement).where(Placement.plan_id == plan.id, Placement.row == number)
    row = session.scalars(query).one_or_none()
    if row is None:
        refuse_row(plan, number)
    ids = [row.id]
    while row is not None and row.continues_id is not None:
        row = session.get(Placement, row.continues_id)
        ids += [row.id] if row is not None else []
    return ids


def stored_person(session: "Session", email: str) -> "Person":
    """The person with this address, also one who was removed; refused with a sentence, and with addresses that are
    like it."""
    from difflib import get_close_matches

    from sqlalchemy import select

    from models.people.tables import Person

    address = email.strip().casefold()
    person = session.scalars(select(Person).where(Person.email == address)).one_or_none()
    if person is None:
        similar = get_close_matches(address, session.scalars(select(Person.email)).all(), 3)
        hint = f" Did you mean {' or '.join(similar)}?" if similar else ""
        refuse(f"Nobody with the address {address} is stored.{hint}")
    return person
