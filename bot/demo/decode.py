"""The page's form data → who asks what. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.demo.platform import MANAGEMENT
from bot.dispatch import Incoming, digest
from handlers.context import Asked, FormChanged, HomeOpened, Pressed, Said, Submitted
from models.options import Options

PLATFORM = "demo"
HOME = "home"  # where a button stands that is on a person's own page
FIELD = "field."  # before the name of a form's field, to keep it apart from the page's own


@dataclass(frozen=True)
class Request:
    """One request of the page: `where` is the conversation it was made in, `post` the message whose button was pressed,
    `typed` the line as it was written."""

    incoming: Incoming
    where: str
    post: str | None = None
    typed: str = ""


def say(data: Mapping[str, str], options: Options) -> Request:
    """A line from the message field."""
    typed = data.get("words", "").strip()
    return Request(_incoming(data, _said(typed, options)), _where(data), typed=typed)


def press(data: Mapping[str, str]) -> Request:
    """A pressed button."""
    asked = Pressed(data.get("action", ""), data.get("value", ""))
    return Request(_incoming(data, asked), _where(data), data.get("post") or None)


def submit(data: Mapping[str, str]) -> Request:
    """A sent form; or, with `press`, a button in it, or with `kept`, what is written in it while it is open."""
    values = {name.removeprefix(FIELD): value for name, value in data.items() if name.startswith(FIELD)}
    form, state, press = data.get("form", ""), data.get("state", ""), data.get("press", "")
    if data.get("kept"):
        # Never an answer to be remembered: the form itself is sent under its key.
        return Request(_incoming({**data, "key": ""}, FormChanged(form, state, values)), _where(data))
    if press:
        named = {**data, "key": f"{data.get('key', '')}.{press}"}
        return Request(_incoming(named, Pressed(press, "", state, values)), _where(data))
    return Request(_incoming(data, Submitted(form, state, values)), _where(data))


def look_at_home(data: Mapping[str, str]) -> Request:
    """Somebody turns to their own page."""
    return Request(_incoming(data, HomeOpened()), HOME)


def _said(typed: str, options: Options) -> Said:
    """As Slack takes it: `/malstatus …` means one command, everything else begins with the name of one."""
    head, _, rest = typed.partition(" ")
    by_name = {f"/{slash}": what for what, slash in options.commands.items()}
    return Said(by_name[head], rest) if head in by_name else Said("all", typed)


def _incoming(data: Mapping[str, str], asked: Asked) -> Incoming:
    account, key = data.get("reader", ""), data.get("key", "")
    return Incoming(PLATFORM, account, asked, digest(PLATFORM, account, key) if key else None)


def _where(data: Mapping[str, str]) -> str:
    return data["where"] if data.get("where") in {MANAGEMENT, HOME} else data.get("reader", "")
