"""The fields of a form → the inputs of a card. Pure."""

from typing import assert_never

from bot.teams.cards.data import FIELD
from bot.teams.cards.literal import SMALL, Element, block, runs, unmarked
from i18n import Translator
from messages.parts import Choice, DateField, Field, Option, TextField


def draw_field(field: Field, value: str, fault: str, t: Translator | None, is_checked: bool) -> list[Element]:
    """An input under its label, with its hint and the fault of what was submitted. With `is_checked`, Teams itself
    refuses to send the card while the input is empty; else a star says that it must be filled in."""
    element: Element = {"type": "", "id": FIELD + field.name, "label": unmarked(field.label)}
    if field.required and is_checked:
        message = t("Fill in “{field}”.", field=field.label) if t else field.label
        element |= {"isRequired": True, "errorMessage": unmarked(message)}
    elif field.required:
        element["label"] += " *"
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
            element["type"] = "Input.Date"
        case _:
            assert_never(field)
    return [element, *block(field.hint, SMALL, spacing="Small"), *([draw_fault(fault)] if fault else [])]


def draw_fault(words: str) -> Element:
    """What is wrong with what was submitted."""
    look = {"color": "Attention", "weight": "Bolder"}
    return {"type": "RichTextBlock", "inlines": runs(f"⚠ {words}", look), "spacing": "Small"}


def _option(option: Option) -> Element:
    title = f"{option.label} – {option.description}" if option.description else option.label
    return {"title": unmarked(title), "value": option.value}
