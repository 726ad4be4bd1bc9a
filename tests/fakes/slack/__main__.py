"""python -m tests.fakes.slack --port N: the fake on its own, for runs with other processes."""

from __future__ import annotations

import argparse
import signal
import threading

from .server import FakeSlack


def main() -> None:
    """Serve until SIGINT or SIGTERM."""
    parser = argparse.ArgumentParser(prog="tests.fakes.slack", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="where to listen on 127.0.0.1")
    parser.add_argument("--bot-url", help="where the bot listens; without it, Socket Mode")
    parser.add_argument("--token", help="the bot token to accept")
    parser.add_argument("--signing-secret", help="what requests are signed with")
    options = parser.parse_args()
    done = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: done.set())
    slack = FakeSlack(options.port)
    slack.bot_url = options.bot_url
    slack.token = options.token or slack.token
    slack.signing_secret = options.signing_secret or slack.signing_secret
    with slack:
        done.wait()


if __name__ == "__main__":
    main()
