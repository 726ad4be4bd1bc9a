"""The address of the calendar: its path is signed with the installation's key, so that it cannot be guessed."""

import hmac
from base64 import urlsafe_b64encode

_LENGTH = 32


def calendar_path(key: str) -> str:
    """`/calendar/SIGNATURE.ics`. Another key gives another path, and the old one is gone."""
    digest = hmac.digest(key.encode(), b"malvakten/calendar", "sha256")
    return f"/calendar/{urlsafe_b64encode(digest).decode()[:_LENGTH]}.ics"


def calendar_url(base_url: str | None, key: str | None) -> str | None:
    """The whole address; None when the installation has no key or no public address."""
    return base_url.rstrip("/") + calendar_path(key) if base_url and key else None
