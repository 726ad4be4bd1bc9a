# mypy: ignore-errors
"""Points slack_sdk at the stub and runs a peer's own command line: `python patched.py NAME ARGUMENTS`.

Neither peer has a setting for Slack's address. It runs in the peers' own virtual environments.
"""

import os
import sys

from slack_sdk.web import async_base_client, base_client


def _point(kind):
    before = kind.__init__

    def init(self, *args, **values):
        before(self, *args, **{**values, "base_url": os.environ["BENCH_SLACK"]})

    kind.__init__ = init


_point(async_base_client.AsyncBaseClient)
_point(base_client.BaseClient)

if __name__ == "__main__":
    name, sys.argv = sys.argv[1], sys.argv[1:]
    if name == "opsdroid":
        from opsdroid.cli import cli

        cli()
    else:
        from errbot.cli import main

        main()
