"""Replies of reading handlers, kept in memory."""

import time
from collections import OrderedDict
from datetime import datetime

from handlers.context import Asked
from messages.parts import Reply

_MOST_QUESTIONS = 1000
_MOST_RETRIES = 4000
# A platform repeats a request that it has not seen answered; Slack's last retry comes after five minutes.
RETRY_WINDOW_SECONDS = 300
# Platform, account, what was asked, and the minute.
Question = tuple[str, str, Asked, datetime]


class ReplyCache:
    """Replies to questions, valid until the database changes: `status` is asked by many, and building it costs ten
    times as much as a hit (docs/performance.md). Each reply is kept with the `Database.version` that it was built from;
    when the version is None, nothing is found or kept."""

    def __init__(self) -> None:
        self._by_question: dict[Question, tuple[int, Reply]] = {}

    def find(self, question: Question, version: int | None) -> Reply | None:
        """The reply to the same question at the same version; None when there is none."""
        entry = self._by_question.get(question)
        return entry[1] if entry is not None and entry[0] == version else None

    def keep(self, question: Question, version: int | None, reply: Reply) -> None:
        """Keeps a reply that was built from this version of the data."""
        if version is None:
            return
        if len(self._by_question) >= _MOST_QUESTIONS:
            self._by_question.clear()
        self._by_question[question] = (version, reply)


class RetryCache:
    """Replies by the request's key, so that a retry gets the same reply. A request that writes has its reply in the
    database instead (`bot.requests.stored_replies`)."""

    def __init__(self) -> None:
        self._by_key: OrderedDict[str, tuple[float, Reply]] = OrderedDict()

    def find(self, key: str | None) -> Reply | None:
        """The reply to an earlier run of the request within the retry window."""
        entry = self._by_key.get(key) if key else None
        return entry[1] if entry is not None and entry[0] > time.monotonic() else None

    def keep(self, key: str | None, reply: Reply) -> None:
        """Keeps a reply for the retry window; without a key there is nothing to recognise a retry by."""
        if not key:
            return
        self._by_key[key] = (time.monotonic() + RETRY_WINDOW_SECONDS, reply)
        while len(self._by_key) > _MOST_RETRIES:
            self._by_key.popitem(last=False)
