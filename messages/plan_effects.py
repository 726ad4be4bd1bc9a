"""What a change of the plan does to the open rounds, in words: who is told, who is asked from then on."""

from collections.abc import Iterable, Sequence

from i18n import Translator
from models.people.views import PersonView
from models.plan.views import RowView
from models.planning.concerned import Effect

_MOST_NAMED = 12


def effect_lines(t: Translator, effects: Sequence[Effect], ownerless: Iterable[RowView] = ()) -> list[str]:
    """A line for each thing that happens to somebody; one that says so when nothing does. `ownerless` are rows that
    nobody would answer for."""
    lines: list[str] = []
    for effect in effects:
        if effect.told:
            lines.append(t("{round} is open. {people} will be told in a message.", round=effect.round.name,
                           people=_names(t, effect.told)))  # fmt: skip
        if effect.asked:
            lines.append(
                t("{people} will be asked in {round}.", round=effect.round.name, people=_names(t, effect.asked))
            )
        if effect.answered:
            rows = t.enumeration(str(row.row) for row in effect.answered)
            lines.append(t.plural("Row {rows} has an answer in {round}. It is kept.",
                                  "Rows {rows} have answers in {round}. They are kept.", len(effect.answered),
                                  rows=rows, round=effect.round.name))  # fmt: skip
    lines += [t("Nobody in the people file answers for row {row} then.", row=row.row) for row in ownerless]
    return lines or [t("No round is open on the plan, so nobody is told anything now.")]


def _names(t: Translator, people: Sequence[PersonView]) -> str:
    shown = [person.name for person in people[:_MOST_NAMED]]
    if len(people) > _MOST_NAMED:
        shown.append(t("{n} more", n=len(people) - _MOST_NAMED))
    return t.enumeration(shown)
