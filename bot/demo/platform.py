"""The chat platform of the demonstration: conversations in memory, with messages, threads and edits."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from messages.parts import File, Form, Message

MANAGEMENT = "management"
_FORMS_KEPT = 500


@dataclass(frozen=True)
class Home:
    """A person's home page; `change` as for a `Post`."""

    message: Message
    change: int


@dataclass(frozen=True)
class Post:
    """One message. `conversation` is a person's address (their direct messages) or `MANAGEMENT`; `author` is the
    writer's address, None for Målvakten; `only_for` is the only reader's address, if others do not see it. `change` is
    the platform's `changes` when it was last changed."""

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
    file: File | None = None


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
        self._posted = 0
        self._changes = 0

    @property
    def changes(self) -> int:
        """How many changes there have been; as long as it is the same, the page has nothing to update."""
        return self._changes

    def join(self, account: str) -> None:
        """Adds a person, by address."""
        with self._lock:
            self._members.add(account)

    def knows(self, conversation: str) -> bool:
        """Whether a conversation exists."""
        return conversation == MANAGEMENT or conversation in self._members

    def post(
        self, conversation: str, message: Message, *, thread: str | None = None, token: str | None = None,
        author: str | None = None, only_for: str | None = None, file: File | None = None,
    ) -> Post:  # fmt: skip
        """Adds a message. Raises KeyError for a conversation or a thread that does not exist."""
        with self._lock:
            if not self.knows(conversation):
                raise KeyError(conversation)
            if thread is not None:
                parent = self._posts[thread]
                thread = parent.thread or parent.id
            self._posted += 1
            self._changes += 1
            post = Post(str(self._posted), conversation, message, self._clock(), self._changes, thread, token, author,
                        only_for, file=file)  # fmt: skip
            self._posts[post.id] = post
            return post

    def rewrite(self, post_id: str, message: Message) -> Post | None:
        """Replaces a message's content; None when the message does not exist."""
        with self._lock:
            old = self._posts.get(post_id)
            if old is None:
                return None
            self._changes += 1
            self._posts[post_id] = replace(old, message=message, edited=True, change=self._changes)
            return self._posts[post_id]

    def remove(self, post_id: str) -> bool:
        """Deletes a message; False when it does not exist."""
        with self._lock:
            self._changes += 1
            return self._posts.pop(post_id, None) is not None

    def get(self, post_id: str) -> Post | None:
        return self._posts.get(post_id)

    def all_posts(self) -> list[Post]:
        with self._lock:
            return list(self._posts.values())

    def top_level(self, conversation: str, reader: str) -> list[Post]:
        """The messages of a conversation outside its threads that the reader sees, oldest first."""
        return [p for p in self._visible(conversation, reader) if p.thread is None]

    def in_thread(self, post_id: str, reader: str) -> list[Post]:
        """The replies to a message that the reader sees, oldest first. Raises KeyError."""
        parent = self._posts[post_id]
        return [p for p in self._visible(parent.conversation, reader) if p.thread == post_id]

    def _visible(self, conversation: str, reader: str) -> list[Post]:
        posts = self.all_posts()
        return [p for p in posts if p.conversation == conversation and p.only_for in {None, reader}]

    def show_home(self, account: str, message: Message) -> bool:
        """Replaces a person's home page; False when there is no such person."""
        with self._lock:
            if account not in self._members:
                return False
            self._changes += 1
            self._homes[account] = Home(message, self._changes)
            return True

    def home(self, account: str) -> Home | None:
        return self._homes.get(account)

    def mark_read(self, account: str) -> None:
        """Sets the person's unread messages to none."""
        with self._lock:
            self._read[account] = self._posted

    def unread(self, account: str) -> int:
        """Messages from Målvakten in the person's direct messages since they last looked; edits do not count."""
        seen = self._read.get(account, 0)
        return sum(p.author is None and int(p.id) > seen for p in self._visible(account, account))

    def keep_form(self, key: str, form: Form) -> None:
        """Keeps a form that is shown, so that it can be shown again with the submitted values and their faults."""
        with self._lock:
            self._forms[key] = form
            while len(self._forms) > _FORMS_KEPT:
                del self._forms[next(iter(self._forms))]

    def form(self, key: str) -> Form | None:
        return self._forms.get(key)
