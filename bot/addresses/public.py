"""Whether a chat platform can send requests to MALVAKTEN_BASE_URL. Pure."""

import ipaddress
import re
from urllib.parse import urlsplit


def public_address_fault(url: str | None, takes: str) -> str | None:
    """A sentence on why nothing can be sent there; None when it can. `takes` says what the setting takes."""
    if not url:
        return f"MALVAKTEN_BASE_URL is missing: it {takes}."
    try:
        parts = urlsplit(url)
        has_valid_port = parts.port is None or parts.port > 0
    except ValueError:
        return f"MALVAKTEN_BASE_URL is no address: it {takes}."
    if (
        not parts.hostname
        or not has_valid_port
        or parts.query
        or parts.fragment
        or parts.username
        or re.search(r"\s", url)
    ):
        return f"MALVAKTEN_BASE_URL has more or less than a host and a path: it {takes}."
    if parts.scheme != "https" and not is_loopback(parts.hostname):
        return f"MALVAKTEN_BASE_URL is not https: it {takes}."
    return None


def is_loopback(host: str) -> bool:
    """Whether the host is this machine."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
