"""A load generator on raw sockets: signed requests built in advance, sent over kept-alive connections.

It is one epoll loop, to use little CPU (some 20 µs per request), since it shares the machine with the server.
"""

import hashlib
import hmac
import json
import os
import select
import socket
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

SECRET = "bench-signing-secret"
_PATIENCE_SECONDS = 30
# A larger buffer would be allocated from the system for every read.
_READ_BYTES = 65_536
_NAP_SECONDS = 0.002


@dataclass(frozen=True)
class Measured:
    """The result of one run: requests per second, median and 99th percentile in milliseconds, and the number of answers
    that were not as expected."""

    rate: float
    p50: float
    p99: float
    errors: int


def signed(body: bytes, content_type: str, path: str = "/slack/events") -> bytes:
    """The bytes of an HTTP request with Slack's signature."""
    stamp = str(int(time.time()))
    digest = hmac.new(SECRET.encode(), f"v0:{stamp}:".encode() + body, hashlib.sha256).hexdigest()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: {content_type}\r\n"
        f"X-Slack-Request-Timestamp: {stamp}\r\nX-Slack-Signature: v0={digest}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def command(number: int, name: str, text: str, user: str) -> bytes:
    """A signed slash command."""
    return signed(urlencode(command_fields(number, name, text, user)).encode(), "application/x-www-form-urlencoded")


def command_fields(number: int, name: str, text: str, user: str) -> dict[str, str]:
    return {
        "token": "x", "team_id": "T0BENCH", "team_domain": "bench", "channel_id": "D0BENCH", "channel_name": "dm",
        "user_id": user, "user_name": "bench", "command": name, "text": text, "api_app_id": "A0BENCH",
        "is_enterprise_install": "false", "response_url": "http://127.0.0.1:9/r",
        "trigger_id": f"{time.time_ns()}.{number}",
    }  # fmt: skip


def message(number: int, text: str, user: str, channel: str, path: str = "/slack/events") -> bytes:
    """A signed direct message (Events API)."""
    return signed(json.dumps(message_fields(number, text, user, channel)).encode(), "application/json", path)


def message_fields(number: int, text: str, user: str, channel: str) -> dict[str, Any]:
    stamp = f"{time.time():.0f}.{number:06d}"
    return {
        "token": "x", "team_id": "T0BENCH", "api_app_id": "A0BENCH", "type": "event_callback",
        "event_id": f"Ev{time.time_ns()}{number}", "event_time": int(time.time()),
        "authorizations": [{"team_id": "T0BENCH", "user_id": "U0BOT", "is_bot": True, "enterprise_id": None}],
        "event": {"type": "message", "channel": channel, "channel_type": "im", "user": user, "text": text,
                  "ts": stamp, "event_ts": stamp, "team": "T0BENCH"},
    }  # fmt: skip


class _Connection:
    """A kept-alive connection; `awaited` is the number of answers that have not come yet."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=_PATIENCE_SECONDS)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.received = b""
        self.began = 0.0
        self.awaited = 0

    def send(self, requests: list[bytes]) -> None:
        self.awaited = len(requests)
        self.began = time.perf_counter()
        self.socket.sendall(b"".join(requests))

    def answers(self, proof: bytes) -> tuple[int, int]:
        """How many whole answers have come since the last call, and how many of them are not a 200 that contains the
        proof. Raises ConnectionError when the server closes the connection."""
        more = self.socket.recv(_READ_BYTES)
        if not more:
            raise ConnectionError("the server closed the connection")
        received = self.received + more if self.received else more
        at = count = wrong = 0
        while (end := received.find(b"\r\n\r\n", at)) >= 0:
            head = received[at:end].lower()
            length = head.find(b"content-length:")
            end += 4 + (int(head[length + 15 :].split(b"\r\n", 1)[0]) if length >= 0 else 0)
            if len(received) < end:
                break
            count += 1
            wrong += not (head.startswith(b"http/1.1 200") and received.find(proof, at, end) >= 0)
            at = end
        self.received = received[at:]
        return count, wrong


def load(ports: int | Sequence[int], requests: list[bytes], concurrency: int, proof: bytes = b"",
         core: int | None = 1) -> Measured:  # fmt: skip
    """Sends every request, `concurrency` at a time, spread over the ports. An answer is an error unless it is a 200
    that contains `proof`. The generator runs on `core`."""
    with on_core(core):
        return _run([ports] if isinstance(ports, int) else ports, requests, concurrency, 1, proof)


def flood(ports: Sequence[int], requests: list[bytes], connections: int, depth: int, proof: bytes) -> Measured:
    """As `load`, with `depth` requests at a time on each connection (HTTP pipelining), and answers read every two
    milliseconds: 6–10 µs per request, to leave every core to the servers. Times are of `depth` requests together."""
    return _run(ports, requests, connections, depth, proof)


class on_core:  # noqa: N801 - reads as a phrase where it is used
    """Keeps this process on one core while the block runs, where there is a choice."""

    def __init__(self, core: int | None) -> None:
        self._core = core

    def __enter__(self) -> None:
        self._before = os.sched_getaffinity(0)
        if self._core is not None and len(self._before) > self._core:
            os.sched_setaffinity(0, {sorted(self._before)[self._core]})

    def __exit__(self, *_: object) -> None:
        os.sched_setaffinity(0, self._before)


def _run(ports: Sequence[int], requests: list[bytes], connections: int, depth: int, proof: bytes) -> Measured:
    waiting = [requests[at : at + depth] for at in reversed(range(0, len(requests), depth))]
    links: dict[int, _Connection] = {}
    poll = select.epoll()
    for number in range(min(connections, len(waiting))):
        link = _Connection(ports[number % len(ports)])
        links[link.socket.fileno()] = link
        poll.register(link.socket.fileno(), select.EPOLLIN)
    batches, seconds, wrong = len(waiting), list[float](), 0
    start = time.perf_counter()
    for link in links.values():
        link.send(waiting.pop())
    while len(seconds) < batches:
        if depth > 1:
            time.sleep(_NAP_SECONDS)
        ready = poll.poll(_PATIENCE_SECONDS)
        if not ready:
            raise TimeoutError(f"no answer within {_PATIENCE_SECONDS} s")
        for number, _ in ready:
            link = links[number]
            new, new_wrong = link.answers(proof)
            link.awaited -= new
            wrong += new_wrong
            if link.awaited == 0:
                seconds.append(time.perf_counter() - link.began)
                if waiting:
                    link.send(waiting.pop())
    took = time.perf_counter() - start
    for link in links.values():
        link.socket.close()
    poll.close()
    seconds.sort()
    return Measured(
        len(requests) / took, seconds[len(seconds) // 2] * 1e3, seconds[int(len(seconds) * 0.99)] * 1e3, wrong
    )
