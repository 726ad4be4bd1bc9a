"""Earlier lessons and actions that are like what is said now."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from sqlalchemy import bindparam, delete, func, select, text
from sqlalchemy.orm import Session

from models.answers.queries import AnswerView, answers_by_id
from models.learning.tables import HelpReply, SearchEntry
from models.registers.links.targets import in_parts
from models.registers.tables import RegisterLine
from models.rules.text import plain
from models.rules.words.stems import beginning, best_first, searchable, stems
from models.storage.database import dialect_of, fetch

# Of a word that stands in more entries than these, the newest are looked at; so long comments cost no more than short.
_NEWEST, _MOST_WORDS, _MOST_COMMON = 100, 24, 4
_AT_A_TIME = 20
_SQLITE = text(
    "SELECT e.id, e.stems FROM search_words w JOIN search_entry e ON e.id = w.rowid"
    " WHERE search_words MATCH :words ORDER BY w.rowid DESC LIMIT :most"
)
_POSTGRESQL = text(
    "SELECT id, stems FROM search_entry WHERE words @@ to_tsquery('simple', :words) ORDER BY id DESC LIMIT :most"
)


@dataclass(frozen=True)
class Fitting:
    """An earlier lesson (`line`), or an answer with an action, as everybody may read it; and how many said that it
    helped, or that it did not."""

    entry_id: int
    line: RegisterLine | None
    answer: AnswerView | None
    helped: int = 0
    did_not: int = 0


def index_lines(session: Session, lines: Collection[RegisterLine]) -> None:
    """Lessons are found by their words from now on."""
    by_id = {line.id: line for line in lines}
    entries: dict[int | None, SearchEntry] = {}
    for ids in in_parts(sorted(by_id)):
        stored = session.scalars(select(SearchEntry).where(SearchEntry.line_id.in_(ids)))
        entries |= {entry.line_id: entry for entry in stored}
    for id_, line in by_id.items():
        words = searchable(line.searchable.removeprefix(plain(line.key)))
        if entry := entries.get(id_):
            entry.stems = words
        else:
            session.add(SearchEntry(line_id=id_, stems=words))


def index_answer(session: Session, answer_id: int, replaced_id: int | None, texts: Sequence[str | None]) -> None:
    """The action of an answer is found by these texts from now on, and that of the version before no more. No texts:
    there is none."""
    if replaced_id is not None:
        replaced = select(SearchEntry.id).where(SearchEntry.answer_id == replaced_id)
        if session.scalar(replaced) is not None:
            session.execute(delete(HelpReply).where(HelpReply.entry_id.in_(replaced)))
            session.execute(delete(SearchEntry).where(SearchEntry.answer_id == replaced_id))
    if texts:
        session.add(SearchEntry(answer_id=answer_id, stems=searchable(" ".join(filter(None, texts)))))
        session.flush()


def ranked(session: Session, words: str) -> list[int]:
    """The ids of the entries that have any of the words in them, the best first. Both databases find the same entries,
    and these are ranked by one rule."""
    session.flush()
    wanted = sorted((each for each in stems(words) if each.isalnum()), key=len, reverse=True)[:_MOST_WORDS]
    stems_of, common = dict[int, frozenset[str]](), list[str]()
    for word in dict.fromkeys([*wanted, *filter(None, map(beginning, wanted))]):
        having = _newest_with(session, [word])
        stems_of |= having
        if len(having) == _NEWEST:
            common.append(word)
    # What has two common words may be older than the newest of each.
    for pair in combinations(common[:_MOST_COMMON], 2):
        stems_of |= _newest_with(session, pair)
    return best_first(wanted, sorted(stems_of.items()))


def _newest_with(session: Session, words: Sequence[str]) -> dict[int, frozenset[str]]:
    """The newest entries that have all of these words of letters and digits, with their stems."""
    is_sqlite = dialect_of(session) == "sqlite"
    asked = " AND ".join(f'"{each}"' for each in words) if is_sqlite else " & ".join(words)
    rows = session.execute(_SQLITE if is_sqlite else _POSTGRESQL, {"words": asked, "most": _NEWEST})
    return {id_: frozenset(has.split()) for id_, has in rows}


def fitting(session: Session, words: str, round_id: int, most: int = 2) -> list[Fitting]:
    """The lessons and actions that fit best. An action of the same round has not shown yet whether it helps, and a
    lesson that is ended holds no more."""
    kept: list[Fitting] = []
    for ids in in_parts(ranked(session, words), _AT_A_TIME):
        kept += [each for each in _entries(session, ids) if _is_experience(each, round_id)]
        if len(kept) >= most:
            break
    counted = _replies(session, [each.entry_id for each in kept[:most]])
    return [
        replace(each, helped=yes, did_not=no)
        for each in kept[:most]
        for yes, no in (counted.get(each.entry_id, (0, 0)),)
    ]  # fmt: skip


def _entries(session: Session, ids: Sequence[int]) -> list[Fitting]:
    """What stands behind the entries, in the order of the ids."""
    query = (
        select(SearchEntry.id, SearchEntry.answer_id, RegisterLine)
        .outerjoin(RegisterLine, RegisterLine.id == SearchEntry.line_id).where(SearchEntry.id.in_(ids))
    )  # fmt: skip
    entries = {record.id: record for record in session.execute(query)}
    answers = answers_by_id(session, {record.answer_id for record in entries.values() if record.answer_id})
    return [Fitting(id_, entries[id_].RegisterLine, answers.get(entries[id_].answer_id)) for id_ in ids]


def _is_experience(entry: Fitting, round_id: int) -> bool:
    is_ended = entry.line is not None and entry.line.ended is not None
    is_new = entry.answer is not None and entry.answer.round_id == round_id
    return not (is_ended or is_new)


_counts = (
    select(HelpReply.entry_id, HelpReply.helped, func.count())
    .where(HelpReply.entry_id.in_(bindparam("entries", expanding=True)))
    .group_by(HelpReply.entry_id, HelpReply.helped)
)


def _replies(session: Session, entries: Sequence[int]) -> dict[int, tuple[int, int]]:
    """How many said of each that it helped, and that it did not."""
    counted: dict[int, tuple[int, int]] = {}
    for id_, helped, number in fetch(session, _counts, {"entries": list(entries)}):
        yes, no = counted.get(id_, (0, 0))
        counted[id_] = (yes + number, no) if helped else (yes, no + number)
    return counted
