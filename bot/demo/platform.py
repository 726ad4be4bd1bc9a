"""The chat platform of the demonstration: conversations in memory, with messages, threads and edits."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from messages.parts import Form, Message

MANAGEMENT = "management"
_FORMS_KEPT = 500


@dataclass(frozen=True)
class Home:
    """The page that Målvakten shows a person; `change` as for a `Post`."""

    message: Message
    change: int


@dataclass(frozen=True)
class Post:
    """One message. `conversation` is a person's address (their direct messages) or `MANAGEMENT`; `author` is the
    address of whoever wrote it, None for Målvakten; `only_for` is set when nobody else sees it. `change` is the
    platform's count of changes when it was last touched."""

    id: str
    conversation: str
    message: Message
    at: datetime
    change: int
    thread: str | None = None
    token: str | None = None
    author: str | None = None
    only_for: str | None = None
    edited: bool = False


class Platform:
    """Keeps what was posted, in order. Safe to use from several threads."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._lock = threading.RLock()
        self._members: set[str] = set()
        self._posts: dict[str, Post] = {}
        self._read: dict[str, int] = {}
        self._forms: dict[str, Form] = {}
        self._homes: dict[str, Home] = {}
        self._made = 0
        self._changes = 0

    @property
    def changes(self) -> int:
        """Counts every change; the page asks for nothing while it stands still."""
        return self._changes

    def join(self, account: str) -> None:
        with self._lock:
            self._members.add(account)

    def knows(self, conversation: str) -> bool:
        return conversation == MANAGEMENT or conversation in self._members

    def post(
        self, conversation: str, message: Message, *, thread: str | None = None, token: str | None = None,
        author: str | None = None, only_for: str | None = None,
    ) -> Post:  # fmt: skip
        """Adds a message. Raises KeyError for a conversation or a thread that does not exist."""
        with self._lock:
            if not self.knows(conversation):
                raise KeyError(conversation)
            if thread is not None:
                parent = self._posts[thread]
                thread = parent.thread or parent.id
            self._made += 1
            self._changes += 1
            made = Post(str(self._made), conversation, message, self._clock(), self._changes, thread, token, author,
                        only_for)  # fmt: skip
            self._posts[made.id] = made
            return made

    def rewrite(self, post_id: str, message: Message) -> Post | None:
        """Gives a message other words; None when it does not exist."""
        with self._lock:
            old = self._posts.get(post_id)
            if old is None:
                return None
            self._changes += 1
            self._posts[post_id] = replace(old, message=message, edited=True, change=self._changes)
            return self._posts[post_id]

    def remove(self, post_id: str) -> bool:
        with self._lock:
            self._changes += 1
            return self._posts.pop(post_id, None) is not None

    def get(self, post_id: str) -> Post | None:
        return self._posts.get(post_id)

    def all_posts(self) -> list[Post]:
        with self._lock:
            return list(self._posts.values())

    def top_level(self, conversation: str, reader: str) -> list[Post]:
        """What the reader sees of a conversation outside its threads, oldest first."""
        return [p for p in self._visible(conversation, reader) if p.thread is None]

    def in_thread(self, post_id: str, reader: str) -> list[Post]:
        parent = self._posts[post_id]
        return [p for p in self._visible(parent.conversation, reader) if p.thread == post_id]

    def _visible(self, conversation: str, reader: str) -> list[Post]:
        posts = self.all_posts()
        return [p for p in posts if p.conversation == conversation and p.only_for in {None, reader}]

    def show_home(self, account: str, message: Message) -> bool:
        """Puts a person's page in the place of the one before; False when there is no such person."""
        with self._lock:
            if account not in self._members:
                return False
            self._changes += 1
            self._homes[account] = Home(message, self._changes)
            return True

    def home(self, account: str) -> Home | None:
        return self._homes.get(account)

    def mark_read(self, account: str) -> None:
        with self._lock:
            self._read[account] = self._made

    def unread(self, account: str) -> int:
        """Messages from Målvakten in the person's direct messages since they last looked; edits do not count."""
        seen = self._read.get(account, 0)
        return sum(p.author is None and int(p.id) > seen for p in self._visible(account, account))

    def keep_form(self, key: str, form: Form) -> None:
        """Remembers a form that is shown, so that it can be drawn again with what was written and what is wrong."""
        with self._lock:
            self._forms[key] = form
            while len(self._forms) > _FORMS_KEPT:
                del self._forms[next(iter(self._forms))]

    def form(self, key: str) -> Form | None:
        return self._forms.get(key)
