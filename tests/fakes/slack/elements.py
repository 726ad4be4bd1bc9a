"""Interactive elements of Block Kit.

Source: docs.slack.dev/reference/block-kit/block-elements.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from . import limits as lim
from .checks import Check, Json, Problems, boolean, both, choice, integer, items, shape, string
from .composition import (
    CONFIRM,
    DISPATCH,
    GROUP,
    MARKED_OPTION,
    OVERFLOW_OPTION,
    PLACEHOLDER,
    SELECT_OPTION,
    SELECT_OPTIONS,
    identifier,
    initial_is_known,
    options_or_groups,
    plain,
)
from .rich_text import RICH_TEXT


def _a_date(value: Any, at: str, found: Problems) -> None:
    try:
        parsed = dt.date.fromisoformat(value).isoformat() if isinstance(value, str) else ""
    except ValueError:
        parsed = ""
    if not parsed or parsed != value:
        found.note("must be a date in the format YYYY-MM-DD", at)


def _text_lengths(value: Json, at: str, found: Problems) -> None:
    longest = value.get("max_length", lim.INPUT_MAX_LENGTH)
    if len(value.get("initial_value", "")) > longest:
        found.note(f"must be less than {longest + 1} characters", f"{at}/initial_value")
    if value.get("min_length", 0) > longest:
        found.note("min_length must be at most max_length", f"{at}/min_length")


def _element(type_: str, required: dict[str, Check], **optional: Check) -> Check:
    common: dict[str, Check] = {"action_id": identifier, "confirm": CONFIRM, "focus_on_load": boolean}
    return shape(type_, required, {**common, **optional})


def _typed(type_: str, **optional: Check) -> Check:
    """A field that is typed into; it has no confirm dialogue."""
    base: dict[str, Check] = {
        "action_id": identifier,
        "placeholder": PLACEHOLDER,
        "focus_on_load": boolean,
        "dispatch_action_config": DISPATCH,
        "initial_value": string(),
    }
    return shape(type_, {}, {**base, **optional})


def _menu(type_: str, **optional: Check) -> Check:
    return _element(type_, {}, placeholder=PLACEHOLDER, **optional)


_static = {"options": SELECT_OPTIONS, "option_groups": items(GROUP, 1, lim.SELECT_GROUPS)}
_ids = items(string(lim.ID, 1), 1, None)
_many = {"max_selected_items": integer(1)}
_one_id = string(lim.ID, 1)
_conversation = {
    "default_to_current_conversation": boolean,
    "filter": shape(
        None,
        {},
        {
            "include": items(choice("im", "mpim", "private", "public"), 1, 4),
            "exclude_external_shared_channels": boolean,
            "exclude_bot_users": boolean,
        },
    ),
}
_time = string(pattern=r"([01]\d|2[0-3]):[0-5]\d")
_radio = {"options": items(MARKED_OPTION, 1, lim.RADIO_OPTIONS)}
_boxes = {"options": items(MARKED_OPTION, 1, lim.CHECKBOX_OPTIONS)}

SINGLE_MENUS: dict[str, Check] = {
    "static_select": both(
        _menu("static_select", **_static, initial_option=SELECT_OPTION), options_or_groups, initial_is_known
    ),
    "external_select": _menu("external_select", initial_option=SELECT_OPTION, min_query_length=integer(0)),
    "users_select": _menu("users_select", initial_user=_one_id),
    "conversations_select": _menu(
        "conversations_select", initial_conversation=_one_id, response_url_enabled=boolean, **_conversation
    ),
    "channels_select": _menu("channels_select", initial_channel=_one_id, response_url_enabled=boolean),
}
MULTI_MENUS: dict[str, Check] = {
    "multi_static_select": both(
        _menu("multi_static_select", **_static, **_many, initial_options=items(SELECT_OPTION, 1, 100)),
        options_or_groups,
        initial_is_known,
    ),
    "multi_users_select": _menu("multi_users_select", initial_users=_ids, **_many),
    "multi_conversations_select": _menu(
        "multi_conversations_select", initial_conversations=_ids, **_many, **_conversation
    ),
    "multi_channels_select": _menu("multi_channels_select", initial_channels=_ids, **_many),
}
CHOICES: dict[str, Check] = {
    "radio_buttons": both(_element("radio_buttons", _radio, initial_option=MARKED_OPTION), initial_is_known),
    "checkboxes": both(_element("checkboxes", _boxes, initial_options=items(MARKED_OPTION, 1, 10)), initial_is_known),
    "datepicker": _menu("datepicker", initial_date=_a_date),
    "timepicker": _menu("timepicker", initial_time=_time, timezone=string(100, 1)),
}
DATETIME: dict[str, Check] = {
    "datetimepicker": _element("datetimepicker", {}, initial_date_time=integer(0, 9_999_999_999))
}
BUTTONS: dict[str, Check] = {
    "button": shape(
        "button",
        {"text": plain(lim.BUTTON_TEXT)},
        {
            "action_id": identifier,
            "value": string(lim.BUTTON_VALUE),
            "url": string(lim.BUTTON_URL, 1),
            "style": choice("primary", "danger"),
            "confirm": CONFIRM,
            "accessibility_label": string(lim.BUTTON_ACCESSIBILITY_LABEL, 1),
        },
    ),
    "overflow": shape(
        "overflow",
        {"options": items(OVERFLOW_OPTION, 1, lim.OVERFLOW_OPTIONS)},
        {"action_id": identifier, "confirm": CONFIRM},
    ),
}
TYPED: dict[str, Check] = {
    "plain_text_input": both(
        _typed(
            "plain_text_input",
            multiline=boolean,
            min_length=integer(0, lim.INPUT_MAX_LENGTH),
            max_length=integer(1, lim.INPUT_MAX_LENGTH),
        ),
        _text_lengths,
    ),
    "email_text_input": _typed("email_text_input"),
    "url_text_input": _typed("url_text_input"),
    "number_input": shape(
        "number_input",
        {"is_decimal_allowed": boolean},
        {
            "action_id": identifier,
            "placeholder": PLACEHOLDER,
            "focus_on_load": boolean,
            "dispatch_action_config": DISPATCH,
            "initial_value": string(),
            "min_value": string(),
            "max_value": string(),
        },
    ),
    "rich_text_input": _typed("rich_text_input", initial_value=RICH_TEXT),
    "file_input": shape(
        "file_input",
        {},
        {
            "action_id": identifier,
            "filetypes": items(string(20, 1), 1, None),
            "max_files": integer(1, lim.FILE_INPUT_FILES),
        },
    ),
}
IMAGE_ELEMENT = shape("image", {"image_url": string(lim.IMAGE_URL, 1), "alt_text": string(lim.IMAGE_ALT, 1)})
