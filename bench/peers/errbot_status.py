# mypy: ignore-errors
"""The command as an errbot plugin."""

import os
import sys

from errbot import BotPlugin, botcmd

sys.path.insert(0, os.environ["BENCH_PEERS"])
from lookup import reply


class Status(BotPlugin):
    @botcmd
    def status(self, message, args):  # noqa: ARG002 - errbot hands both over
        """status AREA"""
        return reply(args.split()[0])
