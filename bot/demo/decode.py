"""The page's form data → who asks what. Pure."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.demo.platform import MANAGEMENT
from bot.requests.incoming import Incoming, digest
from bot.requests.typed import read_typed
from bot.teams.cards.data import ACTION, CLOSE, FORM, STATE, SUBMIT, VALUE, field_values
from handlers.context import Asked, FormChanged, FormClosed, HomeOpened, Pressed, Submitted
from models.options import Options

PLATFORM = "demo"
HOME = "home"  # the conversation of a button on a person's home page
FIELD = "field."  # prefix of a form field's name, so that it cannot collide with the page's own parameters


@dataclass(frozen=True)
class Request:
    """One request of the page: `where` is the conversation that it was made in, `post` the id of the message whose
    button was pressed, `typed` the line that was written."""

    incoming: Incoming
    where: str
    post: str | None = None
    typed: str = ""


def say(data: Mapping[str, str], options: Options) -> Request:
    """A line from the message field."""
    typed = data.get("words", "").strip()
    return Request(_incoming(data, read_typed(typed, options)), _where(data), typed=typed)


def press(data: Mapping[str, str]) -> Request:
    """A pressed button."""
    asked = Pressed(data.get("action", ""), data.get("value", ""))
    return Request(_incoming(data, asked), _where(data), data.get("post") or None)


def submit(data: Mapping[str, str]) -> Request:
    """A submitted form; with `press`, a button pressed in it; with `kept`, its values while it is still open."""
    values = {name.removeprefix(FIELD): value for name, value in data.items() if name.startswith(FIELD)}
    form, state, press = data.get("form", ""), data.get("state", ""), data.get("press", "")
    if data.get("kept"):
        # Without a key: the form's own key is for its submission.
        return Request(_incoming({**data, "key": ""}, FormChanged(form, state, values)), _where(data))
    if press:
        with_key = {**data, "key": f"{data.get('key', '')}.{press}"}
        return Request(_incoming(with_key, Pressed(press, "", state, values)), _where(data))
    return Request(_incoming(data, Submitted(form, state, values)), _where(data))


def card(data: Mapping[str, str]) -> Request:
    """A button pressed on a card: `card` is what Teams would send of it. Raises ValueError when it is no JSON."""
    sent = json.loads(data.get("card", ""))
    sent = sent if isinstance(sent, dict) else {}
    name, value, form, state = (_word(sent, part) for part in (ACTION, VALUE, FORM, STATE))
    values = field_values(sent)
    if name == SUBMIT:
        return Request(_incoming(data, Submitted(form, state, values)), _where(data))
    if name == CLOSE:
        return Request(_incoming({**data, "key": ""}, FormClosed(form, state, values)), _where(data))
    with_key = {**data, "key": f"{data.get('key', '')}.{name}.{value}"}
    return Request(_incoming(with_key, Pressed(name, value, state, values)), _where(data), data.get("post") or None)


def _word(sent: Mapping[str, Any], part: str) -> str:
    value = sent.get(part, "")
    return value if isinstance(value, str) else ""


def look_at_home(data: Mapping[str, str]) -> Request:
    """A person opened their home page."""
    return Request(_incoming(data, HomeOpened()), HOME)


def _incoming(data: Mapping[str, str], asked: Asked) -> Incoming:
    account, key = data.get("reader", ""), data.get("key", "")
    mark = digest(PLATFORM, account, key) if key else None
    return Incoming(PLATFORM, account, asked, mark, channel=data.get("where", ""))


def _where(data: Mapping[str, str]) -> str:
    return data["where"] if data.get("where") in {MANAGEMENT, HOME} else data.get("reader", "")
