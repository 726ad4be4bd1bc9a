"""Lines of the registers: added, changed and ended. Nothing is deleted, and every change is in the audit with what was
before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session

from i18n import N_
from models.learning.searching import index_lines
from models.operations.audit import differences, record
from models.registers.declaration import Line, LineFault, Register
from models.registers.lines import Lines, line_data
from models.registers.links.targets import Targets, circle
from models.registers.queries import line_of
from models.registers.tables import RegisterLine, RegisterLink
from models.rules.text import fold, plain

# The register that is searched when a row turns yellow or red.
LESSONS = "lessons"


@dataclass
class Stored:
    """What became of the lines: their keys, and what is wrong with each by its position. `kept` are the lines that hold
    what others said before they were revised, and `rows` all that were given. With any fault nothing may be kept: the
    caller rolls back."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    rows: list[RegisterLine] = field(default_factory=list)
    faults: list[tuple[int | None, LineFault]] = field(default_factory=list)


def store_lines(
    session: Session, register: Register, targets: Targets, lines: Sequence[Line], now: datetime
) -> Stored:  # fmt: skip
    """Stores lines under their keys; the same lines again change nothing. A line may be linked to one further down."""
    stored, known = Stored(), Lines.of(session, register.name, targets, [line.key for line in lines])
    lines = [_merged(line, known) for line in lines]
    for line in lines:
        stored.faults += [(line.position, fault) for fault in register.check(line.values)]
    before = {fold(line.key): known.data(line.key) for line in lines}
    if register.revised_by:
        stored.kept += _keep_revised(session, register, targets, lines, known, now)
    rows = {fold(line.key): _write(session, known.by_key.get(fold(line.key)), register, line, now) for line in lines}
    session.flush()
    stored.rows = list(rows.values())
    targets.add(stored.rows)
    for line in lines:
        row, was = rows[fold(line.key)], before[fold(line.key)]
        links = _found_links(register, targets, line, row, known, stored)
        _link(session, register, row, was, known.stored.get(row.id, ()), links, stored, now)
    if register.name == LESSONS:
        index_lines(session, stored.rows)
    session.flush()
    keys = circle(session, register) if register.name in register.links and not stored.faults else None
    if keys:
        stored.faults.append((None, LineFault("links", N_("goes round in a circle: {keys}"), keys=" → ".join(keys))))
    return stored


def store_line(session: Session, register: Register, targets: Targets, line: Line, now: datetime) -> RegisterLine:
    """Stores one line. Raises LineFault when the register does not take it."""
    stored = store_lines(session, register, targets, [line], now)
    for _, fault in stored.faults:
        raise fault
    [row] = stored.rows
    return row


def _merged(line: Line, known: Lines) -> Line:
    """A line with what is stored in the columns that its file lacks."""
    row = known.by_key.get(fold(line.key))
    if row is None or not line.lacks:
        return line
    values = {**{name: value for name, value in row.content.items() if name in line.lacks}, **line.values}
    links = tuple(known.links.get(row.id, ())) if "links" in line.lacks else line.links
    ended = row.ended if "ended" in line.lacks else line.ended
    why = (row.ended_why or "") if "ended_why" in line.lacks and ended else line.ended_why
    return replace(line, values=values, links=links, ended=ended, ended_why=why)


def end_line(session: Session, register: Register, key: str, why: str, now: datetime, today: date) -> RegisterLine:
    """Ends a line; it stays. Raises LineFault when there is none, when it is ended already, and without a reason."""
    row = line_of(session, register.name, key)
    if row is None:
        raise LineFault("key", N_("there is no line “{key}”"), key=key)
    if row.ended:
        raise LineFault("key", N_("“{key}” was ended {day}"), key=row.key, day=row.ended.isoformat())
    if not why.strip():
        raise LineFault("ended_why", N_("say why it is ended"))
    row.ended, row.ended_why, row.changed_at = today, why.strip(), now
    record(session, now, "register.ended", f"{register.name}:{row.key}", before={"ended": None},
           after={"ended": today.isoformat(), "ended_why": why.strip()})  # fmt: skip
    return row


def _keep_revised(
    session: Session, register: Register, targets: Targets, lines: Sequence[Line], known: Lines, now: datetime
) -> list[str]:
    """Keeps what lines held before they are revised, each as a line under its key and the date (`V1 (2026-03-01)`)."""
    when = register.revised_by
    revised = [
        (row, line) for line in lines
        if (row := known.by_key.get(fold(line.key))) and row.content.get(when) != line.values.get(when)
        and _without(row.content, when) != _without(line.values, when)
    ]  # fmt: skip
    taken = Lines.of(session, register.name, targets, [_kept_key(row, when) for row, _ in revised])
    kept, given = list[str](), {fold(line.key) for line in lines}
    for row, _ in revised:
        key = _kept_key(row, when)
        if fold(key) in taken.by_key or fold(key) in given:
            continue  # it is there already, from an earlier revision, or comes with the same file
        links = known.links.get(row.id, [])
        copy = _write(session, None, register, Line(key, row.content, ()), now)
        session.flush()
        for link in known.stored.get(row.id, ()):
            session.add(_copy(link, copy.id))
        record(session, now, "register.added", f"{register.name}:{key}", after=line_data(copy, links))
        kept.append(key)
    return kept


def _kept_key(row: RegisterLine, when: str) -> str:
    return f"{row.key[:80]} ({row.content.get(when)})"


def _without(values: Mapping[str, Any], column: str) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name != column and value is not None}


def _write(
    session: Session, row: RegisterLine | None, register: Register, line: Line, now: datetime
) -> RegisterLine:  # fmt: skip
    if row is None:
        row = RegisterLine(register=register.name, key=line.key, folded_key=fold(line.key), created_at=now,
                           changed_at=now)  # fmt: skip
        session.add(row)
    row.content = {name: value for name, value in line.values.items() if value is not None}
    row.searchable = plain(" ".join([line.key, *(v for v in row.content.values() if isinstance(v, str))]))
    row.ended, row.ended_why = line.ended, line.ended_why or None
    return row


def _found_links(
    register: Register, targets: Targets, line: Line, row: RegisterLine, known: Lines, stored: Stored
) -> list[tuple[str, RegisterLink]]:  # fmt: skip
    """What a line is to be linked to. Words that its links have already stand for what they were about: a row that has
    left the plan has them still, and its number may be another row's now."""
    named: dict[str, list[str]] = {}
    for words in line.links:
        named.setdefault(targets.written(words), []).append(words)
    had = list(zip(known.links.get(row.id, ()), known.stored.get(row.id, ()), strict=True))
    links = dict[tuple[int | None, ...], tuple[str, RegisterLink]]()
    for name, mentions in named.items():
        same = [(words, link) for words, link in had if words == name]
        try:
            same += [targets.find(register, mentions[-1])] if len(mentions) > len(same) else []
        except LineFault as fault:
            stored.faults.append((line.position, fault))
        links |= {_about(link): (words, link) for words, link in same}
    return list(links.values())


def _about(link: RegisterLink) -> tuple[int | None, ...]:
    return link.to_line_id, link.placement_id, link.unit_id


def _copy(link: RegisterLink, line_id: int) -> RegisterLink:
    return RegisterLink(
        line_id=line_id, to_line_id=link.to_line_id, placement_id=link.placement_id, unit_id=link.unit_id
    )


def _link(
    session: Session, register: Register, row: RegisterLine, before: dict[str, Any] | None,
    had: Sequence[RegisterLink], found: Sequence[tuple[str, RegisterLink]], stored: Stored, now: datetime,
) -> None:  # fmt: skip
    after = line_data(row, [words for words, _ in found])
    are_same = {_about(link) for link in had} == {_about(link) for _, link in found}
    if before == after and are_same:
        stored.unchanged.append(row.key)
        return
    if not are_same:
        links = [_copy(link, row.id) for _, link in found]
        if had:
            session.execute(delete(RegisterLink).where(RegisterLink.line_id == row.id))
        session.add_all(links)
    row.changed_at = now
    name = f"{register.name}:{row.key}"
    if before is None:
        stored.added.append(row.key)
        record(session, now, "register.added", name, after=after)
    else:
        was, becomes = differences(before, dict.fromkeys(before) | after)
        stored.changed.append(row.key)
        record(session, now, "register.changed", name, before=was, after=becomes)
