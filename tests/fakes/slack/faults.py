"""What can go wrong between a bot and Slack, on order."""

from __future__ import annotations

import random
import threading
from dataclasses import dataclass, field
from typing import Final

KINDS: Final = {
    "429",
    "ratelimited_200",
    "close_before",
    "close_after",
    "500_before",
    "500_after",
    "hang_after",
    "ghost",
    "html",
    "half_json",
    "error",
}
STORING: Final = {"close_after", "500_after", "hang_after", "half_json"}
_DEFAULT: Final = -1


@dataclass
class Fault:
    """One order: which calls it hits and what it does to them."""

    method: str
    kind: str
    times: int | None
    channel: str | None = None
    every: int | None = None
    probability: float | None = None
    retry_after: str = "1"
    error: str = "internal_error"
    delay: float = 1.0
    store: bool = False
    hits: int = 0
    seen: int = 0
    dice: random.Random = field(default_factory=random.Random, repr=False)

    def hit(self, method: str, channels: set[str]) -> bool:
        """Whether this call is the one; counts it if so."""
        if self.method not in {"*", method} or (self.channel and self.channel not in channels):
            return False
        if self.times is not None and self.hits >= self.times:
            return False
        self.seen += 1
        if self.every is not None and self.seen % self.every:
            return False
        if self.probability is not None and self.dice.random() >= self.probability:
            return False
        self.hits += 1
        return True


class Faults:
    """The faults in force; the first that matches a call is used."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._orders: list[Fault] = []

    def add(
        self,
        method: str = "chat.postMessage",
        kind: str = "500_before",
        times: int | None = _DEFAULT,
        channel: str | None = None,
        every: int | None = None,
        probability: float | None = None,
        seed: int = 0,
        retry_after: str | float = "1",
        error: str = "internal_error",
        delay: float = 1.0,
        store: bool | None = None,
    ) -> Fault:
        """Order a fault.

        ``method`` is a Web API method, ``response_url``, ``upload`` or ``*``. ``times=None`` is for ever;
        without it a fault comes once, or for ever if ``every`` (each n-th call) or ``probability`` is set.
        ``429`` sends ``retry_after`` as it is written (Slack may well send "0.5"). ``error`` answers
        ``ok: false`` with any code. ``ghost`` never answers and stores ``delay`` seconds of Slack's clock
        after the call: choose it above the client's time-out, or hold the clock and advance it. ``store`` says whether
        ``html``, ``half_json`` and ``error`` come after the call was carried out (``half_json`` does by default).
        """
        if kind not in KINDS:
            raise ValueError(f"unknown fault {kind!r}; known: {sorted(KINDS)}")
        if times == _DEFAULT:
            times = 1 if every is None and probability is None else None
        stored = kind in STORING if store is None else store
        fault = Fault(
            method, kind, times, channel, every, probability, str(retry_after), error, delay, stored,
            dice=random.Random(seed),  # noqa: S311  a repeatable test, no secret
        )  # fmt: skip
        with self._lock:
            self._orders.append(fault)
        return fault

    def clear(self) -> None:
        """Call off everything ordered."""
        with self._lock:
            self._orders.clear()

    def pick(self, method: str, channels: set[str]) -> Fault | None:
        """The fault for this call, if any."""
        with self._lock:
            return next((fault for fault in self._orders if fault.hit(method, channels)), None)


class Pace:
    """Token buckets: one per key, filled at a rate, holding a burst."""

    def __init__(self, per_second: float, burst: float) -> None:
        self.per_second = per_second
        self.burst = burst
        self._levels: dict[str, tuple[float, float]] = {}

    def wait(self, key: str, now: float) -> float:
        """0 if a call may pass (and it is counted), else the seconds until one may."""
        level, then = self._levels.get(key, (self.burst, now))
        level = min(self.burst, level + (now - then) * self.per_second)
        if level >= 1:
            self._levels[key] = (level - 1, now)
            return 0.0
        self._levels[key] = (level, now)
        return (1 - level) / self.per_second
