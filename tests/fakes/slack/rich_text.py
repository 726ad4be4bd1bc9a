"""The structure of a ``rich_text`` block.

Source: docs.slack.dev/reference/block-kit/blocks/rich-text-block.
"""

from __future__ import annotations

from . import limits as lim
from .checks import Check, boolean, by_type, choice, integer, items, shape, string

_text_style = shape(None, {}, dict.fromkeys(("bold", "italic", "strike", "code", "underline"), boolean))
_mention_style = shape(
    None,
    {},
    dict.fromkeys(("bold", "italic", "strike", "highlight", "client_highlight", "unlink"), boolean),
)
_id = string(lim.ID, 1)
_border = integer(0, 1)

TEXT_PIECE = shape("text", {"text": string(None, 1)}, {"style": _text_style})
LINK_PIECE = shape("link", {"url": string(3000, 1)}, {"text": string(), "unsafe": boolean, "style": _text_style})
PIECES: dict[str, Check] = {
    "text": TEXT_PIECE,
    "link": LINK_PIECE,
    "emoji": shape("emoji", {"name": string(100, 1)}, {"unicode": string(), "style": _text_style}),
    "user": shape("user", {"user_id": _id}, {"style": _mention_style}),
    "usergroup": shape("usergroup", {"usergroup_id": _id}, {"style": _mention_style}),
    "channel": shape("channel", {"channel_id": _id}, {"style": _mention_style}),
    "broadcast": shape("broadcast", {"range": choice("here", "channel", "everyone")}),
    "date": shape(
        "date",
        {"timestamp": integer(0), "format": string(None, 1)},
        {"url": string(3000, 1), "fallback": string(None, 1)},
    ),
}
_pieces = items(by_type(PIECES), 1, None)
SECTION = shape("rich_text_section", {"elements": _pieces})
_containers: dict[str, Check] = {
    "rich_text_section": SECTION,
    "rich_text_list": shape(
        "rich_text_list",
        {"style": choice("bullet", "ordered"), "elements": items(SECTION, 1, None)},
        {"indent": integer(0, lim.LIST_INDENT), "offset": integer(0), "border": _border},
    ),
    "rich_text_preformatted": shape(
        "rich_text_preformatted",
        # A code block holds text and links only.
        {"elements": items(by_type({"text": TEXT_PIECE, "link": LINK_PIECE}), 1, None)},
        {"border": _border, "language": string(50, 1)},
    ),
    "rich_text_quote": shape("rich_text_quote", {"elements": _pieces}, {"border": _border}),
}

RICH_TEXT = shape("rich_text", {"elements": items(by_type(_containers), 1, None)}, {"block_id": string(lim.ID, 1)})
