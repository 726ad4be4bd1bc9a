"""What a handler returns: messages and forms as a closed set of values, the same for every platform.

Every text here is literal: a renderer escapes it, so that nothing in it becomes a mention, a link or markup.
Each platform's `render.py` is one `match … assert_never` over `Part` and one over `Field`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Run:
    """A stretch of text in one style."""

    text: str
    bold: bool = False
    italic: bool = False


Text = str | tuple[Run | str, ...]


@dataclass(frozen=True)
class Button:
    """`action` is a name in `handlers.routes.BUTTONS`; `value` (≤ 2,000 characters) goes with it."""

    label: str
    action: str
    value: str = ""
    primary: bool = False


@dataclass(frozen=True)
class Heading:
    text: str


@dataclass(frozen=True)
class Paragraph:
    text: Text


@dataclass(frozen=True)
class Bullets:
    items: tuple[Text, ...]


@dataclass(frozen=True)
class Quote:
    """What somebody wrote."""

    text: str


@dataclass(frozen=True)
class Small:
    """Fine print: where the figures come from, what to do next."""

    text: Text


@dataclass(frozen=True)
class Divider:
    """A line across."""


@dataclass(frozen=True)
class Buttons:
    """Buttons side by side."""

    buttons: tuple[Button, ...]


Part = Heading | Paragraph | Bullets | Quote | Small | Divider | Buttons


@dataclass(frozen=True)
class Message:
    """Parts from top to bottom. `public` asks for an answer that the whole conversation sees. `replace` rewrites the
    message whose button was pressed, where the platform can. `thread` is what the outbox posts in its thread."""

    parts: tuple[Part, ...]
    public: bool = False
    replace: bool = False
    thread: tuple[Part, ...] = ()


@dataclass(frozen=True)
class File:
    """A file that is sent as a message of its own. `name` is the file name with its extension; `title` and `words` are
    shown with the file. `alt` says in words what a picture shows."""

    name: str
    content: bytes
    title: str = ""
    words: str = ""
    alt: str = ""


@dataclass(frozen=True)
class Option:
    """One alternative of a `Choice`. `value` is what is submitted."""

    value: str
    label: str
    description: str = ""


@dataclass(frozen=True)
class Choice:
    """One of the options, shown as radio buttons (at most 10), or as a drop-down list when `compact`. `initial` is the
    value of an option."""

    name: str
    label: str
    options: tuple[Option, ...]
    initial: str | None = None
    required: bool = True
    hint: str = ""
    compact: bool = False
    placeholder: str = ""


@dataclass(frozen=True)
class TextField:
    """Free text of at most `max_length` characters."""

    name: str
    label: str
    initial: str = ""
    required: bool = False
    multiline: bool = False
    max_length: int = 3000
    hint: str = ""


@dataclass(frozen=True)
class DateField:
    """A date; the submitted value, like `initial`, is YYYY-MM-DD."""

    name: str
    label: str
    initial: str | None = None
    required: bool = False
    hint: str = ""


Field = Choice | TextField | DateField


@dataclass(frozen=True)
class Form:
    """`name` is a key of `handlers.routes.FORMS`; `state` (≤ 3,000 characters) is returned with the submission.
    `opener` is a button that opens the form, for where it cannot be opened at once. With `keeps`, the input so far is
    sent at every choice (`routes.FORM_KEEPERS`), so that it is saved even if the form is never submitted. The actions
    of its buttons are those of `routes.FORM_BUTTONS`."""

    name: str
    title: str
    submit: str
    cancel: str
    parts: tuple[Part | Field, ...]
    state: str = ""
    opener: Button | None = None
    keeps: bool = False


@dataclass(frozen=True)
class FormFaults:
    """A submission that is refused: a sentence per field name. The form stays open with its input."""

    faults: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Done:
    """No reply: a form closes, a pressed button changes nothing on the screen."""


Reply = Message | Form | FormFaults | Done


def runs_of(text: Text) -> tuple[Run | str, ...]:
    """The text as a tuple of runs, which can be joined with others."""
    return (text,) if isinstance(text, str) else text


def in_lines(buttons: Sequence[Button]) -> tuple[Buttons, ...]:
    """The buttons, five in a line."""
    return tuple(Buttons(tuple(buttons[i : i + 5])) for i in range(0, len(buttons), 5))


def say(*paragraphs: Text | Part) -> Message:
    """A message of these parts; a text becomes a paragraph."""
    return Message(tuple(Paragraph(p) if isinstance(p, (str, tuple)) else p for p in paragraphs))


def words_of(text: Text) -> str:
    """The text as a plain string."""
    return text if isinstance(text, str) else "".join(run if isinstance(run, str) else run.text for run in text)


def part_words(part: Part) -> str:
    """A part as plain text, for notifications, terminals and measuring."""
    match part:
        case Bullets(items):
            return "\n".join(f"• {words_of(item)}" for item in items)
        case Buttons() | Divider():
            return ""
        case Heading(text) | Paragraph(text) | Small(text) | Quote(text):
            return words_of(text)


def plain_words(message: Message) -> str:
    """The message as plain text, without its thread."""
    return "\n".join(filter(None, (part_words(part) for part in message.parts)))
