"""The page's parts for managers (my unit) and coordinators (the round at a glance)."""

from messages.home.reader import LONGEST_TITLE, Reader, and_more, short_name
from messages.parts import Bullets, Button, Buttons, Heading, Paragraph, Part, Run, Small, Text, runs_of
from messages.values.plan import PageValue
from messages.words import count, goal_name, light
from models.answers.queries import AnswerView, current_answers
from models.plan.find import goal_scope, unit_scope
from models.plan.views import PlanView, RowView, UnitView
from models.rounds.queries import current_round
from models.rounds.tables import Round
from models.rules.text import shorten
from models.vocabulary.answers import Status
from models.vocabulary.people import Role
from models.vocabulary.rounds import RoundState

_MOST_UNITS, _MOST_DEVIATIONS, _MOST_MISSING, _MOST_GOALS = 3, 4, 10, 6
Answers = dict[int, AnswerView]


def unit_parts(reader: Reader) -> list[Part]:
    """For a manager: counts for each of their units, and its deviations."""
    if Role.MANAGER not in reader.person.roles:
        return []
    round_, plan, answers = _current_state(reader)
    units = [unit for unit in plan.units if unit.id in reader.person.units] if plan else []
    if plan is None or not units:
        return []
    t = reader.t
    title = t("Your unit") if len(units) == 1 else t("Your units")
    parts: list[Part] = [Heading(title), *_round_line(reader, round_)]
    for unit in units[:_MOST_UNITS]:
        parts += _unit(reader, plan, unit, answers)
    names = tuple(shorten(unit.name, LONGEST_TITLE) for unit in units[_MOST_UNITS : 2 * _MOST_UNITS])
    return [*parts, Small(t("Also: {units}", units=t.enumeration(names)))] if names else parts


def _unit(reader: Reader, plan: PlanView, unit: UnitView, answers: Answers) -> list[Part]:
    t, scope = reader.t, unit_scope(plan, unit)
    parts: list[Part] = [
        Paragraph((Run(shorten(unit.name, LONGEST_TITLE), bold=True), f": {count(scope.rows, answers).sentence(t)}")),
    ]
    deviating = [row for row in scope.rows if row.placement_id in answers]
    deviating = [row for row in deviating if answers[row.placement_id].status.is_deviation]
    deviating.sort(key=lambda row: (answers[row.placement_id].status is not Status.RED, row.row))
    items = [_deviation(reader, row, answers[row.placement_id]) for row in deviating[:_MOST_DEVIATIONS]]
    if items:
        parts.append(Bullets((*items, *and_more(reader, len(deviating) - _MOST_DEVIATIONS))))
    show = t("Show {name}", name=shorten(unit.name, LONGEST_TITLE))
    return [*parts, Buttons((Button(show, "status_page", str(PageValue(0, scope.value))),))]


def _deviation(reader: Reader, row: RowView, answer: AnswerView) -> Text:
    t = reader.t
    name = short_name(reader, row)
    action = t("Action: {text}", text=shorten(answer.action, 100)) if answer.action else t("Action: none given yet")
    due = " · " + t("Done by: {day}", day=t.day(answer.action_due)) if answer.action_due else ""
    head = (Run(light(t, answer.status), bold=True), " · ")
    return (*head, *runs_of(name), f" – {action}{due}")


def round_parts(reader: Reader) -> list[Part]:
    """For a coordinator: counts for the round and its goals, and who has not answered, by unit."""
    if not reader.person.is_coordinator:
        return []
    t = reader.t
    round_, plan, answers = _current_state(reader)
    if plan is None or round_ is None:
        return []
    parts: list[Part] = [Heading(t("The round at a glance")), *_round_line(reader, round_)]
    parts.append(Paragraph((Run(count(plan.rows, answers).sentence(t), bold=True),)))
    goals: list[Text] = [
        (
            Run(shorten(goal_name(t, goal), LONGEST_TITLE), bold=True),
            f": {count(goal_scope(plan, goal).rows, answers).sentence(t)}",
        )
        for goal in plan.goals[:_MOST_GOALS]
    ]
    parts.append(Bullets((*goals, *and_more(reader, len(plan.goals) - _MOST_GOALS))))
    parts += _missing(reader, round_, plan, answers)
    parts.append(Buttons((Button(t("Show the status"), "status_page", str(PageValue())),)))
    return parts


def _missing(reader: Reader, round_: Round, plan: PlanView, answers: Answers) -> list[Part]:
    """The unanswered rows by unit, with who is asked about them. For coordinators only (contract)."""
    t = reader.t
    by_unit: dict[str, list[RowView]] = {}
    for row in plan.rows:
        if row.placement_id not in answers:
            by_unit.setdefault(row.unit_names, []).append(row)
    if not by_unit:
        return [Paragraph(t("Every activity has been reported."))]
    items: list[Text] = []
    for unit, rows in sorted(by_unit.items()):
        words = t.plural(
            "{unit}: {n} activity not reported",
            "{unit}: {n} activities not reported",
            len(rows),
            unit=shorten(unit, LONGEST_TITLE),
        )
        asked = dict.fromkeys(person for row in rows for person in reader.directory.asked(row, round_.id))
        names = [reader.directory.by_id[person].name for person in asked if person in reader.directory.by_id]
        nobody = t("back with the coordinator")
        if not any(reader.directory.owners(row) for row in rows):
            nobody = t("nobody answers for it in the people file")
        who = t.enumeration(names) if names else nobody
        items.append((words, f" – {shorten(who, 110)}"))
    left = len(items) - _MOST_MISSING
    return [
        Paragraph(t("Without an answer, by unit:")),
        Bullets((*items[:_MOST_MISSING], *and_more(reader, left))),
        Small(t("Only coordinators get this list.")),
    ]


def _current_state(reader: Reader) -> tuple[Round | None, PlanView | None, Answers]:
    """The current round, its plan and current answers. Without any round: the newest plan, and no answers."""
    round_ = current_round(reader.session)
    if round_ is None:
        return None, max(reader.directory.plans, key=lambda plan: plan.year, default=None), {}
    plan = reader.plan(round_)
    return round_, plan, current_answers(reader.session, round_.id, plan.id) if plan else {}


def _round_line(reader: Reader, round_: Round | None) -> list[Part]:
    t = reader.t
    if round_ is None:
        return []
    if round_.state is RoundState.OPEN:
        return [Small(t("{round}, open until {deadline}.", round=round_.name, deadline=t.instant(round_.deadline)))]
    return [Small(t("{round}, closed {time}.", round=round_.name, time=t.instant(round_.closed_at or round_.deadline)))]
