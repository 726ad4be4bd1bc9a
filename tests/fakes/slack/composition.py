"""Composition objects: texts, options, confirmations.

Source: docs.slack.dev/reference/block-kit/composition-objects.
"""

from __future__ import annotations

from . import limits as lim
from .checks import Check, Json, Problems, boolean, by_type, choice, items, shape, string

identifier = string(lim.ID, 1)


def plain(longest: int) -> Check:
    """A ``plain_text`` object; nothing else will do."""
    return shape("plain_text", {"text": string(longest, 1)}, {"emoji": boolean})


def mrkdwn(longest: int) -> Check:
    """A ``mrkdwn`` object."""
    return shape("mrkdwn", {"text": string(longest, 1)}, {"verbatim": boolean})


def any_text(longest: int) -> Check:
    """A text object of either kind."""
    return by_type({"plain_text": plain(longest), "mrkdwn": mrkdwn(longest)})


CONFIRM = shape(
    None,
    {"title": plain(lim.CONFIRM_TITLE), "text": any_text(lim.CONFIRM_TEXT)},
    {
        "confirm": plain(lim.CONFIRM_BUTTON),
        "deny": plain(lim.CONFIRM_BUTTON),
        "style": choice("primary", "danger"),
    },
)


def _option(text: Check, description: Check, *, url: bool = False) -> Check:
    required = {"text": text, "value": string(lim.OPTION_VALUE, 1)}
    optional = {"description": description}
    if url:
        optional["url"] = string(lim.OPTION_URL, 1)
    return shape(None, required, optional)


SELECT_OPTION = _option(plain(lim.OPTION_TEXT), plain(lim.OPTION_DESCRIPTION))
OVERFLOW_OPTION = _option(plain(lim.OPTION_TEXT), plain(lim.OPTION_DESCRIPTION), url=True)
# Only radio buttons and checkboxes take mrkdwn in an option (the option object's page).
MARKED_OPTION = _option(any_text(lim.OPTION_TEXT), any_text(lim.OPTION_DESCRIPTION))
SELECT_OPTIONS = items(SELECT_OPTION, 1, lim.SELECT_OPTIONS)
GROUP = shape(None, {"label": plain(lim.GROUP_LABEL), "options": SELECT_OPTIONS})
PLACEHOLDER = plain(lim.PLACEHOLDER)
DISPATCH = shape(None, {"trigger_actions_on": items(choice("on_enter_pressed", "on_character_entered"), 1, 2)})


def all_options(element: Json) -> list[Json]:
    """The options of a select, radio or checkbox element, groups included."""
    grouped = [option for group in element.get("option_groups", []) for option in group["options"]]
    return [*element.get("options", []), *grouped]


def options_or_groups(value: Json, at: str, found: Problems) -> None:
    """A static menu has options or groups of them, never both (select menu page)."""
    if ("options" in value) == ("option_groups" in value):
        found.note("exactly one of options and option_groups is required", at)


def initial_is_known(value: Json, at: str, found: Problems) -> None:
    """Slack compares the whole option object, not only its value."""
    known = all_options(value)
    if "initial_option" in value and value["initial_option"] not in known:
        found.note("initial_option must match one of the options", f"{at}/initial_option")
    for index, option in enumerate(value.get("initial_options", [])):
        if option not in known:
            found.note("initial_options must match the options", f"{at}/initial_options/{index}")
