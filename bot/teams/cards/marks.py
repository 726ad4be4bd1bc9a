"""What is put beside what a button says. Pure."""

from collections.abc import Mapping
from typing import Any


def marked(activity: dict[str, Any], marks: Mapping[str, str]) -> dict[str, Any]:
    """The activity with these in what its buttons carry. By the token a press says that the message has arrived, also
    when its own call did not; it is opaque, since everybody who sees the card can read it."""
    copy: dict[str, Any] = _marked(activity, {name: mark for name, mark in marks.items() if mark})
    return copy


def _marked(part: Any, marks: Mapping[str, str]) -> Any:
    if isinstance(part, list):
        return [_marked(each, marks) for each in part]
    if not isinstance(part, dict):
        return part
    copy = {name: _marked(value, marks) for name, value in part.items()}
    if copy.get("type") == "Action.Execute" and isinstance(copy.get("data"), dict):
        copy["data"] = {**copy["data"], **marks}
    return copy
