"""Blocks: what each holds, on which surface it may stand, and what a message or view adds to that.

Source: docs.slack.dev/reference/block-kit/blocks; surfaces as in the "Available in surfaces" column
there. Newer blocks (card, alert, chart ...) are refused here: the bot does not use them.
"""

from __future__ import annotations

from typing import Any

from . import limits as lim
from .checks import Check, Json, Problems, SlackError, boolean, both, by_type, choice, items, shape, string
from .composition import any_text, identifier, mrkdwn, plain
from .elements import (
    BUTTONS,
    CHOICES,
    DATETIME,
    IMAGE_ELEMENT,
    MULTI_MENUS,
    SINGLE_MENUS,
    TYPED,
)
from .rich_text import RICH_TEXT

_own: dict[str, Check] = {"block_id": identifier}
_interactive = {**SINGLE_MENUS, **CHOICES}
SECTION_ELEMENTS = {**_interactive, **MULTI_MENUS, **BUTTONS, "image": IMAGE_ELEMENT}
ACTIONS_ELEMENTS = {**_interactive, **DATETIME, **BUTTONS}
INPUT_ELEMENTS = {**_interactive, **MULTI_MENUS, **DATETIME, **TYPED}
CONTEXT_ELEMENTS: dict[str, Check] = {
    "image": IMAGE_ELEMENT,
    "plain_text": plain(lim.TEXT),
    "mrkdwn": mrkdwn(lim.TEXT),
}
# These elements are for modals only (each element's page).
MODAL_ONLY_ELEMENTS = {"email_text_input", "url_text_input", "number_input", "file_input", "rich_text_input"}


def _section_says_something(value: Json, at: str, found: Problems) -> None:
    if "text" not in value and "fields" not in value:
        found.note("missing required field: text", at)


_cell = by_type({"raw_text": shape("raw_text", {"text": string(None, 1)}), "rich_text": RICH_TEXT})
_column = shape(None, {}, {"align": choice("left", "center", "right"), "is_wrapped": boolean})

BLOCKS: dict[str, Check] = {
    "section": both(
        shape(
            "section",
            {},
            {
                "text": any_text(lim.TEXT),
                "fields": items(any_text(lim.FIELD_TEXT), 1, lim.SECTION_FIELDS),
                "accessory": by_type(SECTION_ELEMENTS),
                "expand": boolean,
                **_own,
            },
        ),
        _section_says_something,
    ),
    "header": shape("header", {"text": plain(lim.HEADER_TEXT)}, _own),
    "divider": shape("divider", {}, _own),
    "context": shape("context", {"elements": items(by_type(CONTEXT_ELEMENTS), 1, lim.CONTEXT_ELEMENTS)}, _own),
    "actions": shape("actions", {"elements": items(by_type(ACTIONS_ELEMENTS), 1, lim.ACTIONS_ELEMENTS)}, _own),
    "input": shape(
        "input",
        {"label": plain(lim.INPUT_LABEL), "element": by_type(INPUT_ELEMENTS)},
        {"hint": plain(lim.INPUT_HINT), "optional": boolean, "dispatch_action": boolean, **_own},
    ),
    "image": shape(
        "image",
        {"image_url": string(lim.IMAGE_URL, 1), "alt_text": string(lim.IMAGE_ALT, 1)},
        {"title": plain(lim.IMAGE_TITLE), **_own},
    ),
    "rich_text": RICH_TEXT,
    "markdown": shape("markdown", {"text": string(lim.MARKDOWN_TEXT, 1)}, _own),
    "table": shape(
        "table",
        {"rows": items(items(_cell, 1, lim.TABLE_COLUMNS), 1, lim.TABLE_ROWS)},
        {"column_settings": items(_column, 0, lim.TABLE_COLUMNS), **_own},
    ),
}
_EVERYWHERE = {"section", "header", "divider", "context", "actions", "input", "image", "rich_text"}
SURFACES: dict[str, set[str]] = {
    "message": {*_EVERYWHERE, "markdown", "table"},
    "modal": _EVERYWHERE,
    "home": {*_EVERYWHERE, "table"},
}


def elements_of(block: Json) -> list[tuple[str, Json]]:
    """The interactive elements of a block with their pointers inside it."""
    found: list[tuple[str, Json]] = []
    if block.get("type") == "actions":
        found += [(f"elements/{i}", e) for i, e in enumerate(block.get("elements", []))]
    found += [(name, block[name]) for name in ("accessory", "element") if isinstance(block.get(name), dict)]
    return [(at, e) for at, e in found if e.get("type") != "image"]


def _unique_ids(blocks: list[Json], at: str, found: Problems) -> None:
    """block_id once per message or view; action_id once per block (the actions block's page)."""
    seen: set[str] = set()
    for index, block in enumerate(blocks):
        block_id = block.get("block_id")
        if block_id is not None and block_id in seen:
            found.note(f"block_id `{block_id}` already exists", f"{at}/{index}/block_id")
        if block_id is not None:
            seen.add(block_id)
        actions: set[str] = set()
        for where, element in elements_of(block):
            action_id = element.get("action_id")
            if action_id is not None and action_id in actions:
                found.note(f"action_id `{action_id}` already exists for block_id", f"{at}/{index}/{where}/action_id")
            if action_id is not None:
                actions.add(action_id)


def _surface(blocks: list[Any], surface: str, at: str, found: Problems) -> None:
    focused = 0
    for index, block in enumerate(blocks):
        type_ = block.get("type")
        if type_ in BLOCKS and type_ not in SURFACES[surface]:
            found.note(f"block type {type_} is not supported in a {surface}", f"{at}/{index}/type")
        for where, element in elements_of(block):
            focused += element.get("focus_on_load") is True
            if surface != "modal" and element.get("type") in MODAL_ONLY_ELEMENTS:
                found.note(f"unsupported type: {element['type']}", f"{at}/{index}/{where}/type")
    if focused > 1:
        found.note("only one element can have focus_on_load", at)


def block_problems(blocks: Any, surface: str, at: str = "/blocks") -> Problems:
    """Everything Slack would refuse in these blocks on this surface (message, modal or home)."""
    found = Problems()
    most = lim.MESSAGE_BLOCKS if surface == "message" else lim.VIEW_BLOCKS
    items(by_type(BLOCKS), 0, most)(blocks, at, found)
    if not found:  # what follows relies on the shapes being right
        _surface(blocks, surface, at, found)
        _unique_ids(blocks, at, found)
    return found


def text_total(value: Any) -> int:
    """The characters of every ``text`` in a tree of blocks."""
    if isinstance(value, list):
        return sum(text_total(item) for item in value)
    if not isinstance(value, dict):
        return 0
    own = len(value["text"]) if isinstance(value.get("text"), str) else 0
    return own + sum(text_total(inner) for inner in value.values())


def refuse_bad_message_blocks(blocks: Any) -> None:
    """Raise the error chat.postMessage gives for these blocks, if any."""
    if not isinstance(blocks, list):
        raise SlackError("invalid_blocks_format", ["[ERROR] must be an array [json-pointer:/blocks]"])
    found = block_problems(blocks, "message")
    if found:
        raise SlackError("invalid_blocks", found)
    if sum(block.get("type") == "table" for block in blocks) > 1:
        raise SlackError("invalid_attachments", ["[ERROR] only_one_table_allowed [json-pointer:/blocks]"])
    total = text_total(blocks)
    if total > lim.BLOCKS_TOTAL_TEXT:
        raise SlackError("msg_blocks_too_long", [f"[ERROR] {total} characters of text in all"])
