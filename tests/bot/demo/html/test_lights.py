"""Every light that a message can have is drawn, and its shape alone tells it."""

from pathlib import Path

from markupsafe import Markup

import bot.demo
from bot.demo.html.lights import LIGHTS, in_letters, with_lights
from bot.demo.html.render import ViewContext, draw_form, draw_message
from bot.demo.program import ZONE
from i18n import translator
from messages.parts import Bullets, Choice, Form, Message, Option, Paragraph, Quote, Run
from messages.words import light
from models.vocabulary.answers import Status

PLACE = ViewContext("agare@example.se", "messages")
T = translator("sv", ZONE)
STYLE = (Path(bot.demo.__file__).parent / "static" / "demo.css").read_text(encoding="utf-8")


def test_every_light_is_drawn_with_a_shape_and_a_letter_of_its_own_and_keeps_its_word() -> None:
    drawn = [with_lights(light(T, status)) for status in (*Status, None)]
    assert all('<span class="light ' in each for each in drawn)
    assert drawn[0] == Markup('<span class="light disc" aria-hidden="true">🟢</span> Grönt')
    assert len({each.shape for each in LIGHTS.values()}) == len({each.letter for each in LIGHTS.values()}) == 6
    for each in LIGHTS.values():
        assert f".{each.shape}::before" in STYLE


def test_lights_are_drawn_wherever_text_is_and_nothing_around_them_is_live() -> None:
    words = "<b>14</b> 🔴 Rött & 🟡"
    parts = (Paragraph(words), Paragraph((Run(words, bold=True),)), Bullets((words,)), Quote(words))
    for part in parts:
        drawn = draw_message(Message((part,)), PLACE)
        assert "&lt;b&gt;14&lt;/b&gt; " in drawn
        assert drawn.count('class="light') == 2


def test_the_options_of_a_list_have_letters_since_they_can_hold_no_shape() -> None:
    options = tuple(Option(status.value, light(T, status)) for status in Status)
    drawn = draw_form(Form("answer", "", "", "", (Choice("row", "Rad", options, compact=True),)), PLACE)
    assert "● Grönt" in drawn
    assert not any(symbol in drawn for symbol in LIGHTS)
    assert in_letters("🟡🔴⚪▫️✅") == "▲■◇□✓"
