"""Long lists in pages that each fit one message."""

from collections.abc import Sequence

from handlers.context import Context
from messages.parts import Button, Part, part_words
from messages.values.plan import PageValue
from models.plan.views import RowView

_PAGE_CHARACTERS = 7500
# A row and what is shown of it.
RowParts = tuple[RowView, tuple[Part, ...]]


def pages_of(shown: Sequence[RowParts], most: int) -> list[list[RowParts]]:
    """Pages of at most `most` rows, each small enough for one message on every platform. There is at least one page."""
    pages: list[list[RowParts]] = [[]]
    size = 0
    for row, parts in shown:
        length = sum(len(part_words(part)) for part in parts)
        if pages[-1] and (len(pages[-1]) == most or size + length > _PAGE_CHARACTERS):
            pages.append([])
            size = 0
        pages[-1].append((row, parts))
        size += length
    return pages


def page_buttons(ctx: Context, action: str, scope: str, number: int, pages: list[list[RowParts]]) -> list[Button]:
    """Backwards and forwards, each replacing the page shown. `scope` is that of their `PageValue`."""
    buttons = []
    if number > 0:
        buttons.append(Button(ctx.t("Previous"), action, str(PageValue(number - 1, scope, turned=True))))
    left = sum(map(len, pages[number + 1 :]))
    if left:
        label = ctx.t("Show more ({n} left)", n=left)
        buttons.append(Button(label, action, str(PageValue(number + 1, scope, turned=True))))
    return buttons
