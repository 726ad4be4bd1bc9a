"""Slack and its users in one event loop: a stub of the Web API that notes in which conversation a message was posted,
and users who each send the next command when the reply to the last one has come."""

import asyncio
import itertools
import json
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import parse_qs

Words = Callable[[int], str]
Build = Callable[[int, str, str, str, str], bytes]
USERS = ("UAGFOLK01", "UAGHALL01", "UAGKULT01", "UAGKULT02", "UAGLEDN01", "UAGNARI01", "UAGNARI02", "UAGSAMH01",
         "UAGSAMH02", "UAGTARN01", "UAGVALF01", "UERFOLK01", "UCHFOLK01", "UCHHALL01", "UCHKULT01", "UCHLEDN01",
         "UCHNARI01", "UCHSAMH01", "UCHTARN01", "UCHVALF01", "USAMORD01", "USAMORD02")  # fmt: skip
_HEAD = (
    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nx-oauth-scopes: chat:write,im:history\r\nContent-Length: "
)


@dataclass
class Workspace:
    """The stub. Each call is answered after `latency` seconds and counted in `calls`; `posted` is called with the
    conversation of every message."""

    latency: float = 0.0
    calls: Counter[str] = field(default_factory=Counter)
    posted: Callable[[str], None] = lambda _channel: None
    _numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    def answer(self, method: str, fields: dict[str, str]) -> dict[str, object]:
        self.calls[method] += 1
        user, channel = fields.get("user") or "U0BOT", fields.get("channel") or "D0BENCH"
        if method == "chat.postMessage":
            asyncio.get_running_loop().call_soon(self.posted, channel)
        profile = {"display_name": user, "real_name": user, "email": f"{user}@example.se", "bot_id": "B0BOT"}
        return {
            "ok": True, "ts": f"{int(time.time())}.{next(self._numbers):06d}", "user": {
                "id": user, "name": user, "team_id": "T0BENCH", "profile": profile, "deleted": False},
            "channel": channel if method == "chat.postMessage" else {"id": channel, "name": "dm", "is_im": True},
            "team": {"id": "T0BENCH", "domain": "bench", "name": "bench"}, "team_id": "T0BENCH", "user_id": "U0BOT",
            "bot_id": "B0BOT", "members": [], "channels": [], "messages": [], "response_metadata": {"next_cursor": ""},
        } | ({"user": "bot"} if method == "auth.test" else {})  # fmt: skip

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                lines = head.decode("latin-1").split("\r\n")
                headers = {k.lower(): v.strip() for k, _, v in (line.partition(":") for line in lines[1:])}
                body = await reader.readexactly(int(headers.get("content-length", 0)))
                target, _, query = lines[0].split(" ")[1].partition("?")
                if self.latency:
                    await asyncio.sleep(self.latency)
                fields = _fields(body, headers.get("content-type", ""), query)
                reply = json.dumps(self.answer(target.rpartition("/")[2], fields)).encode()
                keep = headers.get("connection", "").lower() != "close"
                writer.write(
                    _HEAD + str(len(reply)).encode() + (b"" if keep else b"\r\nConnection: close") + b"\r\n\r\n" + reply
                )
                if not keep:
                    break
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            pass  # the client closed the connection, or the loop ends
        finally:
            writer.close()


def _fields(body: bytes, kind: str, query: str) -> dict[str, str]:
    if kind.startswith("application/json") and body:
        fields = json.loads(body)
        return {key: value for key, value in fields.items() if isinstance(value, str)}
    pairs = parse_qs(query) | parse_qs(body.decode("utf-8", "replace"))
    return {key: values[0] for key, values in pairs.items()}


@dataclass(frozen=True)
class Reached:
    """The result: commands per second from the first event to the last reply, and how long a reply took, in
    milliseconds."""

    rate: float
    p50: float
    p99: float
    errors: int


async def talk(
    workspace: Workspace, port: int, path: str, words: Words, build: Build, count: int, users: int
) -> Reached:
    """Sends `count` commands from `users` users at a time; each waits for the reply to its last command."""
    numbers, seconds, wrong = iter(range(count)), list[float](), 0
    users = min(users, count)
    replied = {f"D{index:05d}": asyncio.Event() for index in range(users)}
    workspace.posted = lambda channel: replied[channel].set() if channel in replied else None

    async def user(index: int) -> None:
        nonlocal wrong
        channel = f"D{index:05d}"
        reader = writer = None
        for number in numbers:
            request = build(number, words(number), USERS[index % len(USERS)], channel, path)
            replied[channel].clear()
            start = time.perf_counter()
            if reader is None or writer is None:
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            wrong += not head.split(b"\r\n", 1)[0].endswith((b"200 OK", b" 200"))
            lower = head.lower()
            at = lower.find(b"content-length:")
            await reader.readexactly(int(lower[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else 0)
            if lower.startswith(b"http/1.0") or b"connection: close" in lower:
                writer.close()
                reader = writer = None
            async with asyncio.timeout(60):
                await replied[channel].wait()
            seconds.append(time.perf_counter() - start)

    start = time.perf_counter()
    await asyncio.gather(*(user(index) for index in range(users)))
    took = time.perf_counter() - start
    seconds.sort()
    return Reached(
        len(seconds) / took, seconds[len(seconds) // 2] * 1e3, seconds[int(len(seconds) * 0.99)] * 1e3, wrong
    )
