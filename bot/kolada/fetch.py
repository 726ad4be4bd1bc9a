"""Fetches the values of the indicators that are Kolada's, each stored by itself: what fails takes nothing with it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.registers.lines import store_lines
from bot.kolada.client import Kolada, KoladaGone
from imports.kolada import LONGEST_KEY, SOURCE, Fetched, KoladaFault, only_new, read_values, shown
from models.people.directory_cache import load_directory
from models.registers.declaration import Line
from models.registers.kinds.indicator_values import REGISTER as VALUES
from models.registers.kinds.indicators import REGISTER as INDICATORS
from models.registers.lines import Lines
from models.registers.links.targets import Targets
from models.registers.queries import lines_of
from models.registers.tables import RegisterLine
from models.rounds.queries import plan_of_year
from models.rules.text import fold, plain
from models.storage.database import Database

_AREAS_AT_A_TIME = 20  # Kolada takes about 25 in an address


@dataclass
class Outcome:
    """What became of an indicator. `fault` is why nothing of it was stored; `notes` what else is to be known."""

    key: str
    kpi: str
    title: str = ""
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    kept: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    fault: str | None = None


def indicators_of_kolada(session: Session) -> dict[str, str]:
    """The ids at Kolada of the indicators that have one, by their keys."""
    return {
        line.key: str(line.content["external_id"])
        for line in lines_of(session, INDICATORS.name, with_ended=False)
        if plain(SOURCE) in plain(str(line.content["source"])) and line.content.get("external_id")
    }


def names_of_areas(kolada: Kolada, areas: Sequence[str]) -> dict[str, str]:
    """The areas' names by their ids. Raises KoladaFault for an id that Kolada does not know."""
    found = {str(row["id"]): shown(row.get("title") or "") for part in _parts(areas)
             for row in kolada.rows("municipality", ",".join(part)) if "id" in row}  # fmt: skip
    for area in areas:
        if area not in found:
            hint = f" Do you mean {area.zfill(4)}?" if area.isdecimal() and len(area) < 4 else ""
            raise KoladaFault(f"Kolada has no area “{area}”; ids have four digits, such as 0019.{hint}")
    return {area: found[area] for area in areas}


def fetch_all(
    database: Database, kolada: Kolada, wanted: Mapping[str, str], areas: Sequence[str], now: datetime, today: date,
    dry_run: bool, tell: Callable[[Outcome], None],
) -> bool:  # fmt: skip
    """Fetches and stores one indicator after the other, and reports each. Returns whether all went well. Stops when
    Kolada goes on failing. Raises KoladaFault before anything is stored when an area is unknown."""
    names, all_well = names_of_areas(kolada, areas), True
    for key, kpi in wanted.items():
        outcome, kolada.notes = Outcome(key, kpi), []
        try:
            _fetch(database, kolada, outcome, names, now, today, dry_run)
        except KoladaFault as fault:
            outcome.fault, all_well = str(fault), False
            if isinstance(fault, KoladaGone):
                tell(outcome)
                return False
        tell(outcome)
    return all_well


def _fetch(
    database: Database, kolada: Kolada, outcome: Outcome, areas: Mapping[str, str], now: datetime, today: date,
    dry_run: bool,
) -> None:  # fmt: skip
    if len(outcome.key) > LONGEST_KEY:
        raise KoladaFault(f"the indicator’s key is longer than {LONGEST_KEY} characters, so its values can have none")
    described = next(iter(kolada.rows("kpi", outcome.kpi)), None)
    if described is None:
        raise KoladaFault("Kolada has no indicator with that id. Look for it: malvakten kolada find WORDS")
    outcome.title = shown(described.get("title") or "", 200)
    rows = [row for part in _parts(list(areas))
            for row in kolada.rows("data", "kpi", outcome.kpi, "municipality", ",".join(part))]  # fmt: skip
    fetched = read_values(rows, outcome.key, outcome.kpi, areas, today)
    outcome.notes += dict.fromkeys([*kolada.notes, *fetched.notes])
    if not fetched.lines:
        outcome.notes.append("Kolada has no values for these areas. What was retrieved before is kept.")
    with database.write() as session:
        _store(session, outcome, fetched, areas, now)
        if dry_run:
            session.rollback()


def _store(session: Session, outcome: Outcome, fetched: Fetched, areas: Mapping[str, str], now: datetime) -> None:
    directory = load_directory(session)
    targets = Targets(session, directory, plan_of_year(directory, now.year))
    known = Lines.of(session, VALUES.name, targets, [line.key for line in fetched.lines]).by_key
    living = [line for line in fetched.lines if not _is_ended(known, line)]
    if len(living) < len(fetched.lines):
        outcome.notes.append("Lines that were ended stay ended, whatever Kolada says.")
    new = only_new(living, {line.key: known[fold(line.key)].content for line in living if fold(line.key) in known})
    stored = store_lines(session, VALUES, targets, new, now)
    if stored.faults:
        raise KoladaFault(str(stored.faults[0][1]))
    outcome.added, outcome.changed, outcome.kept = len(stored.added), len(stored.changed), stored.kept
    outcome.unchanged = len(fetched.lines) - len(new)
    if gone := _gone(session, outcome.key, areas, {fold(line.key) for line in fetched.lines}):
        outcome.notes.append(f"Kolada no longer has {', '.join(gone[:5])}{' …' if len(gone) > 5 else ''}. What was "
                             "retrieved before is kept.")  # fmt: skip


def _is_ended(known: Mapping[str, RegisterLine], line: Line) -> bool:
    row = known.get(fold(line.key))
    return row is not None and row.ended is not None


def _gone(session: Session, indicator: str, areas: Iterable[str], came: set[str]) -> list[str]:
    """The keys of values that were fetched earlier and are not in the answer any more."""
    gone = []
    for area in areas:
        query = select(RegisterLine.key, RegisterLine.folded_key).where(
            RegisterLine.register == VALUES.name,
            RegisterLine.folded_key.startswith(fold(f"{indicator}-{area}-"), autoescape=True),
        )
        gone += [key for key, folded in session.execute(query) if folded not in came and "(" not in folded]
    return gone


def _parts(areas: Sequence[str]) -> Iterable[Sequence[str]]:
    return (areas[first : first + _AREAS_AT_A_TIME] for first in range(0, len(areas), _AREAS_AT_A_TIME))
