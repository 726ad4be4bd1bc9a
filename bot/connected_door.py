"""What the doors of the chat platforms have in common: a connection that is made in the background."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable, Coroutine
from typing import Any, ClassVar

_RETRY_SECONDS = (1, 2, 5, 10, 30)


class ConnectedDoor(ABC):
    """A door that starts whether its platform answers or not. `state` is what `/readyz` shows of the connection."""

    name: ClassVar[str]

    def __init__(self) -> None:
        self._tasks: list[asyncio.Task[None]] = []
        self._connecting: asyncio.Task[None] | None = None
        # Called with each of the door's tasks that ends; one that ends with an error ends the program.
        self.on_ended: Callable[[asyncio.Task[None]], None] = lambda _task: None
        self.state = "connecting"

    @abstractmethod
    async def _keep_connected(self) -> None:
        """Connects, with retries for as long as it takes."""

    def on_token_refused(self, code: str) -> None:
        """The platform refused our token: connects anew, with retries until it is accepted again."""
        self.state = f"not let in: {code}"
        if self._connecting is None or self._connecting.done():
            self._start_connecting()

    def _start_connecting(self) -> None:
        self._connecting = self._begin(self._keep_connected())

    def _begin(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work, name=self.name)
        task.add_done_callback(self.on_ended)
        self._tasks = [other for other in self._tasks if not other.done()]
        self._tasks.append(task)
        return task

    async def _pause_after(self, attempt: int) -> None:
        """Waits before the next attempt; the first one is 0."""
        await asyncio.sleep(_RETRY_SECONDS[min(attempt, len(_RETRY_SECONDS) - 1)])

    async def _end_tasks(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
