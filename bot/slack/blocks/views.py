"""Form and Message → the views of Block Kit: modals and the home tab. Pure."""

import hashlib
from typing import assert_never

from bot.slack.blocks.paging import split
from bot.slack.blocks.render import Block, block_of, blocks_of, cut, plain_text
from messages.parts import Choice, DateField, Field, Form, Message, Option, TextField


def form_view(form: Form) -> Block:
    """A modal. Field names are block ids, so that faults can be shown at their fields.

    When a modal is updated, Slack keeps what was entered in a field whose block id and action id stay the same
    (docs.slack.dev, "Updating modals"). So action ids depend on the form's state: a comment on one activity must not
    appear in the form of the next.
    """
    blocks: list[Block] = []
    state_hash = hashlib.sha256(form.state.encode()).hexdigest()[:12]
    for part in form.parts:
        if isinstance(part, (Choice, TextField, DateField)):
            blocks.append(_input(part, state_hash, form.keeps))
        elif (block := block_of(part)) is not None:
            blocks.append(block)
    return {
        "type": "modal", "callback_id": form.name, "private_metadata": form.state, "notify_on_close": True,
        "title": plain_text(cut(form.title, 24)), "submit": plain_text(cut(form.submit, 24)),
        "close": plain_text(cut(form.cancel, 24)), "blocks": blocks,
    }  # fmt: skip


def _input(part: Field, state_hash: str, sends_changes: bool) -> Block:
    block: Block = {"type": "input", "block_id": part.name, "label": plain_text(cut(part.label, 2000))}
    block["optional"] = not part.required
    if part.hint:
        block["hint"] = plain_text(cut(part.hint, 2000))
    element: Block
    match part:
        case Choice():
            element = _select(part) if part.compact else _radio(part)
        case TextField():
            element = {
                "type": "plain_text_input",
                "multiline": part.multiline,
                "max_length": min(part.max_length, 3000),
            }
            if part.initial:
                element["initial_value"] = part.initial[: min(part.max_length, 3000)]
        case DateField():
            element = {"type": "datepicker"}
            if part.initial:
                element["initial_date"] = part.initial
        case _:
            assert_never(part)
    if sends_changes and not isinstance(part, TextField):
        # Slack then sends the whole modal at each choice. A text field would send it at each letter.
        block["dispatch_action"] = True
    return {**block, "element": {**element, "action_id": f"{part.name}:{state_hash}"}}


def _radio(part: Choice) -> Block:
    options = [_option(option) for option in part.options]
    initial = [o for o in options if o["value"] == part.initial]
    return {"type": "radio_buttons", "options": options, **({"initial_option": initial[0]} if initial else {})}


def _select(part: Choice) -> Block:
    element = {**_radio(part), "type": "static_select"}
    return {**element, "placeholder": plain_text(cut(part.placeholder, 150))} if part.placeholder else element


def _option(option: Option) -> Block:
    item: Block = {"text": plain_text(cut(option.label, 75)), "value": option.value}
    return {**item, "description": plain_text(cut(option.description, 75))} if option.description else item


def home_view(message: Message) -> Block:
    """The home tab; Slack takes a hundred blocks there."""
    return {"type": "home", "blocks": blocks_of(message)[:100]}


def closing_view(message: Message) -> Block:
    """A modal that shows a message and has nothing to fill in; the message's buttons work there too."""
    return {"type": "modal", "title": plain_text("Målvakten"), "blocks": blocks_of(split(message)[0])}
