"""Signed direct message → database → posted reply: Målvakten beside opsdroid and errbot.

Sixteen users at a time with a Slack that answers at once, and thirty-two with one that takes 100 ms, as the real one
does. The peers look up twenty activities in SQLite and post them as text; Målvakten answers `status GOAL` in full: the
asker's rights, all counts, a committed reply and outbox row, and a message that is sent once. Its pace is off
(SLACK_PER_CHANNEL_SECONDS=0, SLACK_PER_MINUTE=100000); the peers have none.
"""

import asyncio
import contextlib
import itertools
from dataclasses import dataclass

from bench.load import message, on_core
from bench.peers.bots import Bot, running
from bench.peers.setup import PEERS, missing
from bench.peers.workspace import Workspace, talk
from bench.processes import cpu_seconds, resident_mb
from bench.table import Limit, Line, Run, Sample, against, at_least, not_measured


@dataclass(frozen=True)
class Heat:
    """A setting of the race: Slack's latency in seconds, the users, and the commands that each bot gets in a round."""

    name: str
    latency: float
    users: int
    commands: dict[str, int]


HEATS = (
    Heat("Slack at once", 0.0, 16, {"malvakten": 600, "opsdroid": 600, "errbot": 300}),
    # opsdroid answers one after the other.
    Heat("Slack in 100 ms", 0.1, 32, {"malvakten": 600, "opsdroid": 40, "errbot": 200}),
)
LIMITS: dict[str, Limit] = {"opsdroid": at_least(2), "errbot": at_least(3)}
Key = tuple[str, str]


async def _round(bot: Bot, workspace: Workspace, heat: Heat = HEATS[0]) -> tuple[Sample, float]:
    """The result of a round, and the number of calls to Slack per command."""
    workspace.calls.clear()
    workspace.latency = heat.latency
    count = heat.commands[bot.name]
    before = cpu_seconds(bot.pid)
    reached = await talk(workspace, bot.port, bot.path, bot.words, message, count, heat.users)
    cpu = (cpu_seconds(bot.pid) - before) / count * 1e6
    calls = sum(workspace.calls.values()) / count
    return Sample(reached.rate, cpu, reached.p50, reached.p99, reached.errors), calls


async def _race(run: Run) -> tuple[dict[Key, list[Sample]], dict[Key, str]]:
    samples: dict[Key, list[Sample]] = {}
    notes: dict[Key, str] = {}
    with contextlib.ExitStack() as stack:
        bots = []
        for name in ("malvakten", *PEERS):
            workspace = Workspace()
            server = await asyncio.start_server(workspace.serve, "127.0.0.1", 0)
            slack_port = server.sockets[0].getsockname()[1]
            starting = running(name, run.folder / name, run.peers, slack_port)
            # In a thread: while a bot starts it calls its Slack, which this loop serves.
            bots.append((await asyncio.to_thread(stack.enter_context, starting), workspace))
        for number in range(run.rounds + 1):
            for heat, (bot, workspace) in itertools.product(HEATS, bots):
                sample, calls = await _round(bot, workspace, heat)
                key = (heat.name, bot.name)
                notes[key] = f"{resident_mb(bot.pid):.0f} MB, {calls:.1f} calls a command"
                if number:
                    samples.setdefault(key, []).append(sample)
            run.say(f"peers: {number or 'warm-up'} of {run.rounds}")
    return samples, notes


def _what(heat: Heat, peer: str) -> str:
    return f"command to posted reply, {heat.name}, against {peer}"


def lines(run: Run) -> list[Line]:
    if absent := missing(run.peers):
        why = f"{' and '.join(absent)} not set up: python -m bench.peers.setup {run.peers}"
        return [not_measured(_what(heat, name), LIMITS[name], why) for heat in HEATS for name in PEERS]
    with on_core(1):
        samples, notes = asyncio.run(_race(run))
    table = []
    for heat, name in itertools.product(HEATS, PEERS):
        ours, theirs = (heat.name, "malvakten"), (heat.name, name)
        line = against(_what(heat, name), samples[ours], samples[theirs], LIMITS[name])
        more = f"; ours {notes[ours]}; {name} {notes[theirs]}"
        table.append(Line(line.what, line.value, line.limit, line.kept, line.figures + more))
    return table
