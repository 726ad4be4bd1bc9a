"""What the registers have to say in the half-year report: a part of the frozen record's key `report`."""

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from models.people.directory import Directory
from models.plan.views import PlanView
from models.registers.all import REGISTERS
from models.registers.declaration import Reported
from models.registers.links.targets import Targets
from models.registers.queries import lines_of
from models.registers.tables import RegisterLine
from models.rounds.tables import Round
from reports.content.registers.lines import open_rows_of


def registers_part(
    session: Session, directory: Directory, round_: Round, plan: PlanView | None
) -> list[dict[str, Any]]:  # fmt: skip
    """The registers that have something to say about the round's period, each with those lines: open data alone, and
    nothing that was ended."""
    targets, told = Targets(session, directory, plan), list[dict[str, Any]]()
    for register in REGISTERS:
        if register.reported is None:
            continue
        lines = [
            line for line in lines_of(session, register.name, with_ended=False)
            if register.is_open(line.content, line.ended) and _is_told(register.reported, line, round_)
        ]  # fmt: skip
        if lines:
            wanted = ("key", *register.reported.columns, "links")
            rows = open_rows_of(session, register, targets, lines)
            told.append({"register": register.name, "lines": [{name: row[name] for name in wanted} for row in rows]})
    return told


def _is_told(reported: Reported, line: RegisterLine, round_: Round) -> bool:
    if line.content.get(reported.filled) is None:
        return False
    value = line.content.get(reported.period) if reported.period else None
    if isinstance(value, int):
        return round_.period_from.year <= value <= round_.period_to.year
    if value is None:
        return not reported.period
    return round_.period_from <= date.fromisoformat(str(value)) <= round_.period_to
