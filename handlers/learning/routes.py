"""The routes of what is learnt."""

import re

from handlers.learning.lessons import lesson, skip_pressed, submitted, write_pressed
from handlers.learning.similar import help_pressed, similar
from handlers.routing import Command, Press, Routes
from i18n import N_

# "Liknande projekt …" begins sentences too.
_ROW = re.compile(r"$|(?:for |om |about )?(?:(?:rad|row|nr) ?|#)?\d")

ROUTES = Routes(
    commands=(
        Command("lesson", ("lärdom", "lesson"), "owner", N_("lesson [ROW text]"),
                N_("tell what was learnt on a row, in one line"), lesson, writes="words", is_personal=True),
        Command("similar", ("liknande", "similar"), "anyone", N_("similar ROW"),
                N_("what was learnt and done when something like it happened before"), similar, is_personal=True,
                follows=_ROW),
    ),
    buttons={
        "lesson_write": Press(write_pressed), "lesson_skip": Press(skip_pressed, writes=True),
        "lesson_helped": Press(help_pressed, writes=True),
    },
    forms={"lesson": submitted},
)  # fmt: skip
