"""How many examples hypothesis tries where one takes seconds: a few in `make test`, many in `make soak`."""

import os

_MORE = 10


def examples(few: int) -> int:
    """`few`, or ten times as many when FULL is set in the environment."""
    return few * _MORE if os.environ.get("FULL") else few
