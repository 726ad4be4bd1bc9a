"""The routes of the bot's home page."""

from handlers.home.commands import choose_language, say_language
from handlers.home.lists import home_answers, home_rows
from handlers.routing import Press, Routes

ROUTES = Routes(
    buttons={
        "home_rows": Press(home_rows),
        "home_answers": Press(home_answers),
        "language": Press(choose_language, writes=True),
        "language_said": Press(say_language, writes=True),
    },
)
