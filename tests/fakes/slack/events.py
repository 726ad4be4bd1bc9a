"""Events with Slack's redelivery.

Source: docs.slack.dev/apis/events-api ("Error handling": three retries, x-slack-retry-num and -reason,
x-slack-no-retry).
"""

from __future__ import annotations

import time

from . import payloads
from .checks import Json
from .replies import Reply
from .transport import Transport
from .workspace import Workspace


class Events:
    """Sends events; Slack's waits of about 0, 60 and 300 s are short here so that tests can have them."""

    def __init__(self, space: Workspace, transport: Transport) -> None:
        self.space = space
        self.transport = transport
        self.retries = True
        self.delays: tuple[float, ...] = (0.0, 0.1, 0.2)

    def send(self, event: Json, user: str = "", event_id: str | None = None) -> Reply:
        """Send one event until it is answered with 2xx in time, at most 1 + 3 times."""
        body = payloads.event_body(self.space, event, event_id or self.space.store.new_id("Ev"))
        request = self.transport.signed("events_api", body)
        answer = self.transport.send(request)
        attempts = 1
        for delay in self.delays if self.retries else ():
            if not answer.failure or answer.headers.get("x-slack-no-retry") == "1":
                break
            time.sleep(delay)
            reason = {"operation_timeout": "http_timeout"}.get(answer.failure, "http_error")
            reason = "connection_failed" if reason == "http_error" and answer.status == 0 else reason
            extra = {"X-Slack-Retry-Num": str(attempts), "X-Slack-Retry-Reason": reason}
            request = self.transport.signed("events_api", body, extra)
            answer = self.transport.send(request)
            attempts += 1
        return Reply(self.space, user, request, answer, attempts=attempts, event=event)
