"""The lists behind the home page's buttons: the asker's rows in a round, and their answers with earlier versions."""

from handlers.access import plan_of, round_by_id
from handlers.context import Context, Refusal
from handlers.standing.pages import RowParts, page_buttons, pages_of
from messages.home.owner import row_line
from messages.home.reader import Reader
from messages.owners.personal import personal_choice
from messages.parts import Bullets, Button, Buttons, Heading, Message, Paragraph, Part, Run, Small, runs_of
from messages.values.plan import PageValue
from messages.values.rows import RowValue
from messages.words import light, row_name
from models.answers.queries import AnswerView, answer_versions, current_answers, is_masked_for_others
from models.plan.views import RowView
from models.rounds.tables import Round
from models.rules.text import shorten

_ROWS_A_PAGE, _ANSWERS_A_PAGE, _VERSIONS = 20, 6, 5


def home_rows(ctx: Context, value: str) -> Message:
    """The asker's rows in a round, with a button to each. `value` is a `PageValue` of a round."""
    page = PageValue.read(value)
    round_, reader = _round_and_reader(ctx, page)
    rows = reader.rows(round_)
    answers = current_answers(ctx.session, round_.id, plan_of(ctx, round_).id)
    pages = [rows[i : i + _ROWS_A_PAGE] for i in range(0, len(rows), _ROWS_A_PAGE)]
    number = min(page.page, len(pages) - 1)
    lines = tuple(row_line(reader, row, answers.get(row.placement_id)) for row in pages[number])
    to_rows = [
        Button(ctx.t("Row {row}", row=row.row), "answer_row", str(RowValue.of(row, round_.id))) for row in pages[number]
    ]
    parts: list[Part] = [Heading(ctx.t("Your rows in {round}", round=round_.name)[:150]), Bullets(lines)]
    parts += [Buttons(tuple(to_rows[i : i + 5])) for i in range(0, len(to_rows), 5)]
    shown: list[list[RowParts]] = [[(row, ()) for row in rows_shown] for rows_shown in pages]
    return Message((*parts, *_page_buttons(ctx, "home_rows", round_, number, shown)), replace=page.turned)


def home_answers(ctx: Context, value: str) -> Message:
    """The answers on the asker's rows in a round, with earlier versions. `value` is a `PageValue` of a round."""
    page = PageValue.read(value)
    round_, reader = _round_and_reader(ctx, page)
    answers = current_answers(ctx.session, round_.id, plan_of(ctx, round_).id, reader=ctx.person().id)
    answered = [(row, answers[row.placement_id]) for row in reader.rows(round_) if row.placement_id in answers]
    if not answered:
        raise Refusal(ctx.t("There are no answers of yours in {round}.", round=round_.name))
    pages = pages_of([(row, _answer(ctx, round_, row, answer)) for row, answer in answered], _ANSWERS_A_PAGE)
    number = min(page.page, len(pages) - 1)
    parts: list[Part] = [Heading(ctx.t("Your answers in {round}", round=round_.name)[:150])]
    parts += [part for _, drawn in pages[number] for part in drawn]
    return Message((*parts, *_page_buttons(ctx, "home_answers", round_, number, pages)), replace=page.turned)


def _answer(ctx: Context, round_: Round, row: RowView, answer: AnswerView) -> tuple[Part, ...]:
    t = ctx.t
    head = (Run(light(t, answer.status), bold=True), " · ", *runs_of(row_name(t, row)))
    when = t("Answered {time}; version {n}.", time=t.instant(answer.submitted_at), n=answer.version)
    parts: tuple[Part, ...] = (Paragraph(head), Paragraph(t.quote(shorten(answer.comment, 400))), Small(when))
    if is_masked_for_others(answer, ctx.person().id):
        parts = (*parts, *personal_choice(t, row, round_.id, answer.id))
    if answer.version == 1:
        return parts
    earlier = answer_versions(ctx.session, round_.id, row.placement_id, ctx.person().id)[:-1]
    items = tuple(
        t("Version {n}, {time}: {light} – {comment}", n=old.version, time=t.instant(old.submitted_at),
          light=light(t, old.status), comment=t.quote(shorten(old.comment, 150)))
        for old in reversed(earlier[-_VERSIONS:])
    )  # fmt: skip
    return (*parts, Bullets(items))


def _round_and_reader(ctx: Context, page: PageValue) -> tuple[Round, Reader]:
    """The round of a list, for an asker who has rows in it. Raises Refusal for others."""
    round_ = round_by_id(ctx, page.round_id)
    reader = Reader(ctx.session, ctx.options, ctx.t, ctx.directory, ctx.person(), ctx.now)
    if round_ is None or not reader.rows(round_):
        raise Refusal(ctx.t("There is nothing of yours to show here."))
    return round_, reader


def _page_buttons(ctx: Context, action: str, round_: Round, number: int, pages: list[list[RowParts]]) -> list[Part]:
    buttons = page_buttons(ctx, action, PageValue.of_round(round_.id).scope, number, pages)
    return [Buttons(tuple(buttons))] if buttons else []
