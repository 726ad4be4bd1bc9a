"""Message and Form → HTML. Pure. Every text is escaped, so nothing in it is live."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import assert_never

from markupsafe import Markup

from bot.demo.html.inputs import draw_field, joined
from bot.demo.html.lights import with_lights
from messages.parts import (
    Bullets,
    Button,
    Buttons,
    Choice,
    DateField,
    Divider,
    Form,
    Heading,
    Message,
    Paragraph,
    Part,
    Quote,
    Run,
    Small,
    Text,
    TextField,
)  # fmt: skip


@dataclass(frozen=True)
class ViewContext:
    """Who reads the page, the conversation, the post and a request key: each button sends them back when pressed."""

    reader: str
    where: str
    post: str = ""
    key: str = ""


def draw_message(message: Message, context: ViewContext) -> Markup:
    """The message's parts. Each button has its own key, made from the context's."""
    return joined(_part(part, context, str(i)) for i, part in enumerate(message.parts))


def _part(part: Part, context: ViewContext, mark: str) -> Markup:
    match part:
        case Heading(text):
            return Markup("<h3>{}</h3>").format(with_lights(text))
        case Paragraph(text):
            return Markup("<p>{}</p>").format(_text(text)) if text else Markup()
        case Small(text):
            return Markup('<p class="small">{}</p>').format(_text(text)) if text else Markup()
        case Bullets(items):
            drawn = joined(Markup("<li>{}</li>").format(_text(item)) for item in items)
            return Markup("<ul>{}</ul>").format(drawn)
        case Quote(text):
            return Markup("<blockquote>{}</blockquote>").format(with_lights(text))
        case Divider():
            return Markup("<hr>")
        case Buttons(buttons):
            drawn = joined(_button(button, context, f"{mark}.{i}") for i, button in enumerate(buttons))
            return Markup('<div class="buttons">{}</div>').format(drawn)
    assert_never(part)


def _text(text: Text) -> Markup:
    runs = (text,) if isinstance(text, str) else text
    return joined(_run(run) for run in runs)


def _run(run: Run | str) -> Markup:
    if isinstance(run, str):
        return with_lights(run)
    drawn = with_lights(run.text)
    drawn = Markup("<em>{}</em>").format(drawn) if run.italic else drawn
    return Markup("<strong>{}</strong>").format(drawn) if run.bold else drawn


def _button(button: Button, context: ViewContext, mark: str) -> Markup:
    hidden = {
        "reader": context.reader, "where": context.where, "post": context.post, "key": f"{context.key}.{mark}",
        "action": button.action, "value": button.value,
    }  # fmt: skip
    return Markup(
        '<form class="press" method="post" action="/demo/press">{}<button class="button{}">{}</button></form>'
    ).format(hidden_fields(hidden), " primary" if button.primary else "", with_lights(button.label))


def hidden_fields(values: Mapping[str, str]) -> Markup:
    return joined(Markup('<input type="hidden" name="{}" value="{}">').format(k, v) for k, v in values.items())


def draw_note(message: Message, context: ViewContext, close: str) -> Markup:
    """A message in a dialog over the page, as a form is shown: its heading at the top, a button that closes it at the
    bottom."""
    title = next((part.text for part in message.parts if isinstance(part, Heading)), "Målvakten")
    below = replace(message, parts=tuple(part for part in message.parts if not isinstance(part, Heading)))
    return Markup(
        '<div class="sheet"><header><h2 id="sheet-title" tabindex="-1">{}</h2></header>'
        '<div class="fields words" tabindex="-1">{}</div>'
        '<footer><button type="button" class="button" data-close>{}</button></footer></div>'
    ).format(title, draw_message(below, context), close)


def draw_form(
    form: Form, context: ViewContext, values: Mapping[str, str] | None = None, faults: Mapping[str, str] | None = None
) -> Markup:
    """A form in a dialog. With `values` and `faults` it shows what was submitted, with a sentence at each field that
    has a fault; a fault without a field is shown at the top."""
    faults = faults or {}
    hidden = {
        "reader": context.reader, "where": context.where, "key": context.key, "form": form.name, "state": form.state,
    }  # fmt: skip
    parts = joined(
        draw_field(part, (values or {}).get(part.name, "") if values is not None else part.initial or "",
               faults.get(part.name, ""))
        if isinstance(part, Choice | TextField | DateField)
        else _in_form(part, context, str(i))
        for i, part in enumerate(form.parts)
    )  # fmt: skip
    names = {part.name for part in form.parts if isinstance(part, Choice | TextField | DateField)}
    general = joined(
        Markup('<p class="fault" role="alert">{}</p>').format(words) for f, words in faults.items() if f not in names
    )
    return Markup(
        '<form class="sheet" method="post" action="/demo/submit" novalidate>{hidden}'
        '<header><h2 id="sheet-title" tabindex="-1">{title}</h2></header>'
        '<div class="fields" tabindex="-1">{general}{parts}</div>'
        '<footer><button type="button" class="button" data-close>{cancel}</button>'
        '<button class="button primary">{submit}</button></footer></form>'
    ).format(
        hidden=hidden_fields(hidden), title=form.title, general=general, parts=parts, cancel=form.cancel,
        submit=form.submit,
    )  # fmt: skip


def _in_form(part: Part, context: ViewContext, mark: str) -> Markup:
    """A part of a form. A button in it sends the form's values with the press, and is not what Enter submits."""
    if not isinstance(part, Buttons):
        return _part(part, context, mark)
    drawn = joined(
        Markup('<button type="button" class="button" data-press="{}">{}</button>').format(
            button.action, with_lights(button.label)
        )
        for button in part.buttons
    )
    return Markup('<div class="buttons">{}</div>').format(drawn)
