"""What a person would read, and what in it is live markup.

Source: docs.slack.dev/messaging/formatting-message-text (mentions, links, escaping).
"""

from __future__ import annotations

import re
from typing import Any

from .checks import Json
from .composition import all_options

_LIVE = re.compile(r"<(?:[!@#]|[a-z][a-z0-9+.-]*:)[^<>]*>", re.IGNORECASE)
_MD_LINK = re.compile(r"!?\[[^\]]*\]\([^)\s]+[^)]*\)")
_AT_WORDS = re.compile(r"(?<!\w)@(?:here|channel|everyone)\b")
_CODE = re.compile(r"(```.*?```|`[^`\n]+`)", re.DOTALL)
_ANGLE = re.compile(r"<([^<>|]+)(?:\|([^<>]*))?>")
_RICH_LIVE = {
    "link": "url",
    "user": "user_id",
    "usergroup": "usergroup_id",
    "channel": "channel_id",
    "broadcast": "range",
}


def live_markup(payload: Any) -> list[str]:
    """Every mention, broadcast and link that Slack would make live in this message, view or block.

    Looks at mrkdwn text objects, markdown blocks, the top-level ``text`` and rich_text elements; a text
    from a person or a file must never show up here.
    """
    payload = getattr(payload, "raw", payload)
    found: list[str] = []
    if (
        isinstance(payload, dict)
        and isinstance(payload.get("text"), str)
        and not payload.get("type", "").endswith("text")
    ):
        if payload.get("mrkdwn") is not False:
            found += _LIVE.findall(payload["text"])
        if payload.get("link_names") in {True, "1"} or payload.get("parse") == "full":
            found += _AT_WORDS.findall(payload["text"])
    _walk(payload, found)
    return found


def _walk(value: Any, found: list[str]) -> None:
    if isinstance(value, list):
        for item in value:
            _walk(item, found)
    if not isinstance(value, dict):
        return
    type_ = value.get("type")
    if type_ in {"mrkdwn", "markdown"} and isinstance(value.get("text"), str):
        found += _LIVE.findall(value["text"])
        found += _MD_LINK.findall(value["text"]) if type_ == "markdown" else []
    if type_ in _RICH_LIVE and _RICH_LIVE[type_] in value:
        found.append(f"{type_}:{value[_RICH_LIVE[type_]]}")
    for name, inner in value.items():
        if name not in {"metadata", "private_metadata", "value"}:
            _walk(inner, found)


def _angle(match: re.Match[str]) -> str:
    target, label = match.group(1), match.group(2)
    if label:
        return label
    if target[0] == "!":
        return "@" + target[1:].split("^")[0]
    return target.removeprefix("mailto:")


def _emphasis(sign: str) -> re.Pattern[str]:
    """Words between two of a sign, where Slack would make them bold, italic or struck."""
    mark = re.escape(sign)
    inner = rf"(?=[^\s{mark}])([^\n]*?[^\s{mark}]|[^\s{mark}])"
    return re.compile(rf"(?<![\w{mark}]){mark}{inner}{mark}(?![\w{mark}])")


_EMPHASES = [_emphasis(sign) for sign in "*_~"]


def mrkdwn_text(text: str) -> str:
    """mrkdwn as it is shown: entities turned back, links as labels, signs of emphasis gone."""
    parts = _CODE.split(text)
    for index, part in enumerate(parts):
        if index % 2:  # code is shown as it stands
            parts[index] = part.strip("`")
            continue
        shown = _ANGLE.sub(_angle, part)
        for emphasis in _EMPHASES:
            shown = emphasis.sub(r"\1", shown)
        parts[index] = shown
    return unescape("".join(parts))


def unescape(text: str) -> str:
    """Turn Slack's three entities back (only these; docs: "Escaping text")."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def text_of(text: Any) -> str:
    """A text object as it is shown."""
    if not isinstance(text, dict):
        return ""
    return mrkdwn_text(text["text"]) if text.get("type") == "mrkdwn" else str(text.get("text", ""))


def _rich(value: Json) -> str:
    type_ = value.get("type", "")
    if type_ in {"rich_text", "rich_text_list"}:
        return "\n".join(_rich(inner) for inner in value["elements"])
    if type_.startswith("rich_text_"):
        return "".join(_rich(inner) for inner in value["elements"])
    if type_ == "link":
        return str(value.get("text") or value["url"])
    if type_ == "emoji":
        return f":{value['name']}:"
    if type_ == "date":
        return str(value.get("fallback", value["format"]))
    sign = "#" if type_ == "channel" else "@"
    return str(value["text"]) if type_ == "text" else sign + str(value.get(_RICH_LIVE.get(type_, ""), ""))


def _element(element: Json) -> str:
    type_ = element.get("type", "")
    if type_ in {"plain_text", "mrkdwn"}:
        return text_of(element)
    if type_ == "image":
        return str(element["alt_text"])
    if type_ == "button":
        return f"[{text_of(element['text'])}]"
    options = [text_of(option["text"]) for option in all_options(element)]
    if type_ in {"radio_buttons", "checkboxes", "overflow"}:
        return " ".join(f"[{option}]" for option in options)
    initial = element.get("initial_option")
    if initial:
        return f"[{text_of(initial['text'])}]"
    given = element.get("initial_value") or element.get("initial_date") or text_of(element.get("placeholder"))
    return f"[{given}]"


def block_text(block: Json) -> str:
    """One block as a person reads it."""
    type_ = block.get("type")
    if type_ == "rich_text":
        return _rich(block)
    if type_ == "divider":
        return "---"
    if type_ == "image":
        return str(block["alt_text"])
    if type_ == "markdown":
        return unescape(block["text"])
    if type_ == "table":
        rows = [" | ".join(_cell(cell) for cell in row) for row in block["rows"]]
        return "\n".join(rows)
    parts = [text_of(block.get("text")), text_of(block.get("label"))]
    parts += [text_of(field) for field in block.get("fields", [])]
    parts += [_element(element) for element in block.get("elements", [])]
    parts += [_element(block[name]) for name in ("accessory", "element") if name in block]
    parts.append(text_of(block.get("hint")))
    return " ".join(part for part in parts if part)


def _cell(cell: Json) -> str:
    return str(cell["text"]) if cell["type"] == "raw_text" else _rich(cell)


def visible_text(message: Any) -> str:
    """What a person reads: the blocks, one per line, or the text where there are none.

    Takes a message, a view, an acknowledgement body or anything with ``.raw``; a view's title comes first.
    """
    raw = getattr(message, "raw", message) or {}
    title = [text_of(raw["title"])] if isinstance(raw.get("title"), dict) else []
    if raw.get("blocks"):
        buttons = [f"[{text_of(raw[name])}]" for name in ("submit", "close") if isinstance(raw.get(name), dict)]
        return "\n".join([*title, *(block_text(block) for block in raw["blocks"]), *buttons])
    return "\n".join([*title, mrkdwn_text(str(raw.get("text") or ""))])
