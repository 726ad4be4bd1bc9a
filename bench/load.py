"""A load generator on raw sockets: signed requests built beforehand, sent over kept-alive connections."""

import asyncio
import hashlib
import hmac
import time
from dataclasses import dataclass
from urllib.parse import urlencode

SECRET = "bench-signing-secret"


@dataclass(frozen=True)
class Measured:
    """What one run gave: requests a second, median and 99th percentile in milliseconds."""

    rate: float
    p50: float
    p99: float
    errors: int


def command(number: int, name: str, text: str, user: str) -> bytes:
    """A signed slash command as Slack sends it, as the bytes of an HTTP request."""
    fields = {
        "token": "x", "team_id": "T0BENCH", "team_domain": "bench", "channel_id": "D0BENCH", "channel_name": "dm",
        "user_id": user, "user_name": "bench", "command": name, "text": text, "api_app_id": "A0BENCH",
        "is_enterprise_install": "false", "response_url": "http://127.0.0.1:9/r",
        "trigger_id": f"{time.time_ns()}.{number}",
    }  # fmt: skip
    body = urlencode(fields).encode()
    stamp = str(int(time.time()))
    digest = hmac.new(SECRET.encode(), f"v0:{stamp}:".encode() + body, hashlib.sha256).hexdigest()
    head = (
        "POST /slack/events HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        f"X-Slack-Request-Timestamp: {stamp}\r\nX-Slack-Signature: v0={digest}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


async def _connection(port: int, requests: list[bytes], seconds: list[float], wrong: list[int]) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    while requests:
        request = requests.pop()
        start = time.perf_counter()
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        lower = head.lower()
        at = lower.find(b"content-length:")
        length = int(lower[at + 15 : lower.find(b"\r\n", at)]) if at >= 0 else 0
        body = await reader.readexactly(length) if length else b""
        seconds.append(time.perf_counter() - start)
        if not head.startswith(b"HTTP/1.1 200") or b"fel" in body[:60]:
            wrong.append(1)
    writer.close()


async def _run(port: int, requests: list[bytes], concurrency: int) -> Measured:
    seconds: list[float] = []
    wrong: list[int] = []
    waiting = list(reversed(requests))
    start = time.perf_counter()
    await asyncio.gather(*(_connection(port, waiting, seconds, wrong) for _ in range(concurrency)))
    took = time.perf_counter() - start
    seconds.sort()
    return Measured(
        len(seconds) / took, seconds[len(seconds) // 2] * 1000, seconds[int(len(seconds) * 0.99)] * 1000, len(wrong)
    )


def load(port: int, requests: list[bytes], concurrency: int) -> Measured:
    """Sends every request, so many at a time."""
    return asyncio.run(_run(port, requests, concurrency))
