"""The routes of `följ`."""

from handlers.following.follow import follow_add, follow_command, follow_end
from handlers.routing import Command, Press, Routes
from i18n import N_

ROUTES = Routes(
    commands=(
        Command("follow", ("följ", "följa", "follow"), "anyone", N_("follow [ROW, goal, unit or weekly]"),
                N_("a direct message when it changes colour, or a letter on Mondays; “follow stop …” ends it"),
                follow_command, writes="words", is_personal=True),
    ),
    buttons={"follow_add": Press(follow_add, writes=True), "follow_end": Press(follow_end, writes=True)},
)  # fmt: skip
