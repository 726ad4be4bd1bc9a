"""Answers to the same few questions, kept until anybody changes the database: `status` is asked by many, and costs ten
times as much to build as to give again (docs/performance.md)."""

from datetime import datetime

from handlers.context import Asked
from messages.parts import Reply

_MOST = 1000
# Platform, account, what was asked, and the minute.
Question = tuple[str, str, Asked, datetime]


class ReplyCache:
    """Keeps replies beside the version of the data that they were built from (`Database.version`). Without a version,
    None, nothing is found or kept."""

    def __init__(self) -> None:
        self._kept: dict[Question, tuple[int, Reply]] = {}

    def find(self, question: Question, version: int | None) -> Reply | None:
        """The reply to the same question, if nothing has changed since."""
        kept = self._kept.get(question)
        return kept[1] if kept is not None and kept[0] == version else None

    def keep(self, question: Question, version: int | None, reply: Reply) -> None:
        """Remembers a reply that was built from this version of the data."""
        if version is None:
            return
        if len(self._kept) >= _MOST:
            self._kept.clear()
        self._kept[question] = (version, reply)
