"""Message → Block Kit. Pure. `bot.slack.blocks.views` draws forms, `bot.slack.blocks.paging` keeps the limits of a
whole message.

Text goes into `rich_text` blocks, whose text elements Slack shows literally: a mention, link or `*markup*` written in a
comment is never live. Only headers, buttons and form labels are `plain_text`. Limits: facts are in docs/slack.md.
"""

from typing import Any, assert_never

from messages.parts import (
    Bullets,
    Button,
    Buttons,
    Divider,
    Heading,
    Message,
    Paragraph,
    Part,
    Quote,
    Run,
    Small,
    Text,
    plain_words,
)  # fmt: skip

Block = dict[str, Any]

LONGEST_RUN = 2_900
LONGEST_NOTIFICATION = 3_500


def message_payload(message: Message) -> dict[str, Any]:
    """The arguments `text` and `blocks` of a message that fits (see `split`)."""
    return {"text": notification(message), "blocks": blocks_of(message)}


def notification(message: Message) -> str:
    """The message as plain text, for notifications and clients without blocks; escaped, since Slack reads markup
    there."""
    return escape(cut(plain_words(message), LONGEST_NOTIFICATION)) or "…"


def whole_text(message: Message) -> str:
    """The whole message as plain text, escaped, within the 40,000 characters that Slack keeps (chat.postMessage
    page)."""
    return escape(plain_words(message))[:39_000] or "…"


def escape(text: str) -> str:
    """Slack's three escapes (docs.slack.dev, formatting message text): nothing in the text can begin a mention."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def blocks_of(message: Message) -> list[Block]:
    """The message's blocks. Consecutive texts share one rich_text block, so that a long list is one of the fifty."""
    blocks: list[Block] = []
    for part in message.parts:
        block = block_of(part)
        if block is None:
            continue
        if block["type"] == "rich_text" and blocks and blocks[-1]["type"] == "rich_text":
            blocks[-1]["elements"] += block["elements"]
        else:
            blocks.append(block)
    return blocks


def block_of(part: Part) -> Block | None:
    """The part's block; None for an empty part, which Slack would refuse."""
    match part:
        case Heading(text):
            return {"type": "header", "text": plain_text(text[:150])} if text else None
        case Paragraph(text):
            return _rich([{"type": "rich_text_section", "elements": _elements(text, newline=True)}]) if text else None
        case Small(text):
            elements = _elements(text, newline=True, style={"italic": True})
            return _rich([{"type": "rich_text_section", "elements": elements}]) if text else None
        case Bullets(items):
            sections = [{"type": "rich_text_section", "elements": _elements(item)} for item in items if item]
            return _rich([{"type": "rich_text_list", "style": "bullet", "elements": sections}]) if sections else None
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
        words, styles = (run, dict(style or {})) if isinstance(run, str) else (run.text, _styles(run, style))
        for start in range(0, len(words), LONGEST_RUN):
            element: Block = {"type": "text", "text": words[start : start + LONGEST_RUN]}
            elements.append({**element, "style": styles} if styles else element)
    if newline and elements:
        elements.append({"type": "text", "text": "\n"})
    return elements


def _styles(run: Run, style: dict[str, bool] | None) -> dict[str, bool]:
    styles = dict(style or {})
    if run.bold:
        styles["bold"] = True
    if run.italic:
        styles["italic"] = True
    return styles


def plain_text(text: str) -> Block:
    """A `plain_text` object, in which Slack reads no markup but emoji names."""
    return {"type": "plain_text", "text": text, "emoji": True}


def _button(button: Button, position: int) -> Block:
    # The position keeps action ids unique when one block has the same action twice.
    element: Block = {
        "type": "button",
        "action_id": f"{button.action}:{position}",
        "text": plain_text(cut(button.label, 75)),
    }
    if button.value:
        element["value"] = button.value[:2000]
    if button.primary:
        element["style"] = "primary"
    return element


def cut(text: str, limit: int) -> str:
    """The text within a limit of characters, with an ellipsis where it was cut."""
    return text if len(text) <= limit else text[: limit - 1] + "…"
