"""JSON as text and back, quickly (docs/decisions.md has the measurement).

orjson takes no half surrogate pairs, which broken programs send; the standard library does.
"""

import json
from typing import Any

import orjson


def to_json(value: Any) -> str:
    """Raises TypeError for what JSON does not know."""
    try:
        return orjson.dumps(value).decode()
    except orjson.JSONEncodeError:
        return json.dumps(value)


def from_json(text: str | bytes) -> Any:
    """Raises ValueError for what is no JSON."""
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return json.loads(text)
