"""The page's form data → who asks what. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.demo.platform import MANAGEMENT
from bot.dispatch import Incoming, digest
from bot.typed import read_typed
from handlers.context import Asked, FormChanged, HomeOpened, Pressed, Submitted
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


def look_at_home(data: Mapping[str, str]) -> Request:
    """A person opened their home page."""
    return Request(_incoming(data, HomeOpened()), HOME)


def _incoming(data: Mapping[str, str], asked: Asked) -> Incoming:
    account, key = data.get("reader", ""), data.get("key", "")
    mark = digest(PLATFORM, account, key) if key else None
    return Incoming(PLATFORM, account, asked, mark, channel=data.get("where", ""))


def _where(data: Mapping[str, str]) -> str:
    return data["where"] if data.get("where") in {MANAGEMENT, HOME} else data.get("reader", "")
