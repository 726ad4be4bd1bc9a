"""How many examples hypothesis tries where one takes seconds: a few in `make test`, many in `make soak`."""

import os

_MORE = 20


def examples(few: int) -> int:
    """`few`, or twenty times as many when FULL is set in the environment."""
    return few * _MORE if os.environ.get("FULL") else few
