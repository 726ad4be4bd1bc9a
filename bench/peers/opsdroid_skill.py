# mypy: ignore-errors
"""The command as an opsdroid skill."""

import sys

from opsdroid.matchers import match_regex
from opsdroid.skill import Skill

sys.path.insert(0, __import__("os").environ["BENCH_PEERS"])
from lookup import reply


class StatusSkill(Skill):
    @match_regex(r"^!status (?P<area>area-\d+)")
    async def status(self, message):
        await message.respond(reply(message.regex.group("area")))
