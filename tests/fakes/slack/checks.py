"""Small checks that the shapes of Block Kit are put together from.

A check gets a value, where it stands (a JSON pointer) and the list that problems are added to, in the
words Slack uses in ``response_metadata.messages``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

Json = dict[str, Any]


class SlackError(Exception):
    """An ``ok: false`` answer: Slack's error code, its messages, and further fields of the answer."""

    def __init__(self, code: str, messages: list[str] | None = None, **extra: Any) -> None:
        super().__init__(code)
        self.code = code
        self.messages = messages or []
        self.extra = extra


class Problems(list[str]):
    """What was found wrong, as Slack words it."""

    def note(self, message: str, pointer: str) -> None:
        """Add one problem at one place."""
        self.append(f"[ERROR] {message} [json-pointer:{pointer}]")


Check = Callable[[Any, str, Problems], None]


def string(longest: int | None = None, shortest: int = 0, pattern: str | None = None) -> Check:
    """A string of a length (in code points) and optionally a form."""

    def check(value: Any, at: str, found: Problems) -> None:
        if not isinstance(value, str):
            found.note("must be a string", at)
        elif len(value) < shortest:
            found.note(f"must be more than {shortest - 1} characters", at)
        elif longest is not None and len(value) > longest:
            found.note(f"must be less than {longest + 1} characters", at)
        elif pattern is not None and not re.fullmatch(pattern, value):
            found.note(f"does not match the pattern {pattern}", at)

    return check


def boolean(value: Any, at: str, found: Problems) -> None:
    """True or false, not 0 or 1."""
    if not isinstance(value, bool):
        found.note("must be a boolean", at)


def integer(lowest: int, highest: int | None = None) -> Check:
    """A whole number within bounds."""

    def check(value: Any, at: str, found: Problems) -> None:
        if not isinstance(value, int) or isinstance(value, bool):
            found.note("must be an integer", at)
        elif value < lowest:
            found.note(f"must be greater than or equal to {lowest}", at)
        elif highest is not None and value > highest:
            found.note(f"must be less than or equal to {highest}", at)

    return check


def choice(*allowed: str) -> Check:
    """One of a closed list of words."""

    def check(value: Any, at: str, found: Problems) -> None:
        if value not in allowed:
            found.note(f"must be a valid enum value ({', '.join(allowed)})", at)

    return check


def items(check_one: Check, fewest: int, most: int | None) -> Check:
    """A list whose every item passes a check."""

    def check(value: Any, at: str, found: Problems) -> None:
        if not isinstance(value, list):
            found.note("must be an array", at)
            return
        if len(value) < fewest:
            found.note(f"no fewer than {fewest} items allowed", at)
        if most is not None and len(value) > most:
            found.note(f"no more than {most} items allowed", at)
        for index, item in enumerate(value):
            check_one(item, f"{at}/{index}", found)

    return check


def shape(type_: str | None, required: Mapping[str, Check], optional: Mapping[str, Check] | None = None) -> Check:
    """An object with these properties and no others (Slack refuses what it does not know)."""
    known: dict[str, Check] = {**required, **(optional or {})}
    if type_ is not None:
        known["type"] = choice(type_)
    needed = [*required, *(["type"] if type_ is not None else [])]

    def check(value: Any, at: str, found: Problems) -> None:
        if not isinstance(value, dict):
            found.note("must be an object", at)
            return
        for name in needed:
            if name not in value:
                found.note(f"missing required field: {name}", at)
        for name, inner in value.items():
            if name in known:
                known[name](inner, f"{at}/{name}", found)
            else:
                found.note(f"invalid additional property: {name}", at)

    return check


def by_type(table: Mapping[str, Check]) -> Check:
    """An object whose ``type`` says which check it has to pass."""

    def check(value: Any, at: str, found: Problems) -> None:
        if not isinstance(value, dict):
            found.note("must be an object", at)
        elif not isinstance(value.get("type"), str):
            found.note("missing required field: type", at)
        elif value["type"] not in table:
            found.note(f"unsupported type: {value['type']}", f"{at}/type")
        else:
            table[value["type"]](value, at, found)

    return check


def both(*checks: Check) -> Check:
    """All of these checks; the later ones only when the earlier ones found nothing."""

    def check(value: Any, at: str, found: Problems) -> None:
        before = len(found)
        for one in checks:
            one(value, at, found)
            if len(found) > before:
                return

    return check
