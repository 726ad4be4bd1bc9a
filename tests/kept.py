"""What a program and its chat platform have come to, kept to be gone on from: done for real once in each test process,
since doing it takes longer than most tests do."""

import copy
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tests.stock import Template, template_of


@dataclass(frozen=True)
class Kept:
    """A database, what the platform had in it, and what time it was."""

    database: Template
    platform: dict[str, Any]
    at: datetime

    @classmethod
    def of(cls, url: str, platform: object, names: Iterable[str], at: datetime) -> "Kept":
        """`names` are what a platform's state is in. The program has stopped."""
        # One copy of all of it: what is in two places stays one thing.
        return cls(template_of(url), copy.deepcopy({name: getattr(platform, name) for name in names}), at)

    def restore(self, platform: object) -> None:
        """Gives a platform that is new what this one had."""
        vars(platform).update(copy.deepcopy(self.platform))
