"""A line that was typed as a message → what it says. Slash commands are typed, too, where a platform has none: in a
thread, in a message, on the demo's page."""

import re

from handlers.context import Said
from models.options import Options
from models.rules.text import plain

_GREETING = r"(?:(?:hej(?:san)?|hall[åo]|tja(?:na)?|god ?dag|god ?morgon|hi|hello)[\s,!.]+)"


def without_address(text: str, mention: re.Pattern[str], is_direct: bool) -> str:
    """The words without the mentions that address the bot: at the start (after a greeting, too) and at the end, with
    `:` or `,` after them; in a channel, where there must be one, else the first. Others are a part of what is said."""
    if not mention.search(text):
        return text
    address = rf"(?:{mention.pattern}[\s:,]*)+"
    words = before = text.strip()
    match = re.match(rf"{_GREETING}?{address}", words, re.IGNORECASE)
    if match and match.end() < len(words):
        words = words[match.end() :]
    while match := re.search(rf"{mention.pattern}([?!.]*)$", words):
        words = words[: match.start()].rstrip(" ,") + match.group(1)
    if words == before and not is_direct and (match := mention.search(words)):
        words = f"{words[: match.start()].rstrip()} {words[match.end() :].lstrip(' :,')}"
    return words


def read_typed(line: str, options: Options) -> Said:
    """`/malstatus 14` is one command. Any other line begins with a command's name, with or without the product's
    before it (`/malvakten status`, `Målvakten, status`)."""
    head, *rest = line.split(maxsplit=1) or [""]
    routes = {plain(slash): route for route, slash in options.commands.items()}
    route = routes.get(plain(head), "")
    if route == "all" or (route and head.startswith("/")):
        return Said(route, "".join(rest))
    return Said("all", line)
