"""Answers that are a number: how many rows, which share runs according to plan, who has most."""

import re
from collections.abc import Sequence

from handlers.context import Context
from handlers.question import Question
from handlers.standing.view import Standing, figures_note, load_standing, scope_name
from messages.parts import Bullets, Divider, Heading, Message, Paragraph, Part, Run, Small, Text
from messages.words import count, light
from models.plan.find import Scope, goal_scope, unit_scope
from models.plan.views import RowView
from models.vocabulary.answers import Status

_PER_GOAL = ("per mal", "varje mal", "vart mal", "per goal", "each goal", "malomrade", "fordel")
_PER_UNIT = ("per verksamhet", "varje verksamhet", "per unit", "each unit", "per enhet")
_GOALS = re.compile(
    r"\b(?:hur manga|antal\w*|how many|number of) (?:olika |different )?(?:visions)?(?:mal|malomraden|goals)\b"
)
_UNITS = re.compile(
    r"\b(?:hur manga|antal\w*|how many|number of) (?:olika |different )?(?:verksamheter|enheter|units)\b"
)
_AND_UNITS = re.compile(r"\b(?:och|and) (?:verksamheter|enheter|units)\b")
_FEWEST = (" farst ", " minst ", " fewest ", " least ")
_ANSWERED = ("svarat", " svar ", "kommit in", "inkommit", "rapportera", "besvara", "answered", "reported")
_UNANSWERED = (" kvar ", "obesvara", " left ", "unanswered", "saknar")
_LISTED = 5


def how_many(ctx: Context, question: Question) -> Message:
    """The number of rows that the question names, of its colours; by goal or by unit when it asks for that."""
    if whole := _each(ctx, question):
        return whole
    standing = load_standing(ctx, question.round)
    rows = question.rows
    where = _where(ctx, question)
    parts: list[Part] = [Paragraph((Run(_how_many_rows(ctx, rows, where), bold=True),))]
    if question.colours:
        matching = _of_colours(standing, rows, question.colours)
        shown = ctx.t.enumeration(light(ctx.t, colour) for colour in question.colours)
        sentence = ctx.t("{n} of {total} rows: {lights}.", n=len(matching), total=len(rows), lights=shown)
        parts = [Paragraph((Run(sentence, bold=True),)), *([Small(where)] if where else [])]
    parts.append(Paragraph(count(rows, standing.answers).sentence(ctx.t)))
    return Message((*parts, Small(figures_note(ctx, standing))))


def _each(ctx: Context, question: Question) -> Message | None:
    """The numbers of every goal or unit, when the question asks for those."""
    if _GOALS.search(question.sentence) and _AND_UNITS.search(question.sentence):
        return Message((*by_goal(ctx, question).parts, Divider(), *by_unit(ctx, question).parts))
    if any(words in question.sentence for words in _PER_UNIT) or _UNITS.search(question.sentence):
        return by_unit(ctx, question)
    if any(words in question.sentence for words in _PER_GOAL) or _GOALS.search(question.sentence):
        return by_goal(ctx, question)
    return None


def by_goal(ctx: Context, question: Question) -> Message:
    """The goals with their numbers."""
    standing = load_standing(ctx, question.round)
    scopes = [goal_scope(standing.plan, goal) for goal in standing.plan.goals]
    return _by(ctx, standing, scopes, ctx.t.plural("{n} goal.", "{n} goals.", len(scopes)))


def by_unit(ctx: Context, question: Question) -> Message:
    """The units with their numbers."""
    standing = load_standing(ctx, question.round)
    scopes = [unit_scope(standing.plan, unit) for unit in standing.plan.units]
    return _by(ctx, standing, scopes, ctx.t.plural("{n} unit.", "{n} units.", len(scopes)))


def side_by_side(ctx: Context, question: Question) -> Message:
    """The goals, units or groups of rows that the question names, beside each other."""
    standing = load_standing(ctx, question.round)
    return Message((
        Heading(ctx.t("Side by side")),
        *(part for group in question.mentioned.groups for scope in group for part in _numbers(ctx, standing, scope)),
        Small(figures_note(ctx, standing)),
    ))  # fmt: skip


def _numbers(ctx: Context, standing: Standing, scope: Scope) -> tuple[Part, ...]:
    sentence = count(scope.rows, standing.answers).sentence(ctx.t)
    return (Paragraph((Run(scope_name(ctx, scope), bold=True), f": {sentence}")),)


def _where(ctx: Context, question: Question) -> str:
    if question.scope:
        return scope_name(ctx, question.scope)
    return ctx.t.enumeration(scope_name(ctx, scope) for group in question.mentioned.groups for scope in group)


def _how_many_rows(ctx: Context, rows: Sequence[RowView], where: str) -> str:
    t = ctx.t
    activities = len({row.activity_id for row in rows})
    sentence = t.plural("{n} row", "{n} rows", len(rows))
    if activities < len(rows):
        sentence += ", " + t.plural("{n} different activity", "{n} different activities", activities)
    return f"{where}: {sentence}." if where else t("The plan has {rows}.", rows=sentence)


def _of_colours(standing: Standing, rows: Sequence[RowView], colours: Sequence[Status | None]) -> list[RowView]:
    current = ((row, standing.answers.get(row.placement_id)) for row in rows)
    return [row for row, answer in current if (answer.status if answer else None) in colours]


def _by(ctx: Context, standing: Standing, scopes: Sequence[Scope], number: str) -> Message:
    lines: list[Text] = [
        (Run(scope_name(ctx, scope), bold=True), f": {count(scope.rows, standing.answers).sentence(ctx.t)}")
        for scope in scopes
    ]
    total = _how_many_rows(ctx, standing.plan.rows, "")
    return Message((Paragraph(f"{total} {number}"), Bullets(tuple(lines)), Small(figures_note(ctx, standing))))


def share(ctx: Context, question: Question) -> Message:
    """Which share of the rows has the question's colour, green when it names none; of all, and of those answered."""
    if whole := _each(ctx, question):
        return whole
    standing = load_standing(ctx, question.round)
    rows, t = question.rows, ctx.t
    if not question.colours and any(word in f"{question.sentence} " for word in _ANSWERED):
        return _share_answered(ctx, standing, question)
    colours = question.colours or (Status.GREEN,)
    answered = [row for row in rows if row.placement_id in standing.answers]
    parts: list[Part] = []
    if not answered and None not in colours:
        parts.append(Paragraph(t("No row has been answered yet, so there is no share to tell.")))
    else:
        matching = _of_colours(standing, rows, colours)
        shown = t.enumeration(light(t, colour) for colour in colours)
        sentence = t("{lights}: {n} of {total} rows ({percent} %).", lights=shown, n=len(matching), total=len(rows),
                     percent=_percent(len(matching), len(rows)))  # fmt: skip
        parts.append(Paragraph((Run(sentence, bold=True),)))
        if len(answered) < len(rows):
            parts.append(Paragraph(
                t("Of the {answered} rows that have been answered it is {percent} %.", answered=len(answered),
                  percent=_percent(len(matching), len(answered)))
            ))  # fmt: skip
    where = _where(ctx, question)
    if where:
        parts.insert(0, Heading(where[:150]))
    parts.append(Paragraph(count(rows, standing.answers).sentence(t)))
    return Message((*parts, Small(figures_note(ctx, standing))))


def _share_answered(ctx: Context, standing: Standing, question: Question) -> Message:
    rows = question.rows
    answered = sum(row.placement_id in standing.answers for row in rows)
    sentence = ctx.t("{n} of {total} rows have an answer ({percent} %).", n=answered, total=len(rows),
                     percent=_percent(answered, len(rows)))  # fmt: skip
    where = _where(ctx, question)
    head: list[Part] = [Heading(where[:150])] if where else []
    return Message((*head, Paragraph((Run(sentence, bold=True),)), Small(figures_note(ctx, standing))))


def _percent(part: int, whole: int) -> int:
    return round(100 * part / whole) if whole else 0


def most(ctx: Context, question: Question) -> Message:
    """The units (or goals) with the most rows, or the fewest; of the question's colours when it names some."""
    standing, t = load_standing(ctx, question.round), ctx.t
    plan, sentence = standing.plan, f" {question.sentence} "
    scopes = [unit_scope(plan, unit) for unit in plan.units]
    if " mal" in sentence or " goal" in sentence:
        scopes = [goal_scope(plan, goal) for goal in plan.goals]
    colours = question.colours
    if not colours and any(word in sentence for word in _UNANSWERED):
        colours = (None,)
    if not colours and ("avvik" in sentence or "deviation" in sentence):
        colours = (Status.YELLOW, Status.RED)
    numbers = {scope: len(_of_colours(standing, scope.rows, colours) if colours else scope.rows) for scope in scopes}
    has_fewest = any(word in sentence for word in _FEWEST)
    ranked = [scope for scope in scopes if numbers[scope] or has_fewest]
    ranked.sort(key=lambda scope: numbers[scope], reverse=not has_fewest)
    shown = f" ({t.enumeration(light(t, colour) for colour in colours)})" if colours else ""
    lines = tuple(
        (Run(scope_name(ctx, scope), bold=True), f": {_rows(ctx, scope, numbers[scope])}{shown}")
        for scope in ranked[:_LISTED]
    )
    title = t("Fewest rows") if has_fewest else t("Most rows")
    listed = Bullets(lines) if lines else Paragraph(t("No rows match."))
    return Message((Heading(title), listed, Small(figures_note(ctx, standing))))


def _rows(ctx: Context, scope: Scope, number: int) -> str:
    """`22 rader, varav 2 delas med en annan verksamhet`."""
    sentence = ctx.t.plural("{n} row", "{n} rows", number)
    shared = sum(len(row.units) > 1 for row in scope.rows) if scope.unit and number == len(scope.rows) else 0
    if shared:
        sentence += ", " + ctx.t.plural("{n} of them shared with another unit", "{n} of them shared with other units",
                                        shared)  # fmt: skip
    return sentence
