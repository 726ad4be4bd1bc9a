"""Which addresses are called. An activity names where its answer goes; only where Microsoft is does one go. Pure."""

from urllib.parse import SplitResult, urlsplit

_LOOPBACK = {"localhost", "127.0.0.1", "::1"}


def is_safe(url: str) -> bool:
    """Whether it is a whole address that nobody can listen in to: https, or http within this machine."""
    parts = _parts(url)
    return parts is not None and (parts.scheme == "https" or parts.hostname in _LOOPBACK)


def service_url(url: str, hosts: frozenset[str]) -> str | None:
    """The address of a Bot Connector with a `/` at its end; None for one that is not called. `hosts` as in
    TEAMS_SERVICE_URLS."""
    parts = _parts(url)
    if parts is None or not is_safe(url) or parts.query or parts.fragment:
        return None
    return url.rstrip("/") + "/" if _host(parts) in hosts else None


def _host(parts: SplitResult) -> str:
    """The host, with its port where that is not the usual one."""
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname or ""
    usual = 443 if parts.scheme == "https" else 80
    return host if parts.port in {None, usual} else f"{host}:{parts.port}"


def _parts(url: str) -> SplitResult | None:
    if any(ord(letter) <= ord(" ") for letter in url) or "\\" in url:
        return None
    try:
        parts = urlsplit(url)
        # A name or password before the host could look like the host.
        is_whole = bool(parts.hostname) and "@" not in parts.netloc and (parts.port is None or parts.port > 0)
    except ValueError:
        return None
    return parts if is_whole and parts.scheme in {"https", "http"} else None
