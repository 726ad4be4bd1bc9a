"""The text of message activities → what is said. Pure."""

import html
import re
from typing import Any

from bot.requests.incoming import Conversation, Incoming, digest
from bot.requests.typed import read_typed, without_address
from bot.teams.decode import PLATFORM, Activity, incoming, place_of
from handlers.context import Asked, Edited, Said
from models.options import Options
from models.rules.text import storable

# What Teams' own editor writes, and what comes with pasted text. Anything else between < and > is somebody's words.
_BLOCKS = re.compile(r"</?(?:p|div|br|ul|ol|li|blockquote|h[1-6]|tr|table|pre)(?:\s[^<>]*)?/?>\s*", re.IGNORECASE)
_INLINE = re.compile(
    r"</?(?:at|a|b|strong|i|em|u|s|span|font|code|td|th|tbody|thead|img|attachment|emoji|readonly)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_COMMENTS = re.compile(r"<!--.*?-->", re.DOTALL)
_SPACES = re.compile(r"[^\S\n]+")
# How Teams attaches a message's own words anew, and what it quotes.
_OWN_ATTACHMENTS = ("text/html", "messageReference", "application/vnd.microsoft.card.")


def written(activity: Activity, options: Options) -> Incoming | None:
    """The request that a message makes; None when it is not said to the bot."""
    place = place_of(activity)
    if not place.is_personal and not _mentions_of_bot(activity) and not _is_targeted(activity):
        return None
    bot = _bot(activity)
    asked = read_typed(_words(activity, bot, place.is_personal), options)
    thread = str(activity.get("replyToId") or "") if place.is_personal else ""
    asked = Said(asked.command, asked.words, _has_file(activity), thread)
    key = digest(PLATFORM, "message", place.conversation, str(activity["id"]))
    return incoming(activity, asked, key, _answer_in(activity))


def edited(activity: Activity, options: Options) -> Incoming | None:
    """The request of a message that its author has changed; Teams does not send the earlier text. None when it was
    not said to the bot alone."""
    place = place_of(activity)
    is_edit = (activity.get("channelData") or {}).get("eventType") == "editMessage"
    if not is_edit or not place.is_personal:
        return None
    words = _words(activity, _bot(activity), is_direct=True)
    asked: Asked = Edited(Said("all"), read_typed(words, options))
    key = digest(PLATFORM, "edit", place.conversation, str(activity.get("id") or ""), words)
    return incoming(activity, asked, key, _answer_in(activity))


def _answer_in(activity: Activity) -> Conversation:
    asker = incoming(activity, Said("all"), None)
    return place_of(activity).answered(asker.account)


def _words(activity: Activity, bot: re.Pattern[str] | None, is_direct: bool) -> str:
    """The words without Teams' markup and without the mentions that address the bot; read once, so that what somebody
    has written about markup stays as it is."""
    text = _COMMENTS.sub("", str(activity.get("text") or "")).replace("&nbsp;", " ").replace("\xa0", " ")
    if bot is not None:
        text = without_address(text, bot, is_direct)
    text = html.unescape(_INLINE.sub("", _BLOCKS.sub("\n", text)))
    lines = (_SPACES.sub(" ", line).strip() for line in storable(text).replace("\xa0", " ").splitlines())
    return "\n".join(line for line in lines if line)


def _mentions_of_bot(activity: Activity) -> list[dict[str, Any]]:
    own = (activity.get("recipient") or {}).get("id")
    entities = activity.get("entities") or []
    return [
        each for each in entities
        if own and each.get("type") == "mention" and (each.get("mentioned") or {}).get("id") == own
    ]  # fmt: skip


def _bot(activity: Activity) -> re.Pattern[str] | None:
    """How the bot is mentioned in the text; None when it is not."""
    ways: list[str] = []
    for mention in _mentions_of_bot(activity):
        name, text = str((mention.get("mentioned") or {}).get("name") or ""), str(mention.get("text") or "")
        ways += [re.escape(text.replace("\xa0", " "))] if text.strip() else []
        ways += [rf"<at(?:\s[^<>]*)?>\s*{re.escape(name)}\s*</at>"] if name else []
    return re.compile("(?:" + "|".join(ways) + ")") if ways else None


def _is_targeted(activity: Activity) -> bool:
    """Whether a message in a channel is shown to the bot alone, as a slash command is."""
    return (activity.get("recipient") or {}).get("isTargeted") is True


def _has_file(activity: Activity) -> bool:
    kinds = [str(each.get("contentType") or "") for each in activity.get("attachments") or []]
    return any(kind and not kind.startswith(_OWN_ATTACHMENTS) for kind in kinds)
