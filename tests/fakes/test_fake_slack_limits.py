"""Every limit of the fake: accepted at the limit, refused one over, and the same as an independent package's."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

import pytest

from tests.fakes.slack import limits as lim
from tests.fakes.slack.blocks import SURFACES, block_problems, refuse_bad_message_blocks
from tests.fakes.slack.bodies import refuse_bad_metadata, refuse_bad_view
from tests.fakes.slack.checks import SlackError

Json = dict[str, Any]
theirs = importlib.import_module("slackblocks._limits")


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def section(**more: Any) -> Json:
    return {"type": "section", "text": mrkdwn("x"), **more}


def actions(*elements: Json) -> Json:
    return {"type": "actions", "elements": list(elements)}


def button(**more: Any) -> Json:
    return {"type": "button", "text": plain("x"), **more}


def options(count: int, text: str = "x", **more: Any) -> list[Json]:
    return [{"text": plain(text), "value": str(i), **more} for i in range(count)]


def element(type_: str, **more: Any) -> Json:
    return {"type": "input", "label": plain("x"), "element": {"type": type_, **more}}


def select(**more: Any) -> Json:
    return section(accessory={"type": "static_select", "options": options(2), **more})


def confirm(**more: Any) -> Json:
    return actions(button(confirm={"title": plain("x"), "text": plain("x"), **more}))


def rich(*elements: Json) -> Json:
    return {"type": "rich_text", "elements": list(elements)}


def words(*pieces: Json) -> Json:
    return {"type": "rich_text_section", "elements": list(pieces)}


def bullets(**more: Any) -> Json:
    return rich(
        {"type": "rich_text_list", "style": "bullet", "elements": [words({"type": "text", "text": "x"})], **more}
    )


def table(rows: int, columns: int) -> Json:
    return {"type": "table", "rows": [[{"type": "raw_text", "text": "x"}] * columns] * rows}


def modal(**more: Any) -> Json:
    return {"type": "modal", "title": plain("x"), "blocks": [section()], **more}


# name: (the limit, the same in slackblocks or None, a block with n of it)
BLOCK_LIMITS: dict[str, tuple[int, str | None, Callable[[int], Json]]] = {
    "block_id": (lim.ID, "BLOCK_ID_MAX_LENGTH", lambda n: section(block_id="i" * n)),
    "action_id": (lim.ID, "ACTION_ID_MAX_LENGTH", lambda n: actions(button(action_id="i" * n))),
    "section text": (lim.TEXT, "SECTION_TEXT_MAX_LENGTH", lambda n: section(text=plain("x" * n))),
    "section mrkdwn": (lim.TEXT, "TEXT_MAX_LENGTH", lambda n: section(text=mrkdwn("å" * n))),
    "fields": (lim.SECTION_FIELDS, "SECTION_FIELDS_MAX_ITEMS", lambda n: section(fields=[mrkdwn("x")] * n)),
    "field": (lim.FIELD_TEXT, "SECTION_FIELDS_ITEM_MAX_LENGTH", lambda n: section(fields=[mrkdwn("x" * n)])),
    "header": (lim.HEADER_TEXT, "HEADER_TEXT_MAX_LENGTH", lambda n: {"type": "header", "text": plain("x" * n)}),
    "context": (
        lim.CONTEXT_ELEMENTS,
        "CONTEXT_ELEMENTS_MAX_ITEMS",
        lambda n: {"type": "context", "elements": [mrkdwn("x")] * n},
    ),
    "actions": (lim.ACTIONS_ELEMENTS, "ACTIONS_ELEMENTS_MAX_ITEMS", lambda n: actions(*[button()] * n)),
    "button text": (lim.BUTTON_TEXT, "BUTTON_TEXT_MAX_LENGTH", lambda n: actions(button(text=plain("x" * n)))),
    "button value": (lim.BUTTON_VALUE, "BUTTON_VALUE_MAX_LENGTH", lambda n: actions(button(value="x" * n))),
    "button url": (lim.BUTTON_URL, "BUTTON_URL_MAX_LENGTH", lambda n: actions(button(url="x" * n))),
    "button label": (
        lim.BUTTON_ACCESSIBILITY_LABEL,
        "BUTTON_ACCESSIBILITY_LABEL_MAX_LENGTH",
        lambda n: actions(button(accessibility_label="x" * n)),
    ),
    "select options": (lim.SELECT_OPTIONS, "SELECT_OPTIONS_MAX_ITEMS", lambda n: select(options=options(n))),
    "option text": (lim.OPTION_TEXT, "OPTION_TEXT_MAX_LENGTH", lambda n: select(options=options(1, "x" * n))),
    "option value": (
        lim.OPTION_VALUE,
        "OPTION_VALUE_MAX_LENGTH",
        lambda n: select(options=options(1, value="x" * n)),
    ),
    "option description": (
        lim.OPTION_DESCRIPTION,
        "OPTION_DESCRIPTION_MAX_LENGTH",
        lambda n: select(options=options(1, description=plain("x" * n))),
    ),
    "option url": (
        lim.OPTION_URL,
        "OPTION_URL_MAX_LENGTH",
        lambda n: actions({"type": "overflow", "options": options(1, url="x" * n)}),
    ),
    "option groups": (
        lim.SELECT_GROUPS,
        "SELECT_OPTION_GROUPS_MAX_ITEMS",
        lambda n: section(
            accessory={
                "type": "static_select",
                "option_groups": [{"label": plain("x"), "options": options(1)}] * n,
            }
        ),
    ),
    "group label": (
        lim.GROUP_LABEL,
        "OPTION_GROUP_LABEL_MAX_LENGTH",
        lambda n: section(
            accessory={
                "type": "static_select",
                "option_groups": [{"label": plain("x" * n), "options": options(1)}],
            }
        ),
    ),
    "placeholder": (
        lim.PLACEHOLDER,
        "SELECT_PLACEHOLDER_MAX_LENGTH",
        lambda n: select(placeholder=plain("x" * n)),
    ),
    "input placeholder": (
        lim.PLACEHOLDER,
        "PLAIN_TEXT_INPUT_PLACEHOLDER_MAX_LENGTH",
        lambda n: element("plain_text_input", placeholder=plain("x" * n)),
    ),
    "overflow": (
        lim.OVERFLOW_OPTIONS,
        "OVERFLOW_OPTIONS_MAX_ITEMS",
        lambda n: actions({"type": "overflow", "options": options(n)}),
    ),
    "radio": (
        lim.RADIO_OPTIONS,
        "RADIO_BUTTONS_OPTIONS_MAX_ITEMS",
        lambda n: element("radio_buttons", options=options(n)),
    ),
    "checkboxes": (
        lim.CHECKBOX_OPTIONS,
        "CHECKBOXES_OPTIONS_MAX_ITEMS",
        lambda n: element("checkboxes", options=options(n)),
    ),
    "confirm title": (
        lim.CONFIRM_TITLE,
        "CONFIRMATION_TITLE_MAX_LENGTH",
        lambda n: confirm(title=plain("x" * n)),
    ),
    "confirm text": (
        lim.CONFIRM_TEXT,
        "CONFIRMATION_TEXT_MAX_LENGTH",
        lambda n: confirm(text=mrkdwn("x" * n)),
    ),
    "confirm yes": (
        lim.CONFIRM_BUTTON,
        "CONFIRMATION_CONFIRM_MAX_LENGTH",
        lambda n: confirm(confirm=plain("x" * n)),
    ),
    "confirm no": (
        lim.CONFIRM_BUTTON,
        "CONFIRMATION_DENY_MAX_LENGTH",
        lambda n: confirm(deny=plain("x" * n)),
    ),
    "input label": (
        lim.INPUT_LABEL,
        "INPUT_LABEL_MAX_LENGTH",
        lambda n: {**element("plain_text_input"), "label": plain("x" * n)},
    ),
    "input hint": (
        lim.INPUT_HINT,
        "INPUT_HINT_MAX_LENGTH",
        lambda n: {**element("plain_text_input"), "hint": plain("x" * n)},
    ),
    "max_length": (
        lim.INPUT_MAX_LENGTH,
        "PLAIN_TEXT_INPUT_MAX_LENGTH_MAX",
        lambda n: element("plain_text_input", max_length=n),
    ),
    "min_length": (
        lim.INPUT_MAX_LENGTH,
        "PLAIN_TEXT_INPUT_MIN_LENGTH_MAX",
        lambda n: element("plain_text_input", min_length=n),
    ),
    "initial_value": (3000, None, lambda n: element("plain_text_input", initial_value="x" * n)),
    "initial_value under max_length": (
        40,
        None,
        lambda n: element("plain_text_input", max_length=40, initial_value="x" * n),
    ),
    "file_input": (
        lim.FILE_INPUT_FILES,
        "FILE_INPUT_MAX_FILES_MAX",
        lambda n: element("file_input", max_files=n),
    ),
    "image url": (
        lim.IMAGE_URL,
        "IMAGE_IMAGE_URL_MAX_LENGTH",
        lambda n: {"type": "image", "image_url": "x" * n, "alt_text": "x"},
    ),
    "image alt": (
        lim.IMAGE_ALT,
        "IMAGE_ALT_TEXT_MAX_LENGTH",
        lambda n: {"type": "image", "image_url": "x", "alt_text": "x" * n},
    ),
    "image title": (
        lim.IMAGE_TITLE,
        "IMAGE_TITLE_MAX_LENGTH",
        lambda n: {"type": "image", "image_url": "x", "alt_text": "x", "title": plain("x" * n)},
    ),
    "list indent": (lim.LIST_INDENT, "RICH_TEXT_LIST_INDENT_MAX", lambda n: bullets(indent=n)),
    "list border": (1, "RICH_TEXT_LIST_BORDER_MAX", lambda n: bullets(border=n)),
}
MESSAGE_LIMITS: dict[str, tuple[int, str | None, Callable[[int], Json]]] = {
    "markdown": (
        lim.MARKDOWN_TEXT,
        "MARKDOWN_TEXT_MAX_LENGTH",
        lambda n: {"type": "markdown", "text": "x" * n},
    ),
    "table rows": (lim.TABLE_ROWS, "TABLE_ROWS_MAX_ITEMS", lambda n: table(n, 1)),
    "table columns": (lim.TABLE_COLUMNS, "TABLE_COLUMNS_MAX_ITEMS", lambda n: table(1, n)),
}
VIEW_LIMITS: dict[str, tuple[int, str | None, Callable[[int], Json]]] = {
    "title": (lim.VIEW_TITLE, "VIEW_TITLE_MAX_LENGTH", lambda n: modal(title=plain("x" * n))),
    "submit": (lim.VIEW_BUTTON, "VIEW_SUBMIT_MAX_LENGTH", lambda n: modal(submit=plain("x" * n))),
    "close": (lim.VIEW_BUTTON, "VIEW_CLOSE_MAX_LENGTH", lambda n: modal(close=plain("x" * n))),
    "private_metadata": (
        lim.PRIVATE_METADATA,
        "VIEW_PRIVATE_METADATA_MAX_LENGTH",
        lambda n: modal(private_metadata="x" * n),
    ),
    "callback_id": (lim.ID, "VIEW_CALLBACK_ID_MAX_LENGTH", lambda n: modal(callback_id="x" * n)),
    "external_id": (lim.ID, "VIEW_EXTERNAL_ID_MAX_LENGTH", lambda n: modal(external_id="x" * n)),
    "blocks": (lim.VIEW_BLOCKS, "VIEW_BLOCKS_MAX_ITEMS", lambda n: modal(blocks=[section()] * n)),
}


@pytest.mark.parametrize("name", BLOCK_LIMITS)
def test_a_block_is_taken_at_its_limit_and_refused_over_it(name: str) -> None:
    limit, same, make = BLOCK_LIMITS[name]
    assert same is None or limit == getattr(theirs, same)
    assert block_problems([make(limit)], "modal") == []
    problems = block_problems([make(limit + 1)], "modal")
    assert problems
    assert all("[json-pointer:/blocks/0" in problem for problem in problems)


@pytest.mark.parametrize("name", MESSAGE_LIMITS)
def test_a_message_block_is_taken_at_its_limit_and_refused_over_it(name: str) -> None:
    limit, same, make = MESSAGE_LIMITS[name]
    assert same is None or limit == getattr(theirs, same)
    refuse_bad_message_blocks([make(limit)])
    with pytest.raises(SlackError, match="invalid_blocks"):
        refuse_bad_message_blocks([make(limit + 1)])


@pytest.mark.parametrize("name", VIEW_LIMITS)
def test_a_view_is_taken_at_its_limit_and_refused_over_it(name: str) -> None:
    limit, same, make = VIEW_LIMITS[name]
    assert same is None or limit == getattr(theirs, same)
    refuse_bad_view(make(limit))
    with pytest.raises(SlackError, match="invalid_arguments"):
        refuse_bad_view(make(limit + 1))


def test_fifty_blocks_make_a_message() -> None:
    assert theirs.MESSAGE_BLOCKS_MAX_ITEMS == lim.MESSAGE_BLOCKS
    refuse_bad_message_blocks([section()] * 50)
    with pytest.raises(SlackError) as refused:
        refuse_bad_message_blocks([section()] * 51)
    assert refused.value.messages == ["[ERROR] no more than 50 items allowed [json-pointer:/blocks]"]


def test_the_whole_of_a_message_has_a_limit_that_is_not_documented() -> None:
    parts = [section(text=plain("x" * 3000)) for _ in range(4)]
    refuse_bad_message_blocks(parts)
    with pytest.raises(SlackError, match="msg_blocks_too_long"):
        refuse_bad_message_blocks([*parts, rich(words({"type": "text", "text": "x"}))])


def test_a_view_is_at_most_250_kilobytes() -> None:
    blocks = [section(text=plain("å" * 2500))] * 49
    refuse_bad_view(modal(blocks=blocks))  # 245 kB of letters of two bytes each, and some
    with pytest.raises(SlackError, match="view_too_large"):
        refuse_bad_view(modal(blocks=[*blocks, *blocks[:2]]))


RADIO = {"text": mrkdwn("*x*"), "value": "1"}
RIGHT: dict[str, Json] = {
    "mrkdwn in a radio option": element("radio_buttons", options=[RADIO], initial_option=RADIO),
    "initial option of a group": section(
        accessory={
            "type": "static_select",
            "option_groups": [{"label": plain("x"), "options": options(2)}],
            "initial_option": options(2)[1],
        }
    ),
    "a date": element("datepicker", initial_date="2026-03-31"),
    "fields alone": {"type": "section", "fields": [mrkdwn("x")]},
    "rich text": rich(
        words(
            {"type": "text", "text": "x", "style": {"bold": True}},
            {"type": "user", "user_id": "U1"},
            {"type": "link", "url": "https://example.se", "text": "x"},
            {"type": "emoji", "name": "tada"},
            {"type": "broadcast", "range": "here"},
            {"type": "date", "timestamp": 1, "format": "{date}", "fallback": "x"},
        ),
        {"type": "rich_text_quote", "elements": [{"type": "text", "text": "x"}]},
        {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "x"}], "border": 0},
    ),
}
WRONG: dict[str, Json] = {
    "unknown type": {"type": "what"},
    "no type": {"text": plain("x")},
    "unknown property": section(colour="red"),
    "unknown property inside": actions(button(colour="red")),
    "unknown element": actions({"type": "what"}),
    "not an object": section(text="x"),
    "null": section(block_id=None),
    "empty text": section(text=mrkdwn("")),
    "section of nothing": {"type": "section"},
    "mrkdwn header": {"type": "header", "text": mrkdwn("x")},
    "mrkdwn button": actions(button(text=mrkdwn("x"))),
    "mrkdwn in a select option": select(options=[RADIO]),
    "mrkdwn label": {**element("plain_text_input"), "label": mrkdwn("x")},
    "mrkdwn placeholder": select(placeholder=mrkdwn("x")),
    "no options": select(options=[]),
    "options and groups": select(option_groups=[{"label": plain("x"), "options": options(1)}]),
    "empty option value": select(options=options(1, value="")),
    "other initial option": select(initial_option=options(3)[2]),
    "initial option with other text": select(initial_option={"text": plain("y"), "value": "0"}),
    "other initial options": element("checkboxes", options=options(1), initial_options=options(2)[1:]),
    "no such date": element("datepicker", initial_date="2026-02-30"),
    "a short date": element("datepicker", initial_date="20260203"),
    "input in actions": actions({"type": "plain_text_input"}),
    "input in a section": section(accessory={"type": "plain_text_input"}),
    "button in an input": element("button", text=plain("x")),
    "button in a context": {"type": "context", "elements": [button()]},
    "empty context": {"type": "context", "elements": []},
    "empty actions": actions(),
    "button style": actions(button(style="default")),
    "confirm without text": actions(button(confirm={"title": plain("x")})),
    "max_length 0": element("plain_text_input", max_length=0),
    "min over max": element("plain_text_input", max_length=2, min_length=3),
    "bool as text": actions(button(value=True)),
    "empty rich text": rich(),
    "empty rich section": rich(words()),
    "empty rich word": rich(words({"type": "text", "text": ""})),
    "rich style": rich(words({"type": "text", "text": "x", "style": {"bold": "yes"}})),
    "rich style name": rich(words({"type": "text", "text": "x", "style": {"large": True}})),
    "text straight in rich text": rich({"type": "text", "text": "x"}),
    "list of text": rich({"type": "rich_text_list", "style": "bullet", "elements": [{"type": "text", "text": "x"}]}),
    "user in code": rich({"type": "rich_text_preformatted", "elements": [{"type": "user", "user_id": "U1"}]}),
    "list style": bullets(style="roman"),
    "twice the same action": actions(button(action_id="a"), button(action_id="a")),
}  # fmt: skip


@pytest.mark.parametrize("name", RIGHT)
def test_right_blocks_are_taken(name: str) -> None:
    assert block_problems([RIGHT[name]], "modal") == []


@pytest.mark.parametrize("name", WRONG)
def test_wrong_blocks_are_refused(name: str) -> None:
    assert block_problems([WRONG[name]], "modal")


def test_ids_are_unique() -> None:
    assert block_problems([section(block_id="a"), section(block_id="a")], "message")
    assert not block_problems([actions(button(action_id="a")), actions(button(action_id="a"))], "message")


def test_surfaces_agree_with_slackblocks() -> None:
    known = importlib.import_module("slackblocks._surfaces")._BLOCK_TYPES_BY_SURFACE
    for surface, types in SURFACES.items():
        assert types <= known[surface]
    assert block_problems([table(1, 1)], "modal")
    assert block_problems([{"type": "markdown", "text": "x"}], "home")
    assert block_problems([element("email_text_input")], "message")
    assert block_problems([element("email_text_input")], "modal") == []


def test_one_table_a_message() -> None:
    with pytest.raises(SlackError, match="invalid_attachments"):
        refuse_bad_message_blocks([table(1, 1), table(1, 1)])


@pytest.mark.parametrize(
    "view",
    [
        modal(blocks=[element("plain_text_input")]),  # no submit
        modal(title=mrkdwn("x")),
        modal(what=1),
        {"type": "modal", "blocks": []},
        {"type": "home", "blocks": []},
        [],
    ],
)
def test_wrong_views_are_refused(view: Any) -> None:
    with pytest.raises(SlackError, match="invalid_arguments"):
        refuse_bad_view(view)


def test_a_home_tab_has_no_title() -> None:
    refuse_bad_view({"type": "home", "blocks": [section()]}, "home")
    with pytest.raises(SlackError):
        refuse_bad_view({"type": "home", "blocks": [], "title": plain("x")}, "home")


@pytest.mark.parametrize(
    ("metadata", "error"),
    [
        ({"event_type": "due", "event_payload": {"key": "k", "n": 1, "list": [{"a": "b"}]}}, None),
        ({}, None),
        ({"event_payload": {}}, "invalid_metadata_schema"),
        ({"event_type": "due"}, "invalid_metadata_schema"),
        ({"event_type": "due", "event_payload": {"a": {"b": {"c": "d"}}}}, "invalid_metadata_schema"),
        ({"event_type": "due", "event_payload": {"a": "x" * 8000}}, "metadata_too_large"),
    ],
)
def test_metadata(metadata: Json, error: str | None) -> None:
    if error is None:
        refuse_bad_metadata(metadata)
        return
    with pytest.raises(SlackError, match=error):
        refuse_bad_metadata(metadata)


def test_clocks_and_sizes_that_no_package_knows() -> None:
    assert (lim.TRIGGER_SECONDS, lim.ACK_SECONDS, lim.RESPONSE_URL_SECONDS) == (3, 3, 1800)
    assert (lim.RESPONSE_URL_USES, lim.VIEW_STACK, lim.VIEW_BYTES) == (5, 3, 250_000)
    assert (lim.METADATA_CHARS, lim.BLOCKS_TOTAL_TEXT, lim.MESSAGE_TEXT) == (8_000, 12_000, 40_000)
