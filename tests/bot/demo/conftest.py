"""A stage of its own for each test, and the page served by the real server."""

import http.client
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import pytest

from bot.demo.program import build_demo
from bot.demo.stage import Stage
from tests.bot.demo.served import served
from tests.harness import ticking
from tests.until import PATIENCE_SECONDS, until

OWNER = "agare.folkhalsa@example.se"


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    built = build_demo(tmp_path, source=ticking())
    yield built
    built.close()


@dataclass
class Answer:
    status: int
    body: bytes
    headers: dict[str, str]

    @property
    def text(self) -> str:
        return self.body.decode()


class Visitor:
    """Somebody with the page open."""

    def __init__(self, stage: Stage, port: int) -> None:
        self.stage = stage
        self.port = port

    def ask(self, method: str, path: str, body: str | None = None, **headers: str) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_SECONDS)
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body, given)
        response = connection.getresponse()
        answer = Answer(response.status, response.read(), {k.lower(): v for k, v in response.getheaders()})
        connection.close()
        return answer

    def get(self, path: str, **headers: str) -> Answer:
        return self.ask("GET", path, **headers)

    def post(self, path: str, **fields: str) -> Answer:
        data = {"reader": OWNER, "where": "messages", "key": uuid4().hex, **fields}
        return self.ask("POST", path, urlencode(data), content_type="application/x-www-form-urlencoded")

    def let_time_pass(self) -> None:
        """Twice as long as a message rests between two rewritings, and all that is due is done: one may have been under
        way, and the next one comes only as long after it."""
        for _ in range(2):
            later = self.stage.clock() + timedelta(seconds=6)
            assert self.post("/demo/clock", to=later.isoformat()).status == 200

    def state(self, reader: str = OWNER) -> dict[str, Any]:
        import json

        state: dict[str, Any] = json.loads(self.get(f"/demo/state?{urlencode({'reader': reader})}").body)
        return state

    def sees(self, words: str, part: str = "messages", reader: str = OWNER) -> bool:
        """Waits until the words stand in a part of the page."""
        return until(lambda: words in self.state(reader)[part])


@pytest.fixture
def visitor(tmp_path: Path) -> Iterator[Visitor]:
    with served(tmp_path) as (built, port):
        yield Visitor(built, port)
