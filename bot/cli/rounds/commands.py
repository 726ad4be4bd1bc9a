"""The commands of `malvakten round`, in the order of its help."""

from bot.cli.rounds.changes import close_now, excuse, extend, open_now, publish, remove, reopen, unpublish
from bot.cli.rounds.locking import lock
from bot.cli.rounds.rounds import round_app

for name, command in (
    ("open", open_now), ("close", close_now), ("extend", extend), ("reopen", reopen), ("excuse", excuse),
    ("lock", lock), ("publish", publish), ("unpublish", unpublish), ("remove", remove),
):  # fmt: skip
    round_app.command(name)(command)

__all__ = ["round_app"]
