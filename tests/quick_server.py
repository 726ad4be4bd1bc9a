"""Uvicorn without its pauses: it looks ten times a second whether it is to end, and rests a tenth while it ends, which
over a thousand tests is minutes. How the real one ends is judged in tests/bot/test_stopping.py."""

import asyncio
import socket

import uvicorn

_LOOK_SECONDS = 0.01
_PATIENCE_SECONDS = 60.0


class QuickServer(uvicorn.Server):
    """One that notices at once that it is to end, and ends as soon as its connections have."""

    async def main_loop(self) -> None:
        await self.on_tick(0)
        while not self.should_exit:
            await asyncio.sleep(_LOOK_SECONDS)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for server in self.servers:
            server.close()
        for each in sockets or ():
            each.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        async with asyncio.timeout(_PATIENCE_SECONDS):
            while self.server_state.connections or self.server_state.tasks:
                await asyncio.sleep(0.001)
        await self.lifespan.shutdown()
