"""Signed direct message → database → posted reply: Målvakten beside opsdroid and errbot, 16 users at a time.

The peers look twenty activities up in SQLite and post them as text; Målvakten answers `status GOAL` with all it does:
the asker's rights, the whole count, a committed receipt and outbox row, and a message that is sent once. Its pace is
off (SLACK_PER_CHANNEL_SECONDS=0, SLACK_PER_MINUTE=100000); the peers have none. Nobody's calls take any time.
"""

import asyncio
import contextlib

from bench.load import message, on_core
from bench.peers.bots import Bot, running
from bench.peers.setup import PEERS, missing
from bench.peers.workspace import Workspace, talk
from bench.processes import cpu_seconds, resident_mb
from bench.table import Limit, Line, Run, Sample, against, at_least, not_measured

USERS = 16
COUNTS = {"malvakten": 600, "opsdroid": 600, "errbot": 300}
LIMITS: dict[str, Limit] = {"opsdroid": at_least(2), "errbot": at_least(3)}


async def _round(bot: Bot, workspace: Workspace) -> tuple[Sample, float]:
    """What a round reached, and the calls to Slack a command."""
    workspace.calls.clear()
    count = COUNTS[bot.name]
    before = cpu_seconds(bot.pid)
    found = await talk(workspace, bot.port, bot.path, bot.words, message, count, USERS)
    spent = (cpu_seconds(bot.pid) - before) / count * 1e6
    calls = sum(workspace.calls.values()) / count
    return Sample(found.rate, spent, found.p50, found.p99, found.errors), calls


async def _race(run: Run) -> tuple[dict[str, list[Sample]], dict[str, str]]:
    found: dict[str, list[Sample]] = {name: [] for name in COUNTS}
    notes: dict[str, str] = {}
    with contextlib.ExitStack() as stack:
        bots = []
        for name in COUNTS:
            workspace = Workspace()
            server = await asyncio.start_server(workspace.serve, "127.0.0.1", 0)
            slack_port = server.sockets[0].getsockname()[1]
            starting = running(name, run.folder / name, run.peers, slack_port)
            # In a thread: a bot asks its Slack things while it starts, and this loop answers.
            bots.append((await asyncio.to_thread(stack.enter_context, starting), workspace))
        for number in range(run.rounds + 1):
            for bot, workspace in bots:
                sample, calls = await _round(bot, workspace)
                notes[bot.name] = f"{resident_mb(bot.pid):.0f} MB, {calls:.1f} calls a command"
                if number:
                    found[bot.name].append(sample)
            run.say(f"peers: {number or 'warm-up'} of {run.rounds}")
    return found, notes


def lines(run: Run) -> list[Line]:
    if absent := missing(run.peers):
        why = f"{' and '.join(absent)} not set up: python -m bench.peers.setup {run.peers}"
        return [not_measured(f"command to posted reply, against {name}", LIMITS[name], why) for name in PEERS]
    with on_core(1):
        found, notes = asyncio.run(_race(run))
    lines = []
    for name in PEERS:
        line = against(f"command to posted reply, against {name}", found["malvakten"], found[name], LIMITS[name])
        more = f"; ours {notes['malvakten']}; {name} {notes[name]}"
        lines.append(Line(line.what, line.value, line.limit, line.kept, line.figures + more))
    return lines
