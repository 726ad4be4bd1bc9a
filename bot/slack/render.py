"""Message and Form → Block Kit. Pure.

Text goes into `rich_text` blocks, whose text elements Slack shows literally: a mention, link or `*markup*` written in a
comment is never live. Only headers, buttons and form labels are `plain_text`. Limits: facts are in docs/slack.md.
"""

import hashlib
from typing import Any, assert_never

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
    part_words,
    plain_words,
    words_of,
)  # fmt: skip

Block = dict[str, Any]

# Slack refuses a message whose blocks have about 12,000 characters in all (bolt-js issues 2509 and 2867), and more
# than 50 blocks. The soft limits leave room for its overhead.
MOST_CHARACTERS = 10_000
MOST_BLOCKS = 45
LONGEST_RUN = 2_900
LONGEST_NOTIFICATION = 3_500


def message_payload(message: Message) -> dict[str, Any]:
    """The arguments `text` and `blocks` of a message that fits (see `split`)."""
    return {"text": notification(message), "blocks": blocks_of(message)}


def notification(message: Message) -> str:
    """The whole as plain text, for notifications and readers without blocks; escaped: Slack reads markup there."""
    words = plain_words(message)
    cut = words if len(words) <= LONGEST_NOTIFICATION else words[: LONGEST_NOTIFICATION - 1] + "…"
    return escape(cut) or "…"


def whole_text(message: Message) -> str:
    """All the words, escaped, within the 40,000 characters that Slack keeps (chat.postMessage page)."""
    return escape(plain_words(message))[:39_000] or "…"


def escape(text: str) -> str:
    """Slack's three escapes (docs.slack.dev, formatting message text): nothing in the text can begin a mention."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def blocks_of(message: Message) -> list[Block]:
    """Consecutive texts share one rich_text block, so that a long list costs one of the fifty."""
    blocks: list[Block] = []
    for part in message.parts:
        drawn = _draw(part)
        if drawn is None:
            continue
        if "elements" in drawn and drawn["type"] == "rich_text" and blocks and blocks[-1]["type"] == "rich_text":
            blocks[-1]["elements"] += drawn["elements"]
        else:
            blocks.append(drawn)
    return blocks


def _draw(part: Part) -> Block | None:
    match part:
        case Heading(text):
            return {"type": "header", "text": _plain(text[:150])} if text else None
        case Paragraph(text):
            return _rich([{"type": "rich_text_section", "elements": _elements(text, newline=True)}]) if text else None
        case Small(text):
            elements = _elements(text, newline=True, style={"italic": True})
            return _rich([{"type": "rich_text_section", "elements": elements}]) if text else None
        case Bullets(items):
            drawn = [{"type": "rich_text_section", "elements": _elements(item)} for item in items if item]
            return _rich([{"type": "rich_text_list", "style": "bullet", "elements": drawn}]) if drawn else None
        case Quote(text):
            return _rich([{"type": "rich_text_quote", "elements": _elements(text)}]) if text else None
        case Divider():
            return {"type": "divider"}
        case Buttons(buttons):
            return {"type": "actions", "elements": [_button(b, i) for i, b in enumerate(buttons)]} if buttons else None
    assert_never(part)


def _rich(elements: list[Block]) -> Block:
    return {"type": "rich_text", "elements": elements}


def _elements(text: Text, newline: bool = False, style: dict[str, bool] | None = None) -> list[Block]:
    runs = (text,) if isinstance(text, str) else text
    elements: list[Block] = []
    for run in runs:
        words, marks = (run, dict(style or {})) if isinstance(run, str) else (run.text, _marks(run, style))
        for start in range(0, len(words), LONGEST_RUN):
            element: Block = {"type": "text", "text": words[start : start + LONGEST_RUN]}
            elements.append({**element, "style": marks} if marks else element)
    if newline and elements:
        elements.append({"type": "text", "text": "\n"})
    return elements


def _marks(run: Run, style: dict[str, bool] | None) -> dict[str, bool]:
    marks = dict(style or {})
    if run.bold:
        marks["bold"] = True
    if run.italic:
        marks["italic"] = True
    return marks


def _plain(text: str) -> Block:
    return {"type": "plain_text", "text": text, "emoji": True}


def _button(button: Button, position: int) -> Block:
    # The position keeps action ids apart when one block has the same action twice.
    drawn: Block = {
        "type": "button",
        "action_id": f"{button.action}:{position}",
        "text": _plain(_cut(button.label, 75)),
    }
    if button.value:
        drawn["value"] = button.value[:2000]
    if button.primary:
        drawn["style"] = "primary"
    return drawn


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"


def split(message: Message) -> list[Message]:
    """The message as one or more that each keep within the soft limits. A heading or lead-in goes with what it leads
    to. Only the first takes another message's place."""
    if (
        len(message.parts) <= MOST_BLOCKS
        and len(plain_words(message)) + 21 * len(message.parts) < MOST_CHARACTERS - 500
    ):
        return [message]
    pages: list[list[Part]] = [[]]
    for part in (piece for whole in message.parts for piece in _pieces(whole)):
        if pages[-1] and not _fits([*pages[-1], part]):
            pages.append(_lead_in(pages[-1], part))
        pages[-1].append(part)
    return [Message(tuple(page), message.public, message.replace and not i) for i, page in enumerate(pages)]


def _fits(page: list[Part]) -> bool:
    """Texts in a row become one block, see `blocks_of`."""
    texts = [isinstance(part, (Paragraph, Small, Bullets, Quote)) for part in page]
    blocks = sum(not (text and before) for text, before in zip(texts, [False, *texts], strict=False))
    return sum(len(part_words(part)) + 20 for part in page) <= MOST_CHARACTERS and blocks <= MOST_BLOCKS


def _lead_in(page: list[Part], part: Part) -> list[Part]:
    """Takes the heading and lead-in of `part` off the end of the full page, unless nothing would be left there."""
    cut = len(page)
    if isinstance(part, Bullets) and isinstance(page[cut - 1], Paragraph):
        cut -= 1
    if cut and not isinstance(part, Heading) and isinstance(page[cut - 1], Heading):
        cut -= 1
    lead = page[cut:]
    if not cut or not _fits([*lead, part]):
        return []
    del page[cut:]
    return lead


def _pieces(part: Part) -> list[Part]:
    """A part too long for one message, in pieces that fit."""
    if len(part_words(part)) <= MOST_CHARACTERS - 500:
        return [part]
    match part:
        case Bullets(items):
            return [piece for item in items for piece in _item_pieces(item)]
        case Paragraph(text) | Small(text):
            return _text_pieces(text)
        case Quote(text):
            return [Quote(words) for words in _chunks(text)]
        case Heading() | Divider() | Buttons():
            return [part]
    assert_never(part)


def _item_pieces(item: Text) -> list[Part]:
    """An item of a list stays one, unless it fills a message by itself."""
    return [Bullets((item,))] if len(words_of(item)) <= MOST_CHARACTERS - 500 else _text_pieces(item)


def _text_pieces(text: Text) -> list[Part]:
    return [Paragraph(chunk) for chunk in _chunks(words_of(text))]


def _chunks(text: str) -> list[str]:
    size = MOST_CHARACTERS - 1000
    return [text[start : start + size] for start in range(0, len(text), size)]


def form_view(form: Form) -> Block:
    """A modal. Field names are block ids, so that faults can be put at their fields.

    An updated modal keeps what was filled in where block id and action id agree (docs.slack.dev, "Updating modals"), so
    the action ids differ from form to form: one activity's comment must not stand in the next one's field.
    """
    blocks: list[Block] = []
    mark = hashlib.sha256(form.state.encode()).hexdigest()[:12]
    for part in form.parts:
        if isinstance(part, (Choice, TextField, DateField)):
            blocks.append(_input(part, mark, form.keeps))
        else:
            drawn = _draw(part)
            if drawn is not None:
                blocks.append(drawn)
    return {
        "type": "modal", "callback_id": form.name, "private_metadata": form.state, "notify_on_close": True,
        "title": _plain(_cut(form.title, 24)), "submit": _plain(_cut(form.submit, 24)),
        "close": _plain(_cut(form.cancel, 24)), "blocks": blocks,
    }  # fmt: skip


def _input(part: Field, mark: str, tells: bool) -> Block:
    block: Block = {"type": "input", "block_id": part.name, "label": _plain(_cut(part.label, 2000))}
    block["optional"] = not part.required
    if part.hint:
        block["hint"] = _plain(_cut(part.hint, 2000))
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
    if tells and not isinstance(part, TextField):
        # Slack hands over the whole modal with it; a text field would tell each letter.
        block["dispatch_action"] = True
    return {**block, "element": {**element, "action_id": f"{part.name}:{mark}"}}


def _radio(part: Choice) -> Block:
    options = [_option(option) for option in part.options]
    initial = [o for o in options if o["value"] == part.initial]
    return {"type": "radio_buttons", "options": options, **({"initial_option": initial[0]} if initial else {})}


def _select(part: Choice) -> Block:
    element = {**_radio(part), "type": "static_select"}
    return {**element, "placeholder": _plain(_cut(part.placeholder, 150))} if part.placeholder else element


def _option(option: Option) -> Block:
    drawn: Block = {"text": _plain(_cut(option.label, 75)), "value": option.value}
    return {**drawn, "description": _plain(_cut(option.description, 75))} if option.description else drawn


def home_view(message: Message) -> Block:
    """The home tab, which takes a hundred blocks."""
    return {"type": "home", "blocks": blocks_of(message)[:100]}


def closing_view(message: Message) -> Block:
    """What a modal shows when there is nothing more to fill in. Buttons work there too."""
    return {"type": "modal", "title": _plain("Målvakten"), "blocks": blocks_of(split(message)[0])}
