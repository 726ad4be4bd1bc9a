"""The Web API: who may call what, and the answer's outer form. The methods stand in ``api_*.py``.

Scopes as on each method's page (docs.slack.dev/reference/methods).
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .checks import Json, SlackError
from .workspace import Workspace

Method = Callable[[Workspace, Json], Json]


@dataclass(frozen=True)
class _Entry:
    run: Method
    scopes: tuple[str, ...]  # any one of these will do; none asked for when empty
    app_token: bool


METHODS: dict[str, _Entry] = {}
POSTING = {"chat.postMessage", "chat.postEphemeral"}


def method(name: str, *scopes: str, app_token: bool = False) -> Callable[[Method], Method]:
    """Register a method of the Web API."""

    def register(run: Method) -> Method:
        METHODS[name] = _Entry(run, scopes, app_token)
        return run

    return register


def truth(value: Any) -> bool:
    """A boolean argument as the SDK sends it: true, "true", 1 or "1"."""
    return value in {True, "1", "true", "True"}


def number(args: Json, name: str, default: int, most: int) -> int:
    """A whole-number argument, held within its bounds."""
    try:
        return max(1, min(most, int(args.get(name, default))))
    except (TypeError, ValueError):
        raise SlackError("invalid_arguments", [f"[ERROR] must be an integer: {name}"]) from None


def parsed(args: Json, name: str, error: str) -> Any:
    """An argument that is JSON, or a string of it as in a form body; None when not given."""
    value = args.get(name)
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value) if value else None
    except ValueError:
        raise SlackError(error, [f"[ERROR] {name} is not valid JSON"]) from None


def cursor(value: str) -> str:
    """The opaque form of where a next page begins."""
    return base64.b64encode(value.encode()).decode()


def uncursor(args: Json, prefix: str) -> str:
    """What a cursor points at, "" for the beginning."""
    if not args.get("cursor"):
        return ""
    try:
        text = base64.b64decode(str(args["cursor"]), validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        text = ""
    if not text.startswith(prefix):
        raise SlackError("invalid_cursor")
    return text.removeprefix(prefix)


def need_scope(space: Workspace, *scopes: str) -> None:
    """Raise missing_scope unless one of these was granted."""
    if scopes and not space.scopes.intersection(scopes):
        raise SlackError("missing_scope", needed=",".join(scopes), provided=",".join(sorted(space.scopes)))


def _authorise(space: Workspace, entry: _Entry, token: str) -> None:
    if not token:
        raise SlackError("not_authed")
    if token != (space.app_token if entry.app_token else space.token):
        known = token in {space.app_token, space.token}
        raise SlackError("not_allowed_token_type" if known else "invalid_auth")
    if space.token_error:
        raise SlackError(space.token_error)
    need_scope(space, *entry.scopes)


def _answer(space: Workspace, name: str, args: Json, token: str) -> Json:
    entry = METHODS.get(name)
    if entry is None:
        raise SlackError("unknown_method", req_method=name)
    _authorise(space, entry, token)
    try:
        return {"ok": True, **entry.run(space, args)}
    except (TypeError, KeyError, AttributeError, ValueError) as fault:
        # Arguments of a shape nobody thought of: an error of the caller's, not a crash of the fake.
        raise SlackError("invalid_arguments", [f"[ERROR] {fault!r}"]) from fault


def execute(space: Workspace, name: str, args: Json, token: str) -> Json:
    """Carry a call out and give the JSON of its answer; a refusal is remembered as a violation."""
    with space.store.lock:
        try:
            answer = _answer(space, name, args, token)
        except SlackError as error:
            space.violate(error.code, f"{name} {' '.join(error.messages)}".strip())
            answer = {"ok": False, "error": error.code, **error.extra}
            if error.messages:
                answer["errors"] = error.messages
                answer["response_metadata"] = {"messages": error.messages}
        space.store.changed.notify_all()
        return answer
