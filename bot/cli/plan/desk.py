"""What the commands that change a plan share: options, the plan in one transaction, and how to say what was done to
whom."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.plan.in_plan import refuse_row
from bot.cli.support import database, now, print_json, refuse, settings

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from actions.plan.editing import Editor
    from models.people.directory import Directory
    from models.plan.views import GoalView, PlanView, RowView, UnitView

Year = Annotated[
    int | None,
    typer.Option("--year", min=1900, max=2999, metavar="Y", help="The plan's year; by default this year's."),
]  # fmt: skip
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would be done and to whom, and change nothing.")]
_LINKING = ("to", "till", "with", "med", "and", "och")


@dataclass(frozen=True)
class Desk:
    """A plan that is being changed in one transaction."""

    session: "Session"
    plan: "PlanView"
    directory: "Directory"
    editor: "Editor"

    def row(self, number: int) -> "RowView":
        """The row with this number; refused with a sentence when there is none."""
        row = self.plan.by_row.get(number)
        if row is None:
            ended = self.plan.ended_by_row.get(number)
            if ended is not None:
                refuse(f"Row {number} has left the plan of {self.plan.year}{_when(ended.at)}. Nothing was changed.")
            refuse_row(self.plan, number)
        return row

    def units(self, names: str) -> "tuple[UnitView, ...]":
        """The units of a text split on `/`."""
        from models.planning.names import similar_names, unit_named

        found = []
        for name in filter(None, (part.strip() for part in names.split("/"))):
            unit = unit_named(self.directory, name)
            if unit is None:
                near = ", ".join(similar_names([each.name for each in self.directory.units], name))
                refuse(f"There is no unit “{name}”. Did you mean: {near}? A new unit comes with: malvakten plan import")
            found.append(unit)
        return tuple(dict.fromkeys(found))

    def goals(self, names: Sequence[str]) -> "tuple[GoalView, ...]":
        """The goals with these names."""
        from models.planning.names import goal_named, similar_names
        from models.planning.quality import all_goals

        known = all_goals(self.session)
        found = []
        for name in names:
            goal = goal_named(known, name)
            if goal is None:
                near = ", ".join(similar_names([each.name for each in known], name))
                refuse(f"There is no goal “{name}”. Did you mean: {near}? A new goal comes with: malvakten plan import")
            found.append(goal)
        return tuple(dict.fromkeys(found))

    def effects(self, before: "Iterable[RowView]", after: "Iterable[RowView]") -> list[str]:
        """What happens to whom in the open rounds, in words."""
        from i18n import translator
        from messages.plan_effects import effect_lines
        from models.planning.concerned import effects, nobody_answers_for

        after = list(after)
        found = effects(self.session, self.directory, self.plan, list(before), after)
        ownerless = [row for row in after if nobody_answers_for(self.directory, row)]
        return effect_lines(translator("en", settings(with_remarks=False).zone), found, ownerless)


def _when(at: datetime | None) -> str:
    return f" ({at:%Y-%m-%d})" if at else ""


@contextmanager
def plan_desk(year: int | None, dry_run: bool) -> Iterator[Desk]:
    """The plan of a year, for a change that is undone again when it is a dry run. A fault is a refusal."""
    from actions.plan.editing import Editor, PlanFault
    from models.people.directory_cache import load_directory
    from models.rounds.queries import plan_of_year

    chosen = settings()
    with database(chosen) as opened, opened.write() as session:
        directory = load_directory(session)
        plan = plan_of_year(directory, year or now().astimezone(chosen.zone).year)
        if plan is None or (year and plan.year != year):
            known = ", ".join(str(each.year) for each in directory.plans)
            refuse(f"There is no plan of {year}. There are plans of {known}." if known else
                   "There is no plan yet. Run: malvakten plan import FILE")  # fmt: skip
        try:
            yield Desk(session, plan, directory, Editor(session, now()))
        except PlanFault as fault:
            refuse(str(fault), "Nothing was changed.")
        if dry_run:
            session.rollback()


def tell(as_json: bool, dry_run: bool, year: int, done: str, effects: Sequence[str], **data: Any) -> None:
    if as_json:
        print_json({"year": year, "dry_run": dry_run, **data, "effects": list(effects)})
        return
    typer.echo(done)
    for line in effects:
        typer.echo(line)
    if dry_run:
        typer.echo("Dry run: nothing was stored.")


def without_link(words: Sequence[str]) -> str:
    """The words without the one that links them to what is before: `till Folkhälsa`, `med 15`."""
    return " ".join(words[1:] if words and is_link(words[0]) else words)


def is_link(word: str) -> bool:
    """Whether the word only links what is before it to what follows, as people say it in chat."""
    return word.casefold() in _LINKING


def numbers_of(rows: "Iterable[RowView]") -> list[int]:
    return [row.row for row in rows]


def in_words(numbers: Sequence[int]) -> str:
    if not numbers:
        return "no row"
    return f"{'row' if len(numbers) == 1 else 'rows'} {', '.join(map(str, numbers))}"


def day(option: str, text: str) -> date | None:
    if text.casefold() in {"none", "-"}:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"takes a day such as 2026-12-31, or none, not “{text}”", param_hint=option) from None
