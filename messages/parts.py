"""What a handler answers: messages and forms as a closed set of values that name no platform.

Every text here is literal. A renderer draws it so that nothing in it is live: no mention, no link, no markup.
Each platform's `render.py` is one `match … assert_never` over `Part` and one over `Field`.
"""

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
    """To be pressed. `action` is a name in `handlers.routes.BUTTONS`; `value` (≤ 2,000 characters) goes with it."""

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
    """Fine print: where the figures come from, how to go on."""

    text: Text


@dataclass(frozen=True)
class Divider:
    pass


@dataclass(frozen=True)
class Buttons:
    buttons: tuple[Button, ...]


Part = Heading | Paragraph | Bullets | Quote | Small | Divider | Buttons


@dataclass(frozen=True)
class Message:
    """Parts from top to bottom. `public` asks for an answer that the whole conversation sees. `replace` rewrites the
    message whose button was pressed, where the platform can."""

    parts: tuple[Part, ...]
    public: bool = False
    replace: bool = False


@dataclass(frozen=True)
class Option:
    value: str
    label: str
    description: str = ""


@dataclass(frozen=True)
class Choice:
    """One of the options, shown as radio buttons (at most 10), or as a list to fold out when it is `compact`."""

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
    name: str
    label: str
    initial: str = ""
    required: bool = False
    multiline: bool = False
    max_length: int = 3000
    hint: str = ""


@dataclass(frozen=True)
class DateField:
    """A day, as YYYY-MM-DD."""

    name: str
    label: str
    initial: str | None = None
    required: bool = False
    hint: str = ""


Field = Choice | TextField | DateField


@dataclass(frozen=True)
class Form:
    """A form. `name` is a key of `handlers.routes.FORMS`; `state` comes back with the answer (≤ 3,000 characters).
    `opener` is the button to it, for where a form cannot be opened at once. With `keeps`, what is written is told at
    every choice (`routes.FORM_KEEPERS`), so that it outlives the form. Its buttons are of `routes.FORM_BUTTONS`."""

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
    """A form that is not taken: a sentence per field. What was written stays in the form."""

    faults: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Done:
    """Nothing to say: the form closes, the press is enough."""


Reply = Message | Form | FormFaults | Done


def runs_of(text: Text) -> tuple[Run | str, ...]:
    """A text's pieces, to be put together with others."""
    return (text,) if isinstance(text, str) else text


def say(*paragraphs: Text | Part) -> Message:
    """A message of paragraphs and ready parts."""
    return Message(tuple(Paragraph(p) if isinstance(p, (str, tuple)) else p for p in paragraphs))


def words_of(text: Text) -> str:
    """The text without its styles."""
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
    """The whole message as plain text."""
    return "\n".join(filter(None, (part_words(part) for part in message.parts)))
