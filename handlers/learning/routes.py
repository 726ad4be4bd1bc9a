"""The routes of what is learnt."""

import re

from handlers.learning.lessons import (
    conflict_pressed,
    lesson,
    skip_pressed,
    stop_pressed,
    submitted,
    write_pressed,
)
from handlers.learning.pdca import begin_pressed, begun, pdca, step_pressed, step_submitted
from handlers.learning.similar import help_pressed, similar
from handlers.learning.voting import close_ask_pressed, close_pressed, form_pressed, replace_pressed, vote
from handlers.learning.voting import submitted as vote_submitted
from handlers.registers.commands import verbs_of
from handlers.routing import Command, Press, Routes
from i18n import N_
from models.registers.all import BY_NAME

# "Liknande projekt …" begins sentences too.
_ROW = re.compile(r"$|(?:for |om |about )?(?:(?:rad|row|nr) ?|#)?\d")

ROUTES = Routes(
    commands=(
        Command("lesson", ("lärdom", "lesson"), "owner", N_("lesson [ROW text]"),
                N_("tell what was learnt on a row, in one line"), lesson, writes="words", is_personal=True),
        Command("similar", ("liknande", "similar"), "anyone", N_("similar ROW"),
                N_("what was learnt and done when something like it happened before"), similar, is_personal=True,
                follows=_ROW),
        Command("vote", ("rösta", "vote"), "anyone", N_("vote [14, 27, 2]"),
                N_("rank the proposals for learning projects, one ranking for each organisation"), vote,
                writes="words", is_personal=True),
        Command("improvements", ("pdca", "improvements"), "owner", N_("pdca [ROW text]"),
                N_("an improvement that begins in a deviation: Plan, Do, Study, Act"), pdca, writes="words",
                is_personal=True, verbs=verbs_of(BY_NAME["improvements"])),
    ),
    buttons={
        "lesson_write": Press(write_pressed), "lesson_skip": Press(skip_pressed, writes=True),
        "lesson_helped": Press(help_pressed, writes=True),
        "pdca_begin": Press(begin_pressed), "pdca_step": Press(step_pressed),
        "lesson_stop": Press(stop_pressed), "lesson_conflict": Press(conflict_pressed),
        "vote": Press(form_pressed), "vote_replace": Press(replace_pressed, writes=True),
        "vote_close_ask": Press(close_ask_pressed), "vote_close": Press(close_pressed, writes=True),
    },
    forms={"lesson": submitted, "vote": vote_submitted, "pdca_begin": begun, "pdca_step": step_submitted},
)  # fmt: skip
