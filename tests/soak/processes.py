"""The program's real processes, killed with SIGKILL and started again."""

import contextlib
import json
import math
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

ROOT = Path(__file__).parents[2]


@dataclass
class Process:
    """One of the program's processes. `command` is `worker`, `web` or `run`."""

    command: str
    environment: Mapping[str, str]
    log: Path
    running: subprocess.Popen[bytes] | None = None
    said_before: int = 0
    dies_at: float | None = None
    kills: int = 0

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.said_before, self.dies_at = log.tell(), None
            self.running = subprocess.Popen(
                [sys.executable, "-m", "bot.cli.main", self.command], cwd=ROOT, env={**os.environ, **self.environment},
                stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            )  # fmt: skip

    def kill(self) -> None:
        """As the kernel does when memory runs out: no last words."""
        assert self.running is not None
        self.running.send_signal(signal.SIGKILL)
        self.running.wait()
        self.kills += 1

    @property
    def died(self) -> bool:
        """By itself, which it never should."""
        return self.running is not None and self.running.poll() is not None

    def unclear(self) -> set[int]:
        """The deliveries of which it has logged that a call ended without a clear answer."""
        found = set[int]()
        for line in self.log.read_text(encoding="utf-8", errors="replace").splitlines():
            # The last line of a life may be half a line.
            with contextlib.suppress(ValueError):
                said = json.loads(line)
                if isinstance(said, dict) and said.get("outcome") == "uncertain":
                    found.add(said["delivery"])
        return found

    @property
    def works(self) -> bool:
        """It has said its first word. Killing it before proves little, and on a busy machine nobody would ever work."""
        return self.log.stat().st_size > self.said_before


@dataclass
class Fleet:
    """All processes, and a hand that kills each of them, while `raging`, after a life that is random as the decay of an
    atom: `life` seconds in the mean, often at once. It rests after `most` kills: on a machine so busy that a start
    takes longer than a life, nothing would ever be done."""

    processes: Sequence[Process]
    seed: int
    life: float
    most: float = math.inf
    # Is called when a process has been killed and not been started again.
    after_kill: Callable[[Process], None] = lambda _: None
    deaths: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._dice = random.Random(self.seed)  # noqa: S311 - a run that can be repeated, no secret
        self._raging, self._over = threading.Event(), threading.Event()
        self._hand = threading.Thread(target=self._rage, name="killer", daemon=True)

    def __enter__(self) -> Self:
        for process in self.processes:
            process.start()
        self._hand.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._raging.set()
        self._hand.join()
        for process in self.processes:
            if process.running is not None:
                process.running.kill()
                process.running.wait()

    @property
    def kills(self) -> int:
        return sum(process.kills for process in self.processes)

    def rage(self, on: bool) -> None:
        """Begins or ends the killing."""
        if on:
            self._raging.set()
        else:
            self._raging.clear()

    def _rage(self) -> None:
        while self._raging.wait() and not self._over.wait(0.05):
            for process in self.processes:
                self._mind(process)

    def _mind(self, process: Process) -> None:
        now = time.monotonic()
        if process.died:
            self.deaths.append(f"{process.command} ended by itself; see {process.log}")
            process.start()
        elif process.dies_at is None and process.works:
            process.dies_at = now + self._dice.expovariate(1 / self.life)
        elif process.dies_at is not None and process.dies_at < now and self.kills < self.most:
            process.kill()
            self.after_kill(process)
            process.start()
