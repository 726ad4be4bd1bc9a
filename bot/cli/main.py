"""The `malvakten` command."""

import sys

from bot.cli.serving import SERVING


def main() -> None:
    """The entry point of the distribution."""
    # What runs for months loads neither the other commands nor what reads their options: together they take 4 MB.
    if len(sys.argv) == 2 and sys.argv[1] in SERVING:
        SERVING[sys.argv[1]]()
        return
    from bot.cli.commands import app

    app(prog_name="malvakten")


if __name__ == "__main__":
    main()
