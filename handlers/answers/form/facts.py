"""The text above the fields of an answer's form: the activity, last time's answer, and what others have answered."""

from collections.abc import Sequence

from actions.answers.storing import is_late
from handlers.answers.known import RowHistory
from handlers.answers.other_goals import elsewhere_parts, shared_rows
from handlers.context import Context
from messages.parts import Heading, Paragraph, Part, Run, Small
from messages.words import goal_name, light, previously
from models.answers.answerable import AnswerableRow
from models.answers.history.last_time import answers_last_time
from models.answers.progress import Progress
from models.rules.text import shorten
from models.vocabulary.rounds import RoundState


def facts(ctx: Context, target: AnswerableRow, history: RowHistory, progress: Progress, draft: str) -> list[Part]:
    """`draft` is the time, in words, of the draft that fills the fields; empty when none does."""
    t, row = ctx.t, target.row
    goals = t.enumeration(goal_name(t, other.goal) for other in target.plan.of_activity(row.activity_id))
    parts: list[Part] = [Small(_place_in_list(ctx, target, progress)), Heading(shorten(row.activity, 150))]
    if len(row.activity) > 150:
        parts.append(Paragraph(row.activity))
    parts.append(Paragraph(goals))
    if draft:
        parts.append(Paragraph((Run(t("Draft from {time}. It has not been sent yet.", time=draft), bold=True),)))
    parts += _time_notes(ctx, target)
    parts += _last_time(ctx, target, history)
    return parts + _current_answer_parts(ctx, history, draft) + elsewhere_parts(ctx, target)


def _place_in_list(ctx: Context, target: AnswerableRow, progress: Progress) -> str:
    t, number = ctx.t, progress.place_of(target.row)
    done = t("{done} of {total} done", done=progress.done, total=progress.total) if progress.total else ""
    position = t("activity {n} of {total}", n=number, total=progress.total) if number else ""
    return " · ".join(filter(None, (target.round.name, done, target.row.unit_names, position)))


def _time_notes(ctx: Context, target: AnswerableRow) -> list[Part]:
    t = ctx.t
    if target.round.state is RoundState.PLANNED:
        return [Small(t("The round opens {time}; you are answering early.", time=t.instant(target.round.opens_at)))]
    if target.round.state is RoundState.LOCKED:
        return [Small(t("The round is locked; the answer is marked as an erratum."))]
    if is_late(target.round, target.row, ctx.now):
        return [Small(t("The deadline has passed, so your answer will be marked as late."))]
    return []


def _last_time(ctx: Context, target: AnswerableRow, history: RowHistory) -> list[Part]:
    """For an activity under several goals, last time's answer under each, without repetition."""
    t, parts, shown = ctx.t, list[Part](), set[str]()
    others = [row for row in shared_rows(ctx, target) if row is not target.row]
    before = answers_last_time(ctx.session, target.round, others) if others else {}
    for row in (target.row, *others):
        mine = row is target.row
        words = previously(t, row, history.previous if mine else before.get(row.placement_id), 1000)
        if words and words not in shown:
            parts.append(Paragraph(words if mine else f"{row.goal.name}: {words}"))
            shown.add(words)
    return parts


def _current_answer_parts(ctx: Context, history: RowHistory, draft: str) -> list[Part]:
    """What somebody else has answered; or the asker's own answer when the fields hold a draft."""
    t, current = ctx.t, history.current
    if current is None or (current.author_id == ctx.person().id and not draft):
        return []
    if current.author_id == ctx.person().id:
        words = t("Your answer is {light}: {comment} – it holds until you send the draft.",
                  light=light(t, current.status), comment=t.quote(shorten(current.comment, 600)))  # fmt: skip
        return [Paragraph(words)]
    author = ctx.directory.by_id.get(current.author_id or 0)
    name = author.name if author else t("Someone else")
    words = t("{name} has answered: {light} – {comment}. Confirm or change.", name=name,
              light=light(t, current.status), comment=t.quote(shorten(current.comment, 600)))  # fmt: skip
    return [Paragraph(words)]


def saved_parts(saved: str, notes: Sequence[str]) -> list[Part]:
    """`saved` says what was just stored, `notes` are hints about it."""
    parts: list[Part] = [Paragraph((Run(saved, bold=True),))] if saved else []
    return [*parts, *(Small(note) for note in notes)]
