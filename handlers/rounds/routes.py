"""The routes of the coordinator's commands about rounds."""

from handlers.rounds.commands import rounds
from handlers.rounds.nudges import remind_now
from handlers.routing import Command, Routes
from i18n import N_

ROUTES = Routes(
    commands=(
        Command("round", ("omgång", "round"), "coordinator",
                N_("round [show, open, close, lock, publish, extend, correct] [name]"),
                N_("reporting rounds: numbers, who has something left, and moving them on"), rounds, writes="words"),
        Command("remind", ("påminn", "remind"), "coordinator", N_("remind [all or unit]"),
                N_("remind those who have something left"), remind_now, writes="always"),
    ),
)  # fmt: skip
