"""Message and Form → Adaptive Cards in Bot Framework activities. Pure.

Text goes into `RichTextBlock`s, whose runs are shown literally: a link, mention or `*markup*` that somebody wrote is
never live. `TextBlock`s read markdown, so they hold only headings without a character that means anything there. Where
the limits come from is in docs/teams.md.
"""

import re
from collections.abc import Mapping
from typing import Any, assert_never

from bot.teams.card_data import ACTION, CLOSE, FIELD, FORM, STATE, SUBMIT, VALUE
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
    Option,
    Paragraph,
    Part,
    Quote,
    Run,
    Small,
    Text,
    TextField,
    plain_words,
)  # fmt: skip

Element = dict[str, Any]

CARD = "application/vnd.microsoft.card.adaptive"
VERSION = "1.5"
LONGEST_SUMMARY = 300
_MARKDOWN = re.compile(r"[*_\[\]<>&`{}\\#~|]|://|www\.|^\s*(?:[-+]|\d+[.)])\s", re.IGNORECASE)
# A date function is read in runs too (adaptivecards.io, "Text features").
_FUNCTION = re.compile(r"(?<=\{)(?=\{)")


def activity_of(message: Message) -> dict[str, Any]:
    """A message that fits (see `paging.split`) as an activity to send. `summary` is what notifications show."""
    card = card_of(message)
    return {
        "type": "message",
        "summary": cut(plain_words(message), LONGEST_SUMMARY),
        "attachments": [{"contentType": CARD, "content": card}],
    }


def card_of(message: Message) -> Element:
    """The message as a card."""
    return _card(elements_of(message.parts))


def card_of_form(
    form: Form, values: Mapping[str, str] | None = None, faults: Mapping[str, str] | None = None
) -> Element:
    """A form as a card with inputs. With `values` and `faults` it shows what was submitted, with a sentence at each
    field that has a fault; a fault without a field is shown at the top."""
    faults = faults or {}
    hidden = {FORM: form.name, STATE: form.state}
    fields = {part.name for part in form.parts if isinstance(part, (Choice, TextField, DateField))}
    body: list[Element] = elements_of((Heading(form.title),))
    body += [_fault(words) for name, words in faults.items() if name not in fields]
    for part in form.parts:
        if isinstance(part, (Choice, TextField, DateField)):
            value = values.get(part.name, "") if values is not None else part.initial or ""
            body += _field(part, value, faults.get(part.name, ""))
        else:
            body += _elements(part, hidden)
    ends = (Button(form.submit, SUBMIT, primary=True), Button(form.cancel, CLOSE))
    return _card([*body, {"type": "ActionSet", "actions": [_action(button, hidden) for button in ends]}])


def _card(body: list[Element]) -> Element:
    return {
        "type": "AdaptiveCard",
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "version": VERSION,
        "msteams": {"width": "Full"},
        "body": body,
    }


def elements_of(parts: tuple[Part, ...]) -> list[Element]:
    """The parts' elements. A divider is a line above what follows it."""
    elements: list[Element] = []
    line = False
    for part in parts:
        drawn = _elements(part, {})
        if drawn and line:
            drawn[0] = {**drawn[0], "separator": True}
        elements += drawn
        line = isinstance(part, Divider) or (line and not drawn)
    return elements


def _elements(part: Part, hidden: Mapping[str, str]) -> list[Element]:
    """A part's elements, none for an empty part. `hidden` is what the buttons carry besides their own."""
    match part:
        case Heading(text):
            return [_heading(text)] if text else []
        case Paragraph(text):
            return _lines(text)
        case Small(text):
            return _lines(text, {"size": "Small", "isSubtle": True})
        case Bullets(items):
            return [element for item in items if item for element in _lines(("• ", *_runs(item)), spacing="Small")]
        case Quote(text):
            return [{"type": "Container", "style": "emphasis", "items": _lines(text)}] if text else []
        case Divider():
            return []
        case Buttons(buttons):
            actions = [_action(button, hidden) for button in buttons]
            return [{"type": "ActionSet", "actions": actions}] if actions else []
    assert_never(part)


def _heading(text: str) -> Element:
    """Screen readers know a heading only as a TextBlock, whose text must then mean nothing in markdown."""
    look = {"size": "Medium", "weight": "Bolder"}
    if _MARKDOWN.search(text):
        return {"type": "RichTextBlock", "inlines": _inlines(text, look)}
    return {"type": "TextBlock", "text": text, "style": "heading", "wrap": True, **look}


def _runs(text: Text) -> tuple[Run | str, ...]:
    return (text,) if isinstance(text, str) else text


def _lines(text: Text, look: Mapping[str, Any] | None = None, spacing: str = "Default") -> list[Element]:
    """A block for each line, since clients differ in how they show a line break within a run."""
    lines: list[list[Element]] = [[]]
    for run in _runs(text):
        words, styles = (run, dict(look or {})) if isinstance(run, str) else (run.text, {**(look or {}), **_style(run)})
        for i, line in enumerate(re.split(r"\r\n|\r|\n", words)):
            if i:
                lines.append([])
            lines[-1] += _inlines(line, styles)
    blocks: list[Element] = []
    for line in lines:
        if line:
            block: Element = {"type": "RichTextBlock", "inlines": line}
            blocks.append({**block, "spacing": "None" if blocks else spacing})
    return blocks


def _style(run: Run) -> dict[str, Any]:
    bold: dict[str, Any] = {"weight": "Bolder"} if run.bold else {}
    return {**bold, "italic": True} if run.italic else bold


def _inlines(words: str, look: Mapping[str, Any]) -> list[Element]:
    return [{"type": "TextRun", "text": piece, **look} for piece in _FUNCTION.split(words) if piece]


def _action(button: Button, hidden: Mapping[str, str]) -> Element:
    """Teams sends no press without a verb, and Microsoft's libraries find no handler without `data.action`."""
    action: Element = {
        "type": "Action.Execute",
        "title": cut(button.label, 75),
        "verb": button.action,
        "data": {ACTION: button.action, VALUE: button.value[:2000], **hidden},
    }
    return {**action, "style": "positive"} if button.primary else action


def _field(field: Field, value: str, fault: str) -> list[Element]:
    element: Element = {"id": FIELD + field.name, "label": field.label}
    if value:
        element["value"] = value
    match field:
        case Choice():
            style = "compact" if field.compact else "expanded"
            element |= {"type": "Input.ChoiceSet", "style": style, "wrap": True}
            element["choices"] = [_option(option) for option in field.options]
            if field.placeholder:
                element["placeholder"] = field.placeholder
        case TextField():
            element |= {"type": "Input.Text", "isMultiline": field.multiline, "maxLength": field.max_length}
        case DateField():
            element |= {"type": "Input.Date"}
        case _:
            assert_never(field)
    hint = _lines(field.hint, {"size": "Small", "isSubtle": True}, "Small") if field.hint else []
    return [element, *hint, *([_fault(fault)] if fault else [])]


def _option(option: Option) -> Element:
    title = f"{option.label} – {option.description}" if option.description else option.label
    return {"title": title, "value": option.value}


def _fault(words: str) -> Element:
    look = {"color": "Attention", "weight": "Bolder"}
    return {"type": "RichTextBlock", "inlines": _inlines(f"⚠ {words}", look), "spacing": "Small"}


def cut(text: str, limit: int) -> str:
    """The text within a limit of characters, with an ellipsis where it was cut."""
    return text if len(text) <= limit else text[: limit - 1] + "…"
