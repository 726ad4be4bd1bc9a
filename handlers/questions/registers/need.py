"""`Är behovet fortfarande aktuellt?`: of a row, or of the whole plan."""

import re

from handlers.access import require_member
from handlers.context import Context
from handlers.question import Question
from handlers.registers.needs import answer_buttons, shown_need
from handlers.registers.shown import line_words
from messages.parts import Bullets, Heading, Message, Paragraph, Part, Small, Text
from models.plan.mentions import mentions
from models.plan.views import RowView
from models.registers.kinds.needs import NO, REGISTER
from models.registers.needs import said_needs, targets_of_plan

_MOST = 12
_ASKING = re.compile(r"\b(?:behov\w*|needs?|aktivitet\w*|activit\w*|aktuell\w*|relevant\w*|fortfarande|still|there)\b")


def need_asked(ctx: Context, question: Question) -> Message:
    """`Är behovet fortfarande aktuellt?`: of the row that is named what was said last; else how many have said yes and
    no, and each no."""
    require_member(ctx)
    row = _row_asked(question)
    if row is not None:
        [target] = targets_of_plan(question.plan, (row,), with_goals=False)
        return shown_need(ctx, question.plan, target)
    t, said = ctx.t, said_needs(ctx.session)
    targets = targets_of_plan(question.plan, question.plan.rows, with_goals=True)
    lines = [line for each in targets if (line := said.this_year(each, ctx.today))]
    gone = [line for line in lines if line.content.get("answer") == NO]
    counts = t("{yes} yes, {no} no, {left} not answered within a year, of {n} activities and goals.",
               yes=t.number(len(lines) - len(gone)), no=t.number(len(gone)), left=t.number(len(targets) - len(lines)),
               n=t.number(len(targets)))  # fmt: skip
    parts: list[Part] = [Heading(t("Is the need still there?")), Paragraph(counts)]
    if gone and not ctx.is_public:
        items: list[Text] = [line_words(ctx, REGISTER, line) for line in gone[:_MOST]]
        parts += [Paragraph(t("The need is said to be gone:")), Bullets(tuple(items))]
    hint = t("Everybody is asked once a year, when the full-year round has closed. {command} and a row says what was "
             "said of it.", command=t.quote(REGISTER.word(t.language)))  # fmt: skip
    parts.append(Small(hint))
    return Message((*parts, *answer_buttons(ctx)))


def _row_asked(question: Question) -> RowView | None:
    """The row that the question names, by its number or by words that only its activity has; not by those that ask."""
    named = mentions(question.plan, _ASKING.sub(" ", question.sentence))
    if named.row is not None:
        return question.plan.by_row.get(named.row)
    return named.titles[0] if len(named.titles) == 1 and not named.groups else None
