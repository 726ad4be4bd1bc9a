"""The traffic lights as shapes that the style sheet draws, so that the page needs no font with emoji."""

import re
from dataclasses import dataclass

from markupsafe import Markup

from messages.words import NOT_REPORTED_SYMBOL, SYMBOLS
from models.vocabulary.answers import Status


@dataclass(frozen=True)
class Light:
    """`shape` is a class in the style sheet, told apart without colour; `letter` stands for it where nothing can be
    drawn, and is in every text font."""

    shape: str
    letter: str


LIGHTS = {
    SYMBOLS[Status.GREEN]: Light("disc", "●"),
    SYMBOLS[Status.YELLOW]: Light("triangle", "▲"),
    SYMBOLS[Status.RED]: Light("square", "■"),
    SYMBOLS[Status.CANNOT_ASSESS]: Light("diamond", "◇"),
    NOT_REPORTED_SYMBOL: Light("gap", "□"),
    "✅": Light("tick", "✓"),
}
_ANY = re.compile("|".join(map(re.escape, LIGHTS)))


def with_lights(text: str) -> Markup:
    """The text, escaped, with its lights drawn. The symbols stay in it to be copied; screen readers have the word that
    follows them."""
    drawn, end = Markup(), 0
    for found in _ANY.finditer(text):
        shown = Markup('{}<span class="light {}" aria-hidden="true">{}</span>')
        drawn += shown.format(text[end : found.start()], LIGHTS[found[0]].shape, found[0])
        end = found.end()
    return drawn + Markup("{}").format(text[end:])


def in_letters(text: str) -> str:
    """The text with letters for lights, for the options of a list, which hold nothing but text."""
    return _ANY.sub(lambda found: LIGHTS[found[0]].letter, text)
