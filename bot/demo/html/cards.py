"""Message and Form → the cards that Teams would get, which the page draws with Microsoft's own renderer. Pure."""

import json
from typing import Any

from markupsafe import Markup

from bot.demo.front_door import Opened
from bot.demo.html.lights import LIGHTS
from bot.demo.html.render import ViewContext
from bot.teams.cards.paging import split
from bot.teams.cards.render import card_of, card_of_form
from i18n import Translator
from messages.parts import Message

# How the conversation is shown: this, or as the demonstration's own page.
TEAMS = "teams"
# For static/cards.js, which draws them as with_lights does.
SHAPES = json.dumps({symbol: light.shape for symbol, light in LIGHTS.items()}, ensure_ascii=False)


def draw_cards(message: Message, context: ViewContext) -> Markup:
    """The message's cards, one below the other, each drawn by static/cards.js. What it posts when a button is pressed
    are the attributes."""
    drawn = Markup(
        '<div class="card" data-card="{}" data-reader="{}" data-where="{}" data-post="{}" data-key="{}"></div>'
    )
    return Markup().join(
        drawn.format(json.dumps(card_of(page), ensure_ascii=False), context.reader, context.where, context.post,
                     f"{context.key}.{number}")
        for number, page in enumerate(split(message))
    )  # fmt: skip


def form_card(opened: Opened, t: Translator) -> dict[str, Any]:
    """A form's card, in JSON."""
    return card_of_form(opened.form, t, values=opened.values, faults=opened.faults)
