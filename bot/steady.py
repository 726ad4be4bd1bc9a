"""Answers that hold as long as nothing has changed: the same question within the minute is answered once."""

from datetime import datetime

from handlers.context import Asked
from handlers.message import Reply

_MOST = 1000
# Platform, account, what was asked, the minute, and what else the answer depends on.
Question = tuple[str, str, Asked, datetime, object]


class SteadyAnswers:
    """Keeps answers beside the version of the data that they were worked out from (docs/decisions.md has the
    measurement). Without a version, None, nothing is found or kept."""

    def __init__(self) -> None:
        self._kept: dict[Question, tuple[int, Reply]] = {}

    def find(self, question: Question, version: int | None) -> Reply | None:
        kept = self._kept.get(question) if version is not None else None
        return kept[1] if kept is not None and kept[0] == version else None

    def keep(self, question: Question, version: int | None, reply: Reply) -> None:
        if version is None:
            return
        if len(self._kept) >= _MOST:
            self._kept.clear()
        self._kept[question] = (version, reply)
