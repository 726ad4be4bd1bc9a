"""Elements as a person's client holds them: ids given by Slack, values shown, values filled in.

Source: docs.slack.dev/reference/interaction-payloads/view-interactions-payload and .../block_actions.
"""

from __future__ import annotations

import copy
import datetime as dt
import re
import secrets
from typing import Any

from . import limits as lim
from .blocks import elements_of
from .checks import Json
from .composition import all_options
from .reading import text_of

Values = dict[str, dict[str, Json]]

# element type -> (property of the state, property of the initial value, value when empty)
STATE: dict[str, tuple[str, str, Any]] = {
    "plain_text_input": ("value", "initial_value", None),
    "email_text_input": ("value", "initial_value", None),
    "url_text_input": ("value", "initial_value", None),
    "number_input": ("value", "initial_value", None),
    "rich_text_input": ("rich_text_value", "initial_value", None),
    "radio_buttons": ("selected_option", "initial_option", None),
    "static_select": ("selected_option", "initial_option", None),
    "external_select": ("selected_option", "initial_option", None),
    "users_select": ("selected_user", "initial_user", None),
    "conversations_select": ("selected_conversation", "initial_conversation", None),
    "channels_select": ("selected_channel", "initial_channel", None),
    "datepicker": ("selected_date", "initial_date", None),
    "timepicker": ("selected_time", "initial_time", None),
    "datetimepicker": ("selected_date_time", "initial_date_time", None),
    "checkboxes": ("selected_options", "initial_options", []),
    "multi_static_select": ("selected_options", "initial_options", []),
    "multi_users_select": ("selected_users", "initial_users", []),
    "multi_conversations_select": ("selected_conversations", "initial_conversations", []),
    "multi_channels_select": ("selected_channels", "initial_channels", []),
    "file_input": ("files", "", []),
}
OPTION_TYPES = {"radio_buttons", "static_select", "checkboxes", "multi_static_select"}


class RefusedByClient(Exception):
    """Slack's own client did not let this be sent; ``errors`` says why per block_id."""

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__("; ".join(f"{block}: {words}" for block, words in errors.items()))
        self.errors = errors


def with_ids(blocks: list[Json]) -> list[Json]:
    """A copy in which every block and element has an id, as Slack hands them back."""
    made = copy.deepcopy(blocks)
    for block in made:
        if not block.get("block_id"):
            block["block_id"] = secrets.token_urlsafe(4)
        for _, element in elements_of(block):
            element.setdefault("action_id", secrets.token_urlsafe(4))
    return made


def initial_values(blocks: list[Json], kept: Values | None = None) -> Values:
    """The state of every element that has one; what was filled in before stays where ids and type agree."""
    values: Values = {}
    for block in blocks:
        for _, element in elements_of(block):
            if element["type"] not in STATE:
                continue
            name, initial, empty = STATE[element["type"]]
            fresh = {"type": element["type"], name: copy.deepcopy(element.get(initial, empty))}
            before = (kept or {}).get(block["block_id"], {}).get(element["action_id"])
            keep = before is not None and before["type"] == element["type"]
            values.setdefault(block["block_id"], {})[element["action_id"]] = before if keep and before else fresh
    return values


def label_of(block: Json, element: Json) -> str:
    """The words a person knows an element by."""
    own = text_of(element.get("text"))
    return own or text_of(block.get("label")) or text_of(block.get("text")) or text_of(element.get("placeholder"))


def pick(found: list[tuple[str, Any]], wanted: str, what: str) -> Any:
    """The one entry with this label: equal words go before words that are contained."""
    for test in (lambda label: label == wanted, lambda label: wanted.lower() in label.lower()):
        hits = [entry for label, entry in found if test(label)]
        if len(hits) == 1:
            return hits[0]
        if hits:
            raise LookupError(f"{len(hits)} {what}s are called {wanted!r}")
    raise LookupError(f"no {what} {wanted!r}; there are {[label for label, _ in found]}")


def find_field(blocks: list[Json], key: str) -> tuple[Json, Json]:
    """The block and element by block_id, action_id or label."""
    entries = [(b, e) for b in blocks for _, e in elements_of(b) if e["type"] in STATE]
    for name in ("block", "action"):
        same = [(b, e) for b, e in entries if key == (b["block_id"] if name == "block" else e["action_id"])]
        if len(same) == 1:
            return same[0]
    found: tuple[Json, Json] = pick([(label_of(b, e), (b, e)) for b, e in entries], key, "field")
    return found


def find_option(element: Json, wanted: str) -> Json:
    """An option by (part of) its label, or by its value."""
    options = all_options(element)
    for option in options:
        if option["value"] == wanted:
            return option
    found: Json = pick([(text_of(option["text"]), option) for option in options], wanted, "option")
    return found


def filled(element: Json, value: Any) -> Json:
    """The state of an element after a person put this value in it."""
    name, _, empty = STATE[element["type"]]
    if value in {None, ""} if isinstance(value, str | None) else value == []:
        return {"type": element["type"], name: copy.copy(empty)}
    if element["type"] in OPTION_TYPES:
        many = [value] if isinstance(value, str) else list(value)
        chosen = [find_option(element, one) for one in many]
        return {"type": element["type"], name: chosen if empty == [] else chosen[0]}
    return {"type": element["type"], name: value}


def _date_fault(value: str) -> str:
    try:
        dt.date.fromisoformat(value)
    except ValueError:
        return "Please enter a valid date (YYYY-MM-DD)."
    return ""


def _text_fault(element: Json, value: str) -> str:
    if len(value) > element.get("max_length", lim.INPUT_MAX_LENGTH):
        return f"Must be {element.get('max_length', lim.INPUT_MAX_LENGTH)} characters or fewer."
    if len(value) < element.get("min_length", 0):
        return f"Must be at least {element['min_length']} characters."
    if element["type"] == "number_input" and not re.fullmatch(r"-?\d+([.,]\d+)?", value):
        return "Please enter a valid number."
    if element["type"] == "email_text_input" and not re.fullmatch(r"\S+@\S+\.\S+", value):
        return "Please enter a valid email address."
    return ""


def client_errors(blocks: list[Json], values: Values) -> dict[str, str]:
    """What Slack's client refuses before it sends a form, per block_id."""
    errors: dict[str, str] = {}
    for block in blocks:
        if block["type"] != "input":
            continue
        element = block["element"]
        name = STATE[element["type"]][0]
        value = values[block["block_id"]][element["action_id"]][name]
        fault = ""
        blank = isinstance(value, str) and not value.strip()
        if value in (None, []) or (blank and not block.get("optional")):
            fault = "" if block.get("optional") else "Please complete this required field."
        elif element["type"] == "datepicker":
            fault = _date_fault(value)
        elif name == "value":
            fault = _text_fault(element, value)
        if fault:
            errors[block["block_id"]] = fault
    return errors
