"""The `malvakten` command."""

import sys


def main() -> None:
    """The entry point of the distribution."""
    # What runs for months does not carry all the other commands: they take 2 MB.
    if sys.argv[1:2] in (["run"], ["web"], ["worker"]):
        from bot.cli.serving import serving_app as app
    else:
        from bot.cli.commands import app
    app(prog_name="malvakten")


if __name__ == "__main__":
    main()
