"""The `malvakten` command."""

import sys
from collections.abc import Callable

from bot.cli.serving import SERVING


def main() -> None:
    """The entry point of the distribution."""
    # What runs for months loads neither the other commands nor what reads their options: together they take 4 MB.
    if len(sys.argv) == 2 and sys.argv[1] in SERVING:
        _serve(SERVING[sys.argv[1]])
    else:
        from bot.cli.commands import app

        app(prog_name="malvakten")


def _serve(serves: Callable[[], None]) -> None:
    try:
        serves()
    except KeyboardInterrupt:
        # Before the server or the worker has taken over: their own end is an orderly one.
        sys.exit("Ended by Ctrl-C.")


if __name__ == "__main__":
    main()
