"""Message and Form → Adaptive Cards in Bot Framework activities. Pure. `bot.teams.cards.paging` keeps the limits of a
whole message.

Every text is literal (`bot.teams.cards.literal`): a link, mention or `*markup*` that somebody wrote is never live.
Where the limits come from is in docs/teams.md.
"""

from collections.abc import Iterable, Mapping
from typing import Any, assert_never

from bot.teams.cards.data import ACTION, CLOSE, FORM, OPENER, OPENER_VALUE, STATE, SUBMIT, VALUE
from bot.teams.cards.inputs import draw_fault, draw_field
from bot.teams.cards.literal import SMALL, Element, block, heading
from i18n import Translator
from messages.parts import (
    Bullets,
    Button,
    Buttons,
    Choice,
    DateField,
    Divider,
    Field,
    Form,
    Heading,
    Message,
    Paragraph,
    Part,
    Quote,
    Small,
    TextField,
    in_lines,
    plain_words,
    runs_of,
)  # fmt: skip
from models.rules.text import shorten

CARD = "application/vnd.microsoft.card.adaptive"
VERSION = "1.5"
LONGEST_SUMMARY = 300
LONGEST_HEADING = 1_000
_FIELDS = (Choice, TextField, DateField)


def activity_of(message: Message) -> dict[str, Any]:
    """A message that fits (see `paging.split`) as an activity to send."""
    return activity_with(card_of(message), plain_words(message))


def activity_with(card: Element, words: str) -> dict[str, Any]:
    """A card as an activity to send; notifications show the words."""
    attachment = {"contentType": CARD, "content": card}
    return {"type": "message", "summary": shorten(words, LONGEST_SUMMARY) or "…", "attachments": [attachment]}


def card_of(message: Message) -> Element:
    """The message as a card."""
    return card_with(elements_of(message.parts))


def elements_of(parts: Iterable[Part]) -> list[Element]:
    """The elements of a message's parts."""
    return _in_order((part, _elements(part, {})) for part in parts)


def card_of_form(
    form: Form,
    t: Translator | None = None,
    *,
    values: Mapping[str, str] | None = None,
    faults: Mapping[str, str] | None = None,
    opener: Button | None = None,
) -> Element:
    """A form as a card with inputs. With `values` and `faults` it shows what was submitted, with a sentence at each
    field that has a fault, and again at the button that was pressed; a fault without a field is shown at the top.

    `opener` is the button that opened the form, if it was not its own. A card does not come back when it is submitted:
    the form with its faults is opened anew, by the opener that its buttons carry."""
    faults, opener = faults or {}, opener or form.opener
    hidden = {FORM: form.name, STATE: form.state}
    if opener:
        hidden |= {OPENER: opener.action, OPENER_VALUE: opener.value}
    # While a required input is empty, Teams presses no button that sends the inputs. Where closing, or another button,
    # keeps what was written, the handler says what is missing instead.
    is_checked = not form.keeps and not any(isinstance(part, Buttons) for part in form.parts)

    def drawn(part: Part | Field) -> list[Element]:
        if not isinstance(part, _FIELDS):
            return _elements(part, hidden)
        value = values.get(part.name, "") if values is not None else part.initial or ""
        return draw_field(part, value, faults.get(part.name, ""), t if is_checked else None, is_checked)

    labels = {part.name: part.label for part in form.parts if isinstance(part, _FIELDS)}
    general = [draw_fault(words) for name, words in faults.items() if name not in labels]
    again = [draw_fault(f"{labels[name]}: {words}") for name, words in faults.items() if name in labels]
    close = _action(Button(form.cancel, CLOSE), hidden)
    ends = [_action(Button(form.submit, SUBMIT, primary=True), hidden)]
    ends.append({**close, "associatedInputs": "none"} if is_checked else close)
    body = _in_order((part, drawn(part)) for part in form.parts)
    return card_with([heading(form.title), *general, *body, *again, {"type": "ActionSet", "actions": ends}])


def card_with(body: list[Element]) -> Element:
    """A card of these elements."""
    return {
        "type": "AdaptiveCard",
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "version": VERSION,
        "msteams": {"width": "Full"},
        "body": body,
    }


def _in_order(drawn: Iterable[tuple[Part | Field, list[Element]]]) -> list[Element]:
    """All elements; a divider is a line above those that follow it."""
    elements: list[Element] = []
    has_line = False
    for part, own in drawn:
        if own and has_line:
            own[0] = {**own[0], "separator": True, "spacing": "Large"}
        elements += own
        has_line = isinstance(part, Divider) or (has_line and not own)
    return elements


def _elements(part: Part, hidden: Mapping[str, str]) -> list[Element]:
    """A part's elements, none for an empty part. `hidden` is what the buttons carry besides their own."""
    match part:
        case Heading(text):
            return [heading(shorten(text, LONGEST_HEADING))] if text else []
        case Paragraph(text):
            return block(text)
        case Small(text):
            return block(text, SMALL)
        case Bullets(items):
            return [one for item in items if item for one in block(("• ", *runs_of(item)), spacing="Small")]
        case Quote(text):
            return [{"type": "Container", "style": "emphasis", "items": block(text)}] if text else []
        case Divider():
            return []
        case Buttons(buttons):
            # Of more than six in a line, Teams puts the rest in a menu.
            return [_action_set(line.buttons, hidden) for line in in_lines(buttons)]
    assert_never(part)


def _action_set(buttons: Iterable[Button], hidden: Mapping[str, str]) -> Element:
    return {"type": "ActionSet", "actions": [_action(button, hidden) for button in buttons]}


def _action(button: Button, hidden: Mapping[str, str]) -> Element:
    """Teams sends no press without a verb, and Microsoft's libraries find no handler without `data.action`."""
    action: Element = {
        "type": "Action.Execute",
        "title": shorten(button.label, 75),
        "verb": button.action,
        "data": {ACTION: button.action, VALUE: button.value[:2000], **hidden},
    }
    return {**action, "style": "positive"} if button.primary else action
