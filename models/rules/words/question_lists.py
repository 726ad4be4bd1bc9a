"""The word lists and patterns by which questions are read, as the file has them."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def question_lists() -> dict[str, Any]:
    """The word lists and patterns of `lists/questions.toml`."""
    return tomllib.loads((files(__package__) / "lists" / "questions.toml").read_text(encoding="utf-8"))
