"""The routes of the bot's home page."""

import re

from handlers.home.channel import channel
from handlers.home.commands import choose_language, say_language
from handlers.home.lists import home_answers, home_rows
from handlers.routing import Command, Press, Routes
from i18n import N_

ROUTES = Routes(
    commands=(
        Command("channel", ("kanal", "channel"), "anyone", N_("channel [name of a chat]"),
                N_("in which chat I write to you"), channel, writes="words",
                follows=re.compile(r"(?:\w+[.!]*)?$")),
    ),
    buttons={
        "home_rows": Press(home_rows),
        "home_answers": Press(home_answers),
        "channel": Press(channel, writes=True),
        "language": Press(choose_language, writes=True),
        "language_said": Press(say_language, writes=True),
    },
)  # fmt: skip
