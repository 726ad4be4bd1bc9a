"""What stands above the fields of an answer's form: the activity, the time before, and what others have answered."""

from collections.abc import Sequence

from handlers.answers.known import Known
from handlers.context import Context
from messages.parts import Heading, Paragraph, Part, Run, Small
from messages.words import goal_name, light, previously
from models.answers.answerable import AnswerableRow
from models.answers.last_time import answers_last_time
from models.answers.progress import Progress
from models.plan.views import RowView
from models.rules.text import shorten
from models.vocabulary import RoundState


def shared_rows(ctx: Context, place: AnswerableRow) -> tuple[RowView, ...]:
    """All rows of an activity under several goals, if the person reports on each of them in this round; else only this
    one."""
    rows = place.plan.of_activity(place.row.activity_id)
    me, round_id = ctx.person(), place.round.id
    if place.on_behalf_of is None and all(ctx.directory.reports_on(me, row, round_id) for row in rows):
        return rows
    return (place.row,)


def facts(ctx: Context, place: AnswerableRow, about: Known, state: Progress, draft: str) -> list[Part]:
    """What is known, above what is asked. `draft` is when a draft that fills the fields was kept."""
    t, row = ctx.t, place.row
    goals = t.enumeration(goal_name(t, other.goal) for other in place.plan.of_activity(row.activity_id))
    parts: list[Part] = [Small(_where(ctx, place, state)), Heading(shorten(row.activity, 150))]
    if len(row.activity) > 150:
        parts.append(Paragraph(row.activity))
    parts.append(Paragraph(goals))
    if draft:
        parts.append(Paragraph((Run(t("Draft from {time}. It has not been sent yet.", time=draft), bold=True),)))
    parts += _time_notes(ctx, place)
    parts += _last_time(ctx, place, about)
    return parts + _of_now(ctx, about, draft)


def _where(ctx: Context, place: AnswerableRow, state: Progress) -> str:
    t, number = ctx.t, state.place_of(place.row)
    done = t("{done} of {total} done", done=state.done, total=state.total) if state.total else ""
    at = t("activity {n} of {total}", n=number, total=state.total) if number else ""
    return " · ".join(filter(None, (place.round.name, done, place.row.unit_names, at)))


def _time_notes(ctx: Context, place: AnswerableRow) -> list[Part]:
    t = ctx.t
    if place.round.state is RoundState.PLANNED:
        return [Small(t("The round opens {time}; you are answering early.", time=t.instant(place.round.opens_at)))]
    if place.round.state is RoundState.LOCKED:
        return [Small(t("The round is locked; the answer is marked as an erratum."))]
    if place.round.state is RoundState.CLOSED or ctx.now > place.round.deadline:
        return [Small(t("The deadline has passed, so your answer will be marked as late."))]
    return []


def _last_time(ctx: Context, place: AnswerableRow, about: Known) -> list[Part]:
    """Of a shared activity each goal's own, where they differ."""
    t, parts, told = ctx.t, list[Part](), set[str]()
    others = [row for row in shared_rows(ctx, place) if row is not place.row]
    before = answers_last_time(ctx.session, place.round, others) if others else {}
    for row in (place.row, *others):
        mine = row is place.row
        words = previously(t, row, about.previous if mine else before.get(row.placement_id), 1000)
        if words and words not in told:
            parts.append(Paragraph(words if mine else f"{row.goal.name}: {words}"))
            told.add(words)
    return parts


def _of_now(ctx: Context, about: Known, draft: str) -> list[Part]:
    """What others have answered; one's own answer when the fields hold a draft."""
    t, now = ctx.t, about.now
    if now is None or (now.author_id == ctx.person().id and not draft):
        return []
    if now.author_id == ctx.person().id:
        words = t("Your answer is {light}: {comment} – it holds until you send the draft.", light=light(t, now.status),
                  comment=t.quote(shorten(now.comment, 600)))  # fmt: skip
        return [Paragraph(words)]
    author = ctx.directory.by_id.get(now.author_id or 0)
    name = author.name if author else t("Someone else")
    words = t("{name} has answered: {light} – {comment}. Confirm or change.", name=name,
              light=light(t, now.status), comment=t.quote(shorten(now.comment, 600)))  # fmt: skip
    return [Paragraph(words)]


def saved_parts(saved: str, notes: Sequence[str]) -> list[Part]:
    """What was stored a moment ago, and hints about it."""
    parts: list[Part] = [Paragraph((Run(saved, bold=True),))] if saved else []
    return [*parts, *(Small(note) for note in notes)]
