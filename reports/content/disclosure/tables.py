"""Everything that is stored about a row, a person or a round ("malvakten disclose"), as tables of plain values.

The tables are found by what they refer to, so that a new one is not forgotten. Persons are told by their names; of
e-mail addresses only those of `Scope.shown`."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Table, false, or_, select
from sqlalchemy.orm import Session

from models.answers.queries import AnswerView, seen_by
from models.answers.tables import Answer
from models.people.tables import Person
from models.plan.tables import Placement
from models.review.tables import Snapshot
from models.rounds.tables import Round
from models.rules.answers.personal_data import masked, without_addresses
from models.storage.base import Base
from reports.content.disclosure.registers import person_rows, plan_rows_of, round_rows
from reports.content.exports import audit
from reports.content.exports.answers import instant

# Told in another way: the audit and the plan by sections of their own, the frozen record as its own file, and what is
# searched in as the answers that it is made of.
_ELSEWHERE = {"audit_event", "search_entry", "snapshot", "placement", "placement_past", "placement_unit", "person_unit",
              "round", "person"}  # fmt: skip
# What is asked about, and what is searched by itself. What refers to any other table belongs to it: a reply to its
# question.
_OWN = {"round", "placement", "person", "answer"}
# Written down and not handed in: working material, which is shown to the person whose it is.
_WORKING_MATERIAL = {"draft", "held_text"}
# How a message is delivered, and what it is built from.
_LEFT_OUT = {"key", "token", "lease_until", "tried_address", "destination", "sweep_at", "looks", "mark", "account",
             "begun_attempt"}  # fmt: skip


@dataclass(frozen=True)
class Scope:
    """What is asked about: the ids of one kind (`Round`, `Placement` or `Person`). `reader` is the person who reads
    what is masked for others, and `is_whole` shows it to everybody."""

    kind: type[Base]
    ids: Collection[int]
    is_whole: bool = False

    @property
    def reader(self) -> int | None:
        return next(iter(self.ids)) if self.kind is Person else None


@dataclass(frozen=True)
class Section:
    """One table of the disclosure; `name` is that of its files."""

    name: str
    rows: list[dict[str, Any]]


@dataclass(frozen=True)
class Disclosure:
    """`masked` is how many versions of answers have something masked in them; `snapshot` is the frozen record of
    a round that has one."""

    sections: tuple[Section, ...]
    masked: int
    snapshot: bytes | None


def disclose(session: Session, scope: Scope) -> Disclosure:
    """Reads everything that is stored."""
    return _Reading(session, scope).read()


class _Reading:
    """What the sections share: names by id, the addresses that are shown, and the answers."""

    def __init__(self, session: Session, scope: Scope) -> None:
        self._session, self._scope = session, scope
        self._people = {each.id: each for each in session.scalars(select(Person))}
        self._rounds = {each.id: each.name for each in session.execute(select(Round.id, Round.name))}
        self._rows = {each.id: each.row for each in session.execute(select(Placement.id, Placement.row))}
        self._answers = set(session.scalars(select(Answer.id).where(self._concerns(Answer.__table__))))
        self._masked = 0
        self._shown = self._addresses_shown()

    def _addresses_shown(self) -> set[str]:
        """The person's own; of a row its authors'; of a round none."""
        if self._scope.kind is Person:
            return {self._people[id_].email for id_ in self._scope.ids}
        if self._scope.kind is Placement:
            return {email for email in self._session.scalars(
                select(Answer.author_email).where(Answer.id.in_(self._answers))) if email}  # fmt: skip
        return set()

    def read(self) -> Disclosure:
        sections = [*self._registers(), *self._tables(), Section("audit", list(self._audit()))]
        frozen = self._session.get(Snapshot, next(iter(self._scope.ids))) if self._scope.kind is Round else None
        document = frozen.document.encode() if frozen else None
        return Disclosure(tuple(each for each in sections if each.rows), self._masked, document)

    def _registers(self) -> Iterator[Section]:
        ids = self._scope.ids
        if self._scope.kind is Person:
            yield Section("person", person_rows(self._session, ids, self._told_address))
        elif self._scope.kind is Round:
            yield Section("round", round_rows(self._session, ids))
        else:
            yield Section("row", plan_rows_of(self._session, ids))

    def _tables(self) -> Iterator[Section]:
        for table in Base.metadata.sorted_tables:
            if table.name in _ELSEWHERE or (table.name in _WORKING_MATERIAL and self._scope.kind is not Person):
                continue
            query = select(table).where(self._concerns(table)).order_by(*table.primary_key.columns)
            rows = [self._row(table, record._asdict()) for record in self._session.execute(query)]
            yield Section(table.name, rows)

    def _concerns(self, table: Any) -> ColumnElement[bool]:
        """That a row of the table refers to what is asked about, or to one of its answers."""
        wanted = [column.in_(self._scope.ids) for column in _references(table, self._scope.kind)]
        if table is not Answer.__table__:
            wanted += [column.in_(self._answers) for column in _references(table, Answer)]
        for column in table.columns:
            for target in (key.column.table for key in column.foreign_keys):
                if target.name not in _OWN and target is not table and _names(target, self._scope.kind):
                    wanted.append(column.in_(select(target.c.id).where(self._concerns(target))))
        return or_(false(), *wanted)

    def _row(self, table: Table, values: Mapping[str, Any]) -> dict[str, Any]:
        told = dict(values)
        if table is Answer.__table__:
            told |= self._answer(AnswerView(**{name: values[name] for name in AnswerView._fields}))
        return {name.removesuffix("_id"): value for name, value in self._plainly(table, told)}

    def _answer(self, answer: AnswerView) -> dict[str, Any]:
        """As it may be read, and its author's address only if it is shown."""
        seen = answer if self._scope.is_whole else seen_by(answer, self._scope.reader)
        self._masked += seen != answer
        return seen._replace(author_email=answer.author_email if answer.author_email in self._shown else None)._asdict()

    def _plainly(self, table: Table, values: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
        persons, rounds, rows = (set(_names(table, kind)) for kind in (Person, Round, Placement))
        for name, value in values.items():
            if name in _LEFT_OUT:
                continue
            if value is None:
                yield name, None
            elif name in persons:
                yield name, self._people[value].name
            elif name in rounds:
                yield name, self._rounds[value]
            elif name in rows:
                yield name, self._rows[value]
            elif isinstance(value, dict | list) and table.name not in _WORKING_MATERIAL:
                yield name, self._for_others(value)
            else:
                yield name, _plain(value)

    def _audit(self) -> Iterable[dict[str, Any]]:
        ids = self._scope.ids
        wanted = {
            Round: audit.Wanted(round_id=next(iter(ids))), Placement: audit.Wanted(placements=ids),
            Person: audit.Wanted(person_id=next(iter(ids))),
        }[self._scope.kind]  # fmt: skip
        for line in audit.audit_rows(self._session, wanted, self._told, self._reading):
            # What an answer says is whole; of everything else the addresses are left out.
            if not line["what"].startswith("answer."):
                line |= {name: self._for_others(line[name]) for name in ("before", "after")}
            yield line

    def _reading(self, row: Any) -> AnswerView:
        answer = AnswerView._make(row)
        return answer if self._scope.is_whole else seen_by(answer, self._scope.reader)

    def _for_others(self, value: Any) -> Any:
        """What the program keeps in a field of its own, without addresses and, where it echoes a text, masked."""
        if isinstance(value, dict):
            return {name: self._for_others(each) for name, each in value.items()}
        if isinstance(value, list):
            return [self._for_others(each) for each in value]
        if not isinstance(value, str):
            return value
        text = without_addresses(value, self._shown)
        return text if self._scope.is_whole or self._scope.kind is Person else masked(text)

    def _told(self, person: Person) -> audit.Known:
        return audit.Known(person.name, person.email if person.email in self._shown else person.name)

    def _told_address(self, email: str | None) -> str | None:
        """Somebody who is named by an address: by it if it is shown, else by name."""
        if email is None or email in self._shown:
            return email
        return next((each.name for each in self._people.values() if each.email == email), "–")


def _references(table: Table, kind: type[Base]) -> list[ColumnElement[Any]]:
    return [table.columns[name] for name in _names(table, kind)]


def _names(table: Table, kind: type[Base]) -> list[str]:
    target = kind.__table__
    return [c.name for c in table.columns if any(key.column.table is target for key in c.foreign_keys)]


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return instant(value)
    if isinstance(value, StrEnum):
        return value.value
    return value.isoformat() if isinstance(value, date) else value
