"""What a person is told when a request could not be answered as asked. What they wrote is never lost by an error."""

from collections.abc import Sequence

from handlers.context import Asked, FormChanged, FormClosed, Pressed, Refusal, Said, Submitted
from handlers.routes import FORM_BUTTONS
from i18n import Translator
from messages.parts import Button, Done, FormFaults, Message, Quote, Reply, Small, in_lines, say
from models.rules.text import storable


def error_reply(asked: Asked, code: str, t: Translator) -> Reply:
    """The reply when the database is unavailable (`code` is empty) or the program failed (`code` finds it in the log).
    Text from a form stays in the form; text from a command is quoted back."""
    words = t("It cannot be done just now. Try again in a moment; what you wrote is still here.")
    if code:
        words = t("Something went wrong. Tell the coordinator the code {code} and try again.", code=code)
    match asked:
        case Said(_, text) if text:
            return say(words, Small(t("You wrote:")), Quote(storable(text)))
        case _:
            return _told(asked, words, ())


def refusal_reply(asked: Asked, refusal: Refusal, t: Translator) -> Reply:
    """A refusal, with buttons to go on with."""
    return _told(asked, str(refusal), refusal.buttons or (Button(t("What I can do"), "ask", "hjälp"),))


def _told(asked: Asked, words: str, buttons: Sequence[Button]) -> Reply:
    """The words where the person will see them: at the open form, which keeps what is written in it, or in a
    message."""
    if isinstance(asked, (FormChanged, FormClosed)):
        return Done()
    if isinstance(asked, Submitted) or (isinstance(asked, Pressed) and asked.action in FORM_BUTTONS):
        return FormFaults({"": words})
    return say(words, *in_lines(buttons))


def form_not_opened_reply(t: Translator, command: str) -> Message:
    """The reply when the platform did not open a form; `command` is the slash command that reports in a line of
    text."""
    return say(t("The form could not be opened. Try again, or answer in a line of text: {example}",
                 example=f"/{command} 14 " + t("green") + " …"))  # fmt: skip
