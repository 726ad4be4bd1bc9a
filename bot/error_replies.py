"""What a person is told when a request could not be answered as asked. What they wrote is never lost by an error."""

from handlers.context import Asked, FormChanged, FormClosed, Pressed, Said, Submitted
from handlers.routes import FORM_BUTTONS
from i18n import Translator
from messages.parts import Done, FormFaults, Message, Quote, Reply, Small, say
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
            return refusal_reply(asked, words)


def refusal_reply(asked: Asked, words: str) -> Reply:
    """A refusal where the person will see it: at the open form, which keeps what is written in it, or as a message."""
    if isinstance(asked, (FormChanged, FormClosed)):
        return Done()
    is_in_form = isinstance(asked, Submitted) or (isinstance(asked, Pressed) and asked.action in FORM_BUTTONS)
    return FormFaults({"": words}) if is_in_form else say(words)


def form_not_opened_reply(t: Translator, command: str) -> Message:
    """The reply when the platform did not open a form; `command` is the slash command that reports in a line of
    text."""
    return say(t("The form could not be opened. Try again, or answer in a line of text: {example}",
                 example=f"/{command} 14 " + t("green") + " …"))  # fmt: skip
