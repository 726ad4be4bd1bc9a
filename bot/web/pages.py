"""The templates of what is served as pages."""

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import Environment


@cache
def environment() -> "Environment":
    """Finds `bot/web/templates`."""
    # Imported at the first visit: a program that only serves chat does not need it.
    from jinja2 import Environment, PackageLoader

    return Environment(loader=PackageLoader("bot.web"), autoescape=True)
