"""Earlier lessons and actions that are like what is said about a row, and whether they helped."""

from actions.registers.learning import say_helped
from handlers.context import Context, Refusal, no_longer
from handlers.learning.about import any_row, is_own, own_row, row_first
from handlers.registers.shown import links_of
from messages.parts import Button, Buttons, Heading, Message, Paragraph, Part, Reply, Run, Small, say
from messages.values.answers import HelpValue
from messages.values.rows import RowValue
from messages.words import row_name
from models.answers.answerable import AnswerableRow
from models.answers.queries import AnswerView, current_answer
from models.learning.searching import Fitting, fitting
from models.learning.tables import SearchEntry
from models.plan.views import PlanView
from models.registers.links.targets import numbers_of_rows
from models.registers.tables import RegisterLine
from models.rounds.queries import plan_of_year
from models.rounds.tables import Round
from models.rules.answers.personal_data import masked
from models.rules.text import shorten
from models.vocabulary.answers import Status

_SHOWN = 300


def similar(ctx: Context, words: str) -> Reply:
    """`liknande 14`: what was learnt and done when something like it happened before."""
    number, rest = row_first(words)
    if number is None or rest:
        example = ctx.t.quote(ctx.t("similar {row}", row=14))
        raise Refusal(ctx.t("Which row is it about? Write for example {words}.", words=example))
    target = any_row(ctx, RowValue(number))
    answer = current_answer(ctx.session, target.round.id, target.row.placement_id)
    entries = _found(ctx, target, answer)
    heading = Heading(ctx.t("Like row {row}", row=target.row.row))
    if not entries:
        nothing = ctx.t("I find no earlier lesson or action that is like it.")
        return Message((heading, Paragraph(row_name(ctx.t, target.row)), Paragraph(nothing)))
    return Message((heading, Paragraph(row_name(ctx.t, target.row)), *_parts(ctx, target, entries)))


def similar_parts(ctx: Context, target: AnswerableRow, answer: AnswerView, before: Status | None) -> list[Part]:
    """Up to two of them when the row has just turned yellow or red, each with where it comes from."""
    entries = _when_turned(ctx, target, answer, before)
    if not entries:
        return []
    lead = Run(ctx.t("Something like it has happened before:"), bold=True)
    return [Paragraph((lead,)), *_parts(ctx, target, entries)]


def similar_notes(ctx: Context, target: AnswerableRow, answer: AnswerView, before: Status | None) -> list[str]:
    """The same as text alone, for a form that goes on to the next row."""
    entries = _when_turned(ctx, target, answer, before)
    notes = [
        ctx.t("Like it before: {words} ({source})", words=ctx.t.quote(_words(each)),
              source=_source(ctx, target.plan, each))
        for each in entries
    ]  # fmt: skip
    command = ctx.t.quote(ctx.t("similar {row}", row=target.row.row))
    how = ctx.t("{words} shows them, and lets you say whether they helped.", words=command)
    return [*notes, how] if notes else []


def _when_turned(ctx: Context, target: AnswerableRow, answer: AnswerView, before: Status | None) -> list[Fitting]:
    return _found(ctx, target, answer) if answer.status.is_deviation and answer.status is not before else []


def _found(ctx: Context, target: AnswerableRow, answer: AnswerView | None) -> list[Fitting]:
    texts = (answer.comment, answer.cause) if answer else ()
    words = " ".join(filter(None, texts)) or target.row.activity
    return fitting(ctx.session, words, target.round.id)


def _parts(ctx: Context, target: AnswerableRow, entries: list[Fitting]) -> list[Part]:
    t, parts = ctx.t, list[Part]()
    at, may_say = RowValue.of(target.row, target.round.id), is_own(ctx, target)
    for number, each in enumerate(entries, 1):
        told = (f"{_source(ctx, target.plan, each)}.", _counted(ctx, each), t("Did it help?") if may_say else "")
        buttons = (
            Button(t("{n}: it helped", n=number), "lesson_helped", str(HelpValue(at, each.entry_id, True))),
            Button(t("{n}: it did not help", n=number), "lesson_helped", str(HelpValue(at, each.entry_id, False))),
        )
        parts += [Paragraph(f"{number}. {_words(each)}"), Small(" ".join(filter(None, told)))]
        parts += [Buttons(buttons)] if may_say else []
    return parts


def _words(entry: Fitting) -> str:
    text = entry.answer.action if entry.answer else str(entry.line.content.get("text")) if entry.line else ""
    return shorten(masked(text or ""), _SHOWN)


def _source(ctx: Context, plan: PlanView, entry: Fitting) -> str:
    """Where it comes from: the activity and the round."""
    if entry.answer is not None:
        return _source_of_action(ctx, plan, entry.answer)
    return _source_of_lesson(ctx, entry.line) if entry.line is not None else ""


def _source_of_action(ctx: Context, plan: PlanView, answer: AnswerView) -> str:
    round_ = ctx.session.get_one(Round, answer.round_id)
    row = numbers_of_rows(ctx.directory, plan).get(answer.placement_id)
    activity = _activity(ctx, answer.placement_id)
    return ctx.t("Action on row {row}, {activity}, {round}", row=row or "?", activity=ctx.t.quote(activity),
                 round=round_.name)  # fmt: skip


def _source_of_lesson(ctx: Context, line: RegisterLine) -> str:
    origin, rows = line.content.get("origin"), [link for link in links_of(ctx, line) if link.startswith("row:")]
    place = str(origin) if origin else ctx.t.enumeration(
        ctx.t("row {row}", row=link.removeprefix("row:")) for link in rows
    )  # fmt: skip
    number = int(rows[0].removeprefix("row:")) if rows and rows[0][4:].isdecimal() else None
    plan = plan_of_year(ctx.directory, ctx.today.year)  # whose numbers the links have
    row = plan.by_row.get(number) if plan and number is not None else None
    activity = row.activity if row else ""
    parts = [ctx.t("Lesson {key}", key=line.key), ctx.t.quote(shorten(activity, 80)) if activity else "", place]
    return ", ".join(filter(None, parts))


def _activity(ctx: Context, placement_id: int) -> str:
    rows = (plan.by_placement.get(placement_id) for plan in ctx.directory.plans)
    ended = (each.row for plan in ctx.directory.plans for each in plan.ended if each.row.placement_id == placement_id)
    return next((shorten(row.activity, 80) for row in (*rows, *ended) if row is not None), "?")


def _counted(ctx: Context, entry: Fitting) -> str:
    asked = entry.helped + entry.did_not
    if not asked:
        return ""
    return ctx.t("{n} of {total} say that it helped.", n=entry.helped, total=asked)


def help_pressed(ctx: Context, value: str) -> Message:
    """*Hjälpte det?* `value` is a `HelpValue`."""
    said = HelpValue.read(value)
    target = own_row(ctx, said.at)
    if ctx.session.get(SearchEntry, said.entry_id or 0) is None:
        raise no_longer(ctx)
    say_helped(ctx.session, target, said.entry_id or 0, said.helped, ctx.person(), ctx.now)
    text = ctx.t("Noted: it helped.") if said.helped else ctx.t("Noted: it did not help.")
    return say(text, Small(ctx.t("It is counted, and shown to the next one to whom it is suggested.")))
