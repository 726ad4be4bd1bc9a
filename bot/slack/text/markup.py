"""The markup of a message event's text → the words as the person saw them. Pure.

Slack escapes `&`, `<` and `>` of what people type, and puts mentions, links and dates in `<…>` (docs.slack.dev,
"Formatting message text"). So markup is read first, and each piece is unescaped once.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote

from bot.slack.text.emoji import with_characters

_MARKUP = re.compile(r"<([^<>]*)>")
_ID = re.compile(r"<[@#]([A-Z0-9]+)(?:\|[^<>]*)?>")
_SCHEME = re.compile(r"^(https?://|mailto:)", re.IGNORECASE)


@dataclass(frozen=True)
class Names:
    """What people saw in place of Slack's ids: names by id, and the words for those that could not be found."""

    by_id: Mapping[str, str] = field(default_factory=dict)
    someone: str = "…"
    channel: str = "…"
    group: str = "…"


def mentioned_ids(text: str) -> list[str]:
    """The accounts and channels that the text mentions, each once."""
    return list(dict.fromkeys(_ID.findall(text)))


def read_markup(text: str, names: Names) -> str:
    """The text as it was seen. Stars and underlines around words stay as typed. Raises nothing."""
    pieces: list[str] = []
    at = 0
    for match in _MARKUP.finditer(text):
        pieces += [_typed(text[at : match.start()]), _seen(match.group(1), names)]
        at = match.end()
    return "".join([*pieces, _typed(text[at:])])


def _typed(text: str) -> str:
    return with_characters(_unescape(text))


def _seen(inside: str, names: Names) -> str:
    """What `<inside>` was shown as."""
    target, _, label = (_unescape(part) for part in inside.partition("|"))
    match target[:1]:
        case "@":
            return _with("@", names.by_id.get(target[1:]) or label or names.someone)
        case "#":
            return _with("#", names.by_id.get(target[1:]) or label or names.channel)
        case "!":
            return _special(target[1:], label, names)
    return _link(target, with_characters(label))


def _with(mark: str, name: str) -> str:
    return name if name.startswith(mark) else mark + name


def _special(name: str, label: str, names: Names) -> str:
    """A group, everybody in the conversation, or a date with its fallback."""
    if name.startswith("date^"):
        return label
    if name.startswith("subteam^"):
        return _with("@", label or names.group)
    return _with("@", label or name)


def _link(address: str, label: str) -> str:
    """The words of a link, and its address when they say something else."""
    if address.startswith("tel:"):
        # Slack makes these of what people type as a number.
        return label or address.removeprefix("tel:")
    shown = address.removeprefix("mailto:")
    if not label:
        return shown
    return label if _bare(label) == _bare(address) else f"{label} ({shown})"


def _bare(address: str) -> str:
    """An address without what makes no difference to a reader: Slack adds the scheme when none was typed."""
    return unquote(_SCHEME.sub("", address)).rstrip("/").casefold()


def _unescape(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
