"""`make bench`: a table of every benchmark, each line against a floor or a limit measured in the same run.

`python -m bench [--only NAME[,NAME]] [--rounds N] [--peers FOLDER] [--list]`; the table is printed at the end, progress
goes to stderr. Status 1 when a line is missed.
"""

import argparse
import importlib
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bench.table import Line, Run, print_table

# Name → the function that measures it (takes a `Run`, returns lines), and what it is.
BENCHES = {
    "answers": ("bench.answers:lines", "status and a committed answer against a bare hello-world"),
    "ack": ("bench.answers:ack_lines", "time to the ack, one at a time, against Bolt's default"),
    "listeners": ("bench.listeners:lines", "dispatch with every command registered against one listener"),
    "sender": ("bench.sending:lines", "sending at 100 ms latency, 64 in flight"),
    "limited": ("bench.limited:lines", "delay of other conversations while one is limited"),
    "growth": ("bench.growth:lines", "status at a million answers against a thousand"),
    "history": ("bench.history:lines", "status with ten years of rounds against one"),
    "questions": ("bench.questions:lines", "a question in a sentence against the command that it becomes"),
    "audit": ("bench.audit:lines", "a search of the audit over a million lines"),
    "digest": (
        "bench.digest:lines",
        "the digest of 500 deviations and its picture, with ten years of rounds against one",
    ),
    "review": ("bench.review:lines", "the lock of 10,000 rows, and the next answer to review against status"),
    "registers": ("bench.registers:lines", "the registers: import, search, and what hangs on a row"),
    "peers": ("bench.peers.race:lines", "command to posted reply against opsdroid and errbot"),
    "replicas": ("bench.replicas:lines", "two web processes on two cores against one"),
    "report": ("bench.report:lines", "the half-year report in each form, beside the libraries alone"),
    "teams": ("bench.teams:lines", "Teams against a hello-world, and what it costs beside Slack"),
    "opening": ("bench.teams_opening:lines", "500 opening cards to Teams, at the rate that it allows"),
    "memory": ("bench.memory:lines", "resident memory against a bare AsyncApp, and the time until ready"),
}


def find(name: str) -> Callable[[Run], list[Line]] | None:
    """The function behind a name; None when its module is not in this tree."""
    module, function = BENCHES[name][0].split(":")
    try:
        measure: Callable[[Run], list[Line]] = getattr(importlib.import_module(module), function)
    except ModuleNotFoundError as error:
        if error.name != module:
            raise
        return None
    return measure


def _measure(name: str, options: argparse.Namespace) -> list[Line]:
    measure = find(name)
    if measure is None:
        return []
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="malvakten-bench-") as folder:
        run = Run(options.rounds, Path(folder), peers=options.peers.expanduser())
        try:
            return measure(run)
        except Exception as error:
            if len(options.only) == 1:
                raise
            return [Line(BENCHES[name][1], "failed", "", False, f"{type(error).__name__}: {str(error)[:200]}")]
        finally:
            run.say(f"{name}: {time.monotonic() - began:.0f} s")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--only", default=",".join(BENCHES), help="names from --list, with commas between")
    parser.add_argument("--rounds", type=int, default=5, help="interleaved rounds that count; 5 or more for a figure")
    parser.add_argument(
        "--peers", type=Path, default=Path("~/.cache/malvakten-bench"), help="where bench.peers.setup put them"
    )
    parser.add_argument("--list", action="store_true", help="the names, and nothing else")
    options = parser.parse_args()
    if options.list:
        for name, (_, what) in BENCHES.items():
            print(f"{name:10} {what}")
        return 0
    options.only = options.only.split(",")
    if unknown := [name for name in options.only if name not in BENCHES]:
        parser.error(f"there is no {', '.join(unknown)}; --list shows the names")
    lines = [line for name in options.only for line in _measure(name, options)]
    print_table(lines)
    return 0 if all(line.kept is not False for line in lines) else 1


if __name__ == "__main__":
    sys.exit(main())
