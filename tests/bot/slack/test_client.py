"""How the program calls Slack: one session, a time limit for each whole call, and never a retry of the SDK's own."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from bot.settings import load_settings
from bot.slack.messenger import SlackMessenger
from bot.wiring import build_program
from messages.parts import Message, Paragraph
from scheduler.outbox.messenger import Address, Outcome, Sent, Uncertain
from tests.until import PATIENCE_SECONDS

HELLO = Message((Paragraph("Hej."),))
Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Stub:
    """A server that counts calls of chat.postMessage and the connections they came over."""

    def __init__(self, answer: Answer) -> None:
        self.answer, self.calls, self.connections = answer, 0, set[Any]()

    async def handle(self, request: web.Request) -> web.StreamResponse:
        if request.match_info["method"] != "chat.postMessage":
            return web.json_response({"ok": True, "members": [], "team_id": "T0", "user_id": "U0BOT"})
        await request.read()
        self.calls += 1
        assert request.transport is not None
        self.connections.add(request.transport.get_extra_info("peername"))
        return await self.answer(request)


def played(folder: Path, stub: Stub, times: int = 1, seconds: float = PATIENCE_SECONDS) -> list[Outcome]:
    """Posts one after the other, with the messenger as the program builds it."""

    async def play() -> list[Outcome]:
        app = web.Application()
        app.router.add_route("*", "/api/{method}", stub.handle)
        runner = web.AppRunner(app)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        port = site._server.sockets[0].getsockname()[1]  # type: ignore[union-attr]
        settings = load_settings(
            {
                "DATABASE_URL": f"sqlite:///{folder}/client.db", "SLACK_BOT_TOKEN": "xoxb-1",
                "SLACK_SIGNING_SECRET": "s", "SLACK_API_URL": f"http://127.0.0.1:{port}/api/",
                "MALVAKTEN_SEND_TIMEOUT_SECONDS": str(seconds), "MALVAKTEN_LEASE_SECONDS": str(3 * PATIENCE_SECONDS),
            }, folder,
        )  # fmt: skip
        program = build_program(settings, worker=False)
        assert program.slack is not None
        await program.slack.start()
        messenger: SlackMessenger = program.slack.messenger
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                return [await messenger.post(Address("C1"), HELLO, f"token{n}") for n in range(times)]
        finally:
            await program.stop()
            await runner.cleanup()

    return asyncio.run(play())


async def fine(_request: web.Request) -> web.StreamResponse:
    return web.json_response({"ok": True, "channel": "C1", "ts": "1.0"})


async def dropped(request: web.Request) -> web.StreamResponse:
    assert request.transport is not None
    request.transport.close()
    return web.Response()


async def trickle(request: web.Request) -> web.StreamResponse:
    """A byte now and then, for as long as anybody listens: no pause is long, the whole is."""
    response = web.StreamResponse()
    await response.prepare(request)
    while request.transport is not None and not request.transport.is_closing():
        await response.write(b" ")
        await asyncio.sleep(0.1)
    return response


def test_calls_share_a_session(tmp_path: Path) -> None:
    stub = Stub(fine)
    outcomes = played(tmp_path, stub, times=10)
    assert all(isinstance(outcome, Sent) for outcome in outcomes)
    # The program's own hello may be under way on a connection beside it.
    assert (stub.calls, len(stub.connections) <= 2) == (10, True)


def test_a_dropped_connection_is_uncertain_and_not_tried_again(tmp_path: Path) -> None:
    """The SDK's default handler would: the message would stand there twice."""
    stub = Stub(dropped)
    [outcome] = played(tmp_path, stub)
    assert isinstance(outcome, Uncertain)
    assert stub.calls == 1


@pytest.mark.parametrize("answer", [trickle], ids=["an answer that never ends"])
def test_a_call_has_a_time_limit_as_a_whole(tmp_path: Path, answer: Answer) -> None:
    stub = Stub(answer)
    [outcome] = played(tmp_path, stub, seconds=1)
    assert isinstance(outcome, Uncertain)
    assert stub.calls == 1
