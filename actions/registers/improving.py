"""Improvements by the PDCA wheel: begun in a deviation, one step filled in after the other."""

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.registers.lines import store_line
from i18n import N_
from models.answers.answerable import AnswerableRow
from models.registers.declaration import Line, LineFault, Value
from models.registers.kinds.improvements import REGISTER, STEPS
from models.registers.lines import Lines
from models.registers.links.targets import Targets
from models.registers.queries import next_key
from models.registers.tables import RegisterLine, RegisterLink

IMPROVEMENTS = "improvements"


def improvement_on(session: Session, target: AnswerableRow) -> RegisterLine | None:
    """The newest improvement of a row that is under way; None when there is none."""
    on_row = select(RegisterLink.line_id).where(RegisterLink.placement_id.in_(target.row.chain))
    query = select(RegisterLine).where(
        RegisterLine.register == IMPROVEMENTS, RegisterLine.id.in_(on_row), RegisterLine.ended.is_(None)
    )
    lines = session.scalars(query.order_by(RegisterLine.id.desc()))
    return next((line for line in lines if next_step(line.content)), None)


def next_step(content: Mapping[str, Value]) -> str | None:
    """The first step that is not filled in; None when all are."""
    return next((step for step in STEPS if not content.get(step)), None)


def begin_improvement(
    session: Session, target: AnswerableRow, targets: Targets, texts: Mapping[str, str], origin: str, today: date,
    now: datetime,
) -> RegisterLine:  # fmt: skip
    """Begins an improvement on a row. `texts` are what deviates (`matter`) and the plan."""
    key = next_key(session, REGISTER)
    values = {**texts, "origin": origin, "begun_on": today.isoformat()}
    return store_line(session, REGISTER, targets, Line(key, values, (f"row:{target.row.row}",)), now)


def fill_step(
    session: Session, targets: Targets, line: RegisterLine, text: str, today: date, now: datetime
) -> RegisterLine:  # fmt: skip
    """Fills in the next step. With the last one the improvement is done."""
    step = next_step(line.content)
    if step is None:
        raise LineFault("key", N_("{key} has all its steps"), key=line.key)
    done = {"done_on": today.isoformat()} if step == STEPS[-1] else {}
    links = Lines.with_links(session, targets, [line]).links.get(line.id, ())
    after = Line(line.key, {**line.content, step: text, **done}, tuple(links))
    return store_line(session, REGISTER, targets, after, now)
