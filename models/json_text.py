"""JSON as text, quickly (docs/decisions.md has the measurement)."""

import json
from typing import Any

import orjson


def to_json(value: Any) -> str:
    """Raises TypeError for what JSON does not know."""
    try:
        return orjson.dumps(value).decode()
    except orjson.JSONEncodeError:
        # It takes no half surrogate pairs and no whole numbers beyond 64 bits, which the standard library does.
        return json.dumps(value)
