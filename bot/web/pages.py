"""What every page has: its templates, and the headers that it is sent with."""

from functools import cache
from typing import TYPE_CHECKING, Any

from i18n import Translator

if TYPE_CHECKING:
    from jinja2 import Environment

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src data:",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


def drawn(name: str, t: Translator, **values: Any) -> bytes:
    """The bytes of a page of `bot/web/templates`."""
    return _environment().get_template(name).render(t=t, **values).encode()


@cache
def _environment() -> "Environment":
    # Imported at the first visit: a program that only serves chat does not need it.
    from jinja2 import Environment, PackageLoader

    return Environment(loader=PackageLoader("bot.web"), autoescape=True)
