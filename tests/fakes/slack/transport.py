"""Carrying a request to the bot: signed HTTP, or an envelope of Socket Mode.

Source: docs.slack.dev/authentication/verifying-requests-from-slack (v0 signatures).
"""

from __future__ import annotations

import hashlib
import hmac
import http.client
import json
import time
from urllib.parse import urlencode, urlsplit

from tests.until import PATIENCE_SECONDS

from . import limits as lim
from .checks import Json
from .replies import RawAnswer, Sent
from .socket_mode import SocketMode
from .workspace import Workspace

_FORM = "application/x-www-form-urlencoded"


class Transport:
    """How this Slack reaches the bot: over HTTP when ``bot_url`` is set, else through Socket Mode."""

    def __init__(self, space: Workspace, sockets: SocketMode) -> None:
        self.space = space
        self.sockets = sockets
        self.bot_url: str | None = None
        self.bot_path = "/slack/events"

    def signed(self, kind: str, payload: Json, extra: dict[str, str] | None = None) -> Sent:
        """A request, signed now: a form for commands and interactions, JSON for events."""
        if kind == "events_api":
            body, type_ = json.dumps(payload).encode(), "application/json"
        elif kind == "slash_commands":
            body, type_ = urlencode(payload).encode(), _FORM
        else:
            body, type_ = urlencode({"payload": json.dumps(payload)}).encode(), _FORM
        stamp = str(int(time.time()))
        key = self.space.signing_secret.encode()
        digest = hmac.new(key, b"v0:" + stamp.encode() + b":" + body, hashlib.sha256).hexdigest()
        headers = {
            "Content-Type": type_,
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
            "X-Slack-Request-Timestamp": stamp,
            "X-Slack-Signature": f"v0={digest}",
            **(extra or {}),
        }
        return Sent(kind, body, headers, payload)

    def send(self, sent: Sent) -> RawAnswer:
        """Send, wait at most ``ack_timeout`` as Slack does, and say what came."""
        if self.bot_url is None:
            return self._through_socket(sent)
        url = urlsplit(self.bot_url)
        started = time.monotonic()
        # Without a limit here the request would not go out at all.
        limit = self.space.ack_timeout or PATIENCE_SECONDS
        connection = http.client.HTTPConnection(url.hostname or "127.0.0.1", url.port, timeout=limit)
        try:
            connection.request("POST", self.bot_path, sent.body, sent.headers)
            answer = self._heard(connection, started)
        except TimeoutError:
            answer = RawAnswer(0, {}, "", time.monotonic() - started, "operation_timeout")
        except (OSError, http.client.HTTPException) as fault:
            answer = RawAnswer(0, {}, repr(fault), time.monotonic() - started, "dispatch_failed")
        finally:
            connection.close()
        if answer.seconds > self.space.ack_timeout:
            answer.failure = "operation_timeout"
        return self._noted(sent, answer)

    def _heard(self, connection: http.client.HTTPConnection, started: float) -> RawAnswer:
        if not self.space.ack_timeout:
            raise TimeoutError
        response = connection.getresponse()
        body = response.read().decode("utf-8", "replace")
        taken = time.monotonic() - started
        headers = {name.lower(): value for name, value in response.getheaders()}
        failure = "" if 200 <= response.status < 300 else "dispatch_failed"
        return RawAnswer(response.status, headers, body, taken, failure)

    def _noted(self, sent: Sent, answer: RawAnswer) -> RawAnswer:
        what = sent.payload.get("command") or sent.payload.get("type") or sent.kind
        if answer.seconds > lim.ACK_SECONDS:
            self.space.slow_acks.append(f"{what} after {answer.seconds:.2f} s")
        if answer.failure:
            detail = f"{what} after {answer.seconds:.2f} s, HTTP {answer.status} {answer.body[:120]}"
            self.space.violate(answer.failure, detail)
        return answer

    def _through_socket(self, sent: Sent) -> RawAnswer:
        envelope: Json = {
            "type": sent.kind,
            "payload": sent.payload,
            "accepts_response_payload": sent.kind != "events_api",
        }
        if "X-Slack-Retry-Num" in sent.headers:
            envelope["retry_attempt"] = int(sent.headers["X-Slack-Retry-Num"])
            envelope["retry_reason"] = sent.headers["X-Slack-Retry-Reason"]
        started = time.monotonic()
        if not self.sockets.connections:
            return self._noted(sent, RawAnswer(0, {}, "no connection", 0.0, "dispatch_failed"))
        ack = self.sockets.send(envelope, self.space.ack_timeout)
        taken = time.monotonic() - started
        if ack is None:
            return self._noted(sent, RawAnswer(0, {}, "", taken, "operation_timeout"))
        payload = ack.get("payload")
        text = payload if isinstance(payload, str) else json.dumps(payload) if payload else ""
        return self._noted(sent, RawAnswer(200, {}, text, taken))
