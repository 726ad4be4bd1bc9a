"""`python -m tests.soak`: kills real processes at random, and exits 1 when anything is lost, doubled or stuck."""

import argparse
import random
import sys

from bot.telemetry.logs import set_up_logs
from tests.soak.run import Soak, run


def say(words: str) -> None:
    print(words, flush=True)  # noqa: T201


def main() -> int:
    parser = argparse.ArgumentParser(prog="tests.soak", description=__doc__)
    parser.add_argument("--seed", type=int, help="the same faults and kills again, as far as time allows")
    parser.add_argument("--prompts", type=int, default=1000, help="how many owners are asked, half of them in Teams")
    parser.add_argument("--seconds", type=float, default=90, help="how long the round is open")
    parser.add_argument("--workers", type=int, default=3)
    parser.add_argument("--webs", type=int, default=2)
    parser.add_argument("--sqlite", action="store_true", help="one `malvakten run` on SQLite")
    parser.add_argument("--life", type=float, default=15, help="mean seconds until a process is killed")
    parser.add_argument("--faults", type=float, default=0.29, help="share of the calls to the platforms that go wrong")
    parser.add_argument("--patience", type=float, default=900, help="seconds after which it is given up")
    given = parser.parse_args()
    set_up_logs("error")
    seed = random.randrange(10_000) if given.seed is None else given.seed  # noqa: S311 - no secret
    soak = Soak(
        seed,
        given.prompts,
        given.seconds,
        given.workers,
        given.webs,
        given.sqlite,
        given.faults,
        given.life,
        patience=given.patience,
        tell=say,
    )
    say(f"seed {seed}")
    outcome = run(soak)
    for fault in outcome.wrong:
        say(f"  WRONG  {fault}")
    say(outcome.line)
    return 1 if outcome.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
