"""The `Retry-After` header."""

from collections.abc import Mapping
from typing import Any


def retry_after(headers: Mapping[str, Any]) -> float | None:
    """Seconds, possibly fractional; None when the header is missing or not a number."""
    value = next((v for k, v in dict(headers).items() if str(k).lower() == "retry-after"), None)
    try:
        return max(0.0, float(value[0] if isinstance(value, list) else value)) if value is not None else None
    except ValueError:
        return None
