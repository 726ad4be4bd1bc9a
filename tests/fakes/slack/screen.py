"""What a person has before them, and the buttons on it."""

from __future__ import annotations

from .blocks import elements_of
from .checks import Json
from .forms import pick
from .reading import text_of
from .records import Message, View
from .replies import Reply
from .workspace import Workspace

Target = Message | View | Reply | Json
Button = tuple[Json, Json, Json]  # block, element, what the action says beyond that


def on_screen(space: Workspace, user: str, target: Target) -> Message | View:
    """What the person has before them."""
    if isinstance(target, Reply):
        shown = target.view if target.view and not target.view.closed else target.last_message
        if shown is None:
            raise LookupError("this reply shows nothing to act on")
        target = shown
    if isinstance(target, dict):
        channel = target.get("channel", "")
        channel = channel["id"] if isinstance(channel, dict) else channel
        found = space.store.message(channel, target.get("ts") or target.get("message_ts", ""))
        if found is None:
            raise LookupError("no such message")
        target = found
    if isinstance(target, Message) and (target.deleted or target.ephemeral_to not in {None, user}):
        raise LookupError("this message is not on the screen")
    if isinstance(target, View) and (target.closed or target.user != user):
        raise LookupError("this view is not on the screen")
    return target


def find_button(blocks: list[Json], what: str, value: str | None) -> Button:
    """The one button or overflow choice with this action_id or (part of) this label."""
    found: list[tuple[str, Button]] = []
    for block in blocks:
        for _, element in elements_of(block):
            if element["type"] == "button":
                found.append((text_of(element["text"]), (block, element, {})))
            if element["type"] == "overflow":
                options = element["options"]
                found += [(text_of(o["text"]), (block, element, {"selected_option": o})) for o in options]
    if value is not None:
        found = [hit for hit in found if hit[1][1].get("value") == value]
    by_id = [hit for _, hit in found if hit[1]["action_id"] == what]
    if len(by_id) > 1:
        raise LookupError(f"{len(by_id)} buttons have the action_id {what!r}; say which by value")
    chosen: Button = by_id[0] if by_id else pick(found, what, "button")
    return chosen
