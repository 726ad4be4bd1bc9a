"""The word lists and patterns by which questions are read, as the file has them."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def question_lists() -> dict[str, Any]:
    """The word lists and patterns of `lists/questions.toml`."""
    folder = files(__package__) / "lists"
    texts = [(folder / name).read_text(encoding="utf-8") for name in ("question_words.toml", "questions.toml")]
    return {name: value for text in texts for name, value in tomllib.loads(text).items()}
