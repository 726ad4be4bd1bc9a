"""What a person gets back for one thing they did."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .checks import Json
from .reading import visible_text
from .records import Message, ResponseUrl, Trigger, View

if TYPE_CHECKING:
    from .workspace import Workspace


@dataclass
class Sent:
    """A request as it went over the wire, so that it can go again."""

    kind: str  # slash_commands, interactive or events_api, as in Socket Mode
    body: bytes
    headers: dict[str, str]
    payload: Json


@dataclass
class RawAnswer:
    """The bot's answer on the wire; ``failure`` is Slack's word when there is none that counts."""

    status: int
    headers: dict[str, str]
    body: str
    seconds: float
    failure: str = ""


@dataclass
class Reply:
    """The outcome of a command, click, submission or event.

    ``failure`` is what Slack shows instead of an answer (``operation_timeout``, ``dispatch_failed``, …).
    ``sent`` is False where Slack's client sends nothing (choosing in an input without dispatch_action).
    """

    space: Workspace
    user: str
    request: Sent | None
    answer: RawAnswer
    trigger: Trigger | None = None
    response: ResponseUrl | None = None
    message: Message | None = None  # the acknowledgement's own message, if it carried one
    body: Json = field(default_factory=dict)
    acted_on: View | None = None
    answered_view: View | None = None  # from response_action
    attempts: int = 1
    event: Json = field(default_factory=dict)
    _read: int = 0

    @property
    def sent(self) -> bool:
        """Whether a request went out at all."""
        return self.request is not None

    @property
    def raw(self) -> str:
        """The acknowledgement's body as it came."""
        return self.answer.body

    @property
    def status(self) -> int:
        """HTTP status, 0 if none came."""
        return self.answer.status

    @property
    def seconds(self) -> float:
        """How long the acknowledgement took."""
        return self.answer.seconds

    @property
    def failure(self) -> str:
        """Slack's word for an answer that did not come or does not count."""
        return self.answer.failure

    @property
    def text(self) -> str:
        """What the person reads at once: the acknowledgement's message, or Slack's own complaint."""
        if self.failure:
            return f'failed with the error "{self.failure}"'
        return visible_text(self.message) if self.message else ""

    @property
    def blocks(self) -> list[Json]:
        """The blocks of the acknowledgement's message."""
        return self.message.blocks if self.message else []

    @property
    def errors(self) -> dict[str, str]:
        """The errors shown in the form, per block_id."""
        return dict(self.body.get("errors", {})) if self.body.get("response_action") == "errors" else {}

    @property
    def view(self) -> View | None:
        """The view opened by this action's trigger, or put there by response_action update or push."""
        return (self.trigger.opened if self.trigger else None) or self.answered_view

    def wait_view(self) -> View:
        """The view, waiting for a bot that opens it after it has acknowledged."""
        view = self.space.wait_for(lambda: self.view)
        assert view is not None
        return view

    @property
    def followups(self) -> list[Message]:
        """What has been posted to the response_url so far."""
        return list(self.response.posted) if self.response else []

    def wait_followup(self) -> Message:
        """The next message to the response_url that was not waited for yet."""
        self.space.wait_for(lambda: len(self.followups) > self._read)
        self._read += 1
        return self.followups[self._read - 1]

    @property
    def last_message(self) -> Message | None:
        """What stands before the person now: the newest follow-up, else the acknowledgement."""
        return self.followups[-1] if self.followups else self.message


def json_or_none(text: str) -> Any:
    """The JSON in a body, None when it is none."""
    try:
        return json.loads(text)
    except ValueError:
        return None
