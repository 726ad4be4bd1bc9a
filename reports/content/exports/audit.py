"""The audit as plain values ("malvakten audit"): who changed what, when, by which channel, from what to what.

Names of persons and texts of answers are read from where they are now, so that what was removed there is not here."""

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import Select, Text, cast, select, union
from sqlalchemy.orm import Session

from models.answers.queries import ANSWER_COLUMNS, AnswerView, answer_view
from models.answers.tables import Answer
from models.operations.tables import AuditEvent
from models.people.tables import Person
from models.review.tables import Review
from models.vocabulary.operations import Channel
from reports.content.exports.answers import instant

FIELDS = ("at", "actor", "channel", "what", "about", "before", "after")
# The columns of an answer that its lines leave out: who gave it, when, and on what are said by the line itself.
_NOT_SAID = {
    "id", "round_id", "placement_id", "author_id", "author_email", "submitted_at", "reference_row_id",
    "reference_answer_id", "words_of_id", "personal",
}  # fmt: skip
_SAID = [name for name in AnswerView._fields if name not in _NOT_SAID]
_NOBODY = {Channel.CLI: "operator", Channel.CLOCK: "clock", Channel.CHAT: "member", Channel.WEB: "member"}
_AT_A_TIME = 1000


class Known(NamedTuple):
    """How somebody is told: as who did something, and as what something was done to."""

    name: str
    address: str


@dataclass(frozen=True)
class Wanted:
    """Which lines: of a round, of these rows, by or about a person, from `since`, before `until`. None for all."""

    round_id: int | None = None
    placements: Collection[int] | None = None
    person_id: int | None = None
    since: datetime | None = None
    until: datetime | None = None


Reading = Callable[[tuple[Any, ...]], AnswerView]


def audit_rows(
    session: Session, wanted: Wanted, told: Callable[[Person], Known] | None = None, reading: Reading = answer_view
) -> Iterator[dict[str, Any]]:
    """One object of `FIELDS` per line, oldest first, a thousand at a time from the database. `told` says how persons
    are told, by default with their addresses, and `reading` what is read of an answer."""
    people = {each.id: (told or _openly)(each) for each in session.scalars(select(Person))}
    connection = session.connection()
    lines = connection.execute(_query(wanted), execution_options={"yield_per": _AT_A_TIME})
    for part in map(_with_values, lines.partitions()):
        answers = _answers(session, part, reading)
        reviews = _reviews(session, part)
        for at, channel, who, what, subject, about, before, after in part:
            yield {
                "at": instant(at),
                "actor": people[who].name if who else _NOBODY.get(channel, "unknown"),
                "channel": channel and channel.value,
                "what": what,
                "about": subject if subject or not about else people[about].address,
                "before": before and _values(before, people, answers, reviews),
                "after": after and _values(after, people, answers, reviews),
            }


def _with_values(part: Iterable[Any]) -> list[tuple[Any, ...]]:
    """The lines with what is `before` and `after` read from their texts."""
    return [(*line, _read(before), _read(after)) for *line, before, after in part]


def _read(text: str | None) -> Any:
    return None if text is None or text == "null" else json.loads(text)


def _openly(person: Person) -> Known:
    return Known(person.name, person.email)


def _query(wanted: Wanted) -> Select[*tuple[Any, ...]]:
    event = AuditEvent
    # As texts: half of them are nothing, and the type of the column takes longer to find that out than all the rest.
    before, after = cast(event.before, Text), cast(event.after, Text)
    query = select(event.at, event.channel, event.person_id, event.what, event.subject, event.about_id, before, after)
    if wanted.round_id is not None:
        query = query.where(event.round_id == wanted.round_id)
    if wanted.placements is not None:
        query = query.where(event.placement_id.in_(wanted.placements))
    if wanted.person_id is not None:
        # Two searches of an index each: with OR, SQLite would read every line in the order of time instead.
        of_person = [select(event.id).where(column == wanted.person_id) for column in (event.person_id, event.about_id)]
        query = query.where(event.id.in_(union(*of_person).subquery().select()))
    if wanted.since is not None:
        query = query.where(event.at >= wanted.since)
    if wanted.until is not None:
        query = query.where(event.at < wanted.until)
    return query.order_by(event.at, event.id)


def _ids(part: Iterable[Any], name: str) -> set[int]:
    # The answer to a decision is a word.
    ids = {values[name] for line in part for values in line[-2:] if values and name in values}
    return {id_ for id_ in ids if isinstance(id_, int)}


def _answers(session: Session, part: Iterable[Any], reading: Reading) -> dict[int, dict[str, Any]]:
    if not (ids := _ids(part, "answer")):
        return {}
    rows = session.connection().execute(select(*ANSWER_COLUMNS).where(Answer.id.in_(ids)))
    return {row[0]: answer_values(reading(tuple(row))) for row in rows}


def answer_values(answer: AnswerView) -> dict[str, Any]:
    """What a version says, by the names of its columns, without what it leaves empty."""
    return {name: _plain(value) for name in _SAID if (value := getattr(answer, name)) is not None}


def _plain(value: Any) -> Any:
    if isinstance(value, StrEnum):
        return value.value
    return value.isoformat() if isinstance(value, date) else value


def _reviews(session: Session, part: Iterable[Any]) -> dict[int, dict[str, Any]]:
    if not (ids := _ids(part, "review")):
        return {}
    query = select(Review.id, Review.verdict, Review.question, Review.is_own, Answer.version)
    query = query.join(Answer, Answer.id == Review.answer_id).where(Review.id.in_(ids))
    return {
        id_: {"verdict": verdict.value, "version": of, "question": question or None, "own": own}
        for id_, verdict, question, own, of in session.execute(query)
    }


def _values(
    values: Mapping[str, Any], people: Mapping[int, Known], answers: Mapping[int, Any], reviews: Mapping[int, Any]
) -> dict[str, Any]:
    told: dict[str, Any] = {}
    for name, value in values.items():
        if name == "answer" and value in answers:
            told |= answers[value]
        elif name == "review" and value in reviews:
            told |= reviews[value]
        elif isinstance(value, list):
            told[name] = [_person(each, people) for each in value]
        else:
            told[name] = _person(value, people)
    return told


def _person(value: Any, people: Mapping[int, Known]) -> Any:
    return people[value["person"]].address if isinstance(value, dict) and "person" in value else value
