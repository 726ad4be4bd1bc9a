"""Replies as JSON-ready data and back, for the outbox and for the stored replies to requests that are retried."""

from dataclasses import fields
from typing import Any

from messages import parts as m

_KINDS: dict[str, Any] = {
    kind.__name__: kind
    for kind in (
        m.Run, m.Button, m.Heading, m.Paragraph, m.Bullets, m.Quote, m.Small, m.Divider, m.Buttons, m.Message,
        m.Option, m.Choice, m.TextField, m.DateField, m.Form, m.Done,
    )
}  # fmt: skip


_FIELDS = {kind: tuple((field.name, field.default) for field in fields(kind)) for kind in _KINDS.values()}


def to_data(value: Any) -> Any:
    """A message, a form or a part of one as lists, dicts and plain values; `kind` names the class. Fields
    with their default value are left out, to keep the stored receipts small."""
    kind = type(value)
    if kind is tuple:
        return [to_data(item) for item in value]
    if kind not in _FIELDS:
        return value
    data: dict[str, Any] = {"kind": kind.__name__}
    for name, default in _FIELDS[kind]:
        item = getattr(value, name)
        if item is not default:
            data[name] = to_data(item)
    return data


def from_data(data: Any) -> Any:
    """The inverse of `to_data`. Raises KeyError for a kind that this version does not know."""
    if isinstance(data, dict):
        return _KINDS[data["kind"]](**{name: from_data(item) for name, item in data.items() if name != "kind"})
    return tuple(from_data(item) for item in data) if isinstance(data, list) else data
