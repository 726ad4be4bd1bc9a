"""A line that was typed as a message → what it says. Slash commands are typed, too, where a platform has none: in a
thread, in a message, on the demo's page."""

from handlers.context import Said
from models.options import Options
from models.rules.text import plain


def read_typed(line: str, options: Options) -> Said:
    """`/malstatus 14` is one command. Any other line begins with a command's name, with or without the product's
    before it (`/malvakten status`, `Målvakten, status`)."""
    head, *rest = line.split(maxsplit=1) or [""]
    routes = {plain(slash): route for route, slash in options.commands.items()}
    route = routes.get(plain(head), "")
    if route == "all" or (route and head.startswith("/")):
        return Said(route, "".join(rest))
    return Said("all", line)
