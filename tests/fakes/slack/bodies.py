"""Whole bodies: messages, metadata, views, acknowledgements.

Sources: docs.slack.dev/reference/views, .../messaging/message-metadata,
.../interactivity/handling-user-interaction and .../surfaces/modals (response_action).
"""

from __future__ import annotations

import json
from typing import Any

from . import limits as lim
from .blocks import block_problems, refuse_bad_message_blocks
from .checks import Check, Json, Problems, SlackError, boolean, by_type, choice, items, shape, string
from .composition import identifier, plain

_anything = items(lambda *_: None, 0, None)
_home: dict[str, Check] = {
    "private_metadata": string(lim.PRIVATE_METADATA),
    "callback_id": string(lim.ID),
    "external_id": string(lim.ID),
}
_VIEW = by_type(
    {
        "modal": shape(
            "modal",
            {"title": plain(lim.VIEW_TITLE), "blocks": _anything},
            {
                "submit": plain(lim.VIEW_BUTTON),
                "close": plain(lim.VIEW_BUTTON),
                "clear_on_close": boolean,
                "notify_on_close": boolean,
                "submit_disabled": boolean,
                **_home,
            },
        ),
        "home": shape("home", {"blocks": _anything}, _home),
    }
)
_scalar = (str, int, float, bool)
_ACK = shape(
    None,
    {},
    {
        "response_type": choice("ephemeral", "in_channel"),
        "text": string(),
        "blocks": _anything,
        "attachments": items(lambda *_: None, 0, 100),
        "replace_original": boolean,
        "delete_original": boolean,
        "thread_ts": string(),
        "mrkdwn": boolean,
        "unfurl_links": boolean,
        "unfurl_media": boolean,
        "metadata": lambda *_: None,
    },
)


def refuse_bad_view(view: Any, kind: str = "modal") -> None:
    """Raise what views.open (or publish, update, push) answers to this view, if it is not right."""
    found = Problems()
    _VIEW(view, "/view", found)
    if isinstance(view, dict) and not found:
        if view["type"] != kind:
            found.note(f"must be of type {kind}", "/view/type")
        found += block_problems(view["blocks"], view["type"], "/view/blocks")
        inputs = any(isinstance(b, dict) and b.get("type") == "input" for b in view["blocks"])
        if kind == "modal" and inputs and "submit" not in view:
            found.note("missing required field: submit", "/view")
    if found:
        raise SlackError("invalid_arguments", found)
    if len(json.dumps(view, ensure_ascii=False).encode()) > lim.VIEW_BYTES:
        raise SlackError("view_too_large")


def refuse_bad_metadata(metadata: Any) -> None:
    """Raise what Slack answers to this message metadata, if it is not right."""
    if metadata == {}:
        return
    found = Problems()
    check = shape(None, {"event_type": identifier, "event_payload": _payload})
    check(metadata, "/metadata", found)
    if found:
        raise SlackError("invalid_metadata_schema", found)
    if len(json.dumps(metadata, ensure_ascii=False)) > lim.METADATA_CHARS:
        raise SlackError("metadata_too_large")


def _payload(value: Any, at: str, found: Problems) -> None:
    """Values are plain, or one level of objects of plain values (@slack/types message-metadata.d.ts)."""
    if not isinstance(value, dict):
        found.note("must be an object", at)
        return
    for name, inner in value.items():
        entries = inner if isinstance(inner, list) else [inner]
        flat: list[Any] = []
        for entry in entries:
            flat += entry.values() if isinstance(entry, dict) else [entry]
        if not all(isinstance(leaf, _scalar) for leaf in flat):
            found.note("values must be strings, numbers, booleans, or one level of them", f"{at}/{name}")


def refuse_bad_ack(body: Any) -> None:
    """Raise if this JSON is no message for the answer to a command or for a response_url."""
    found = Problems()
    _ACK(body, "", found)
    if found:
        raise SlackError("invalid_payload", found)
    if body.get("delete_original"):
        return
    if "blocks" in body:
        refuse_bad_message_blocks(body["blocks"])
    if not body.get("text") and not body.get("blocks") and not body.get("attachments"):
        raise SlackError("no_text")


def refuse_bad_response_action(body: Any, shown: Json) -> None:
    """Raise if this is no answer to the submission of the view that is shown."""
    found = Problems()
    if not isinstance(body, dict):
        raise SlackError("invalid_response_action", ["[ERROR] must be an object"])
    action = body.get("response_action")
    known = {"update": {"view"}, "push": {"view"}, "errors": {"errors"}, "clear": set()}
    if action not in known:
        found.note(f"unknown response_action: {action}", "/response_action")
    elif set(body) - {"response_action"} != known[action]:
        found.note(f"wrong fields for {action}: {sorted(body)}", "")
    elif action in {"update", "push"}:
        refuse_bad_view(body["view"])
    elif action == "errors":
        _errors(body["errors"], shown, found)
    if found:
        raise SlackError("invalid_response_action", found)


def _errors(errors: Any, shown: Json, found: Problems) -> None:
    if not isinstance(errors, dict) or not errors:
        found.note("must be a non-empty object", "/errors")
        return
    inputs = {b.get("block_id") for b in shown["blocks"] if b["type"] == "input"}
    for key, words in errors.items():
        if key not in inputs:
            found.note(f"`{key}` is no input block of the view", "/errors")
        if not isinstance(words, str) or not words.strip():
            found.note("must be a non-empty string", f"/errors/{key}")
