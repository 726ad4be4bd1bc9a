"""Which deviation a button under the digest is about: a list with a button for each, or the only one at once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from handlers.context import Context
from handlers.deviations.about import RoundDeviations, deviations_now, deviations_of
from messages.management.running import running_words
from messages.parts import Bullets, Button, Buttons, Heading, Message, Paragraph, Reply, Text
from messages.values.plan import PageValue
from messages.values.rows import RowValue
from messages.words import light, row_name
from models.deviations.register import Deviation
from models.rules.text import shorten

# Two lines of five buttons.
_A_PAGE = 10
_SHOWN = 140


@dataclass(frozen=True)
class Choosing:
    """A list to choose from. `action` is the button of its pages, `each` of one deviation, `handler` what that does."""

    action: str
    each: str
    title: str
    handler: Callable[[Context, str], Reply]


def choose(
    ctx: Context, choosing: Choosing, about: RoundDeviations, deviations: Sequence[Deviation], page: PageValue
) -> Reply:  # fmt: skip
    """The only deviation at once; else a page of them."""
    if len(deviations) == 1:
        return choosing.handler(ctx, str(RowValue.of(deviations[0].row, about.round.id)))
    t = ctx.t
    last = max(0, (len(deviations) - 1) // _A_PAGE)
    number = min(page.page, last)
    shown = deviations[number * _A_PAGE : (number + 1) * _A_PAGE]
    lines: list[Text] = [_line(ctx, each) for each in shown]
    buttons = [
        Button(t("Row {row}", row=each.row.row), choosing.each, str(RowValue.of(each.row, about.round.id)))
        for each in shown
    ]
    scope, turning = str(about.round.id), []
    if number > 0:
        turning.append(Button(t("Previous"), choosing.action, str(PageValue(number - 1, scope, turned=True))))
    if number < last:
        label = t("Show more ({n} left)", n=len(deviations) - (number + 1) * _A_PAGE)
        turning.append(Button(label, choosing.action, str(PageValue(number + 1, scope, turned=True))))
    rows_of_buttons = [Buttons(tuple(buttons[i : i + 5])) for i in range(0, len(buttons), 5)]
    return Message(
        (
            Heading(t(choosing.title)),
            Bullets(tuple(lines)),
            *rows_of_buttons,
            *((Buttons(tuple(turning)),) if turning else ()),
        ),
        replace=page.turned,
    )


def _line(ctx: Context, each: Deviation) -> Text:
    name = row_name(ctx.t, each.row)
    number, activity = (name[0], str(name[1])) if isinstance(name, tuple) else ("", name)
    words = f"{shorten(activity, _SHOWN)} – {running_words(ctx.t, each)}"
    return (f"{light(ctx.t, each.status)} · ", number, words)


def choose_open(ctx: Context, choosing: Choosing, value: str) -> Reply:
    """The button under the digest, and its pages: one of the round's open deviations. `value` is a `PageValue` with the
    round."""
    page = PageValue.read(value)
    about = deviations_of(ctx, page.round_id)
    if not about.register.open:
        return Message((Paragraph(ctx.t("Nothing deviates in {round}.", round=about.round.name)),))
    return choose(ctx, choosing, about, about.register.open, page)


def page_now(ctx: Context, value: str) -> tuple[PageValue, RoundDeviations]:
    """The page of a button under the digest, and the deviations as they are by now. `value` as for `choose_open`."""
    page = PageValue.read(value)
    return page, deviations_now(ctx, page.round_id)
