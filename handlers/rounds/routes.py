"""The routes of the coordinator's commands about rounds."""

from handlers.rounds.commands import rounds
from handlers.rounds.extend import extend_now
from handlers.rounds.locking import lock_form, lock_now
from handlers.rounds.moving import move_now
from handlers.rounds.nudges import remind, remind_now
from handlers.routing import Command, Press, Routes
from i18n import N_

ROUTES = Routes(
    commands=(
        Command("round", ("omgång", "round"), "coordinator",
                N_("round [show, open, close, lock, publish, extend, correct] [name]"),
                N_("reporting rounds: numbers, who has something left, and moving them on"), rounds, writes="words"),
        Command("remind", ("påminn", "remind"), "coordinator", N_("remind [all or unit]"),
                N_("remind those who have something left"), remind),
    ),
    buttons={"remind_ask": Press(remind), "remind": Press(remind_now, writes=True),
             "extend": Press(extend_now, writes=True), "round_move": Press(move_now, writes=True),
             "round_lock": Press(lock_form)},
    forms={"round_lock": lock_now},
)  # fmt: skip
