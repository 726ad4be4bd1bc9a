"""A stage of its own for each test, and the page served by the real server."""

import http.client
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import pytest

from bot.demo.program import build_demo
from bot.demo.stage import Stage
from tests.bot.demo.served import served

OWNER = "agare.folkhalsa@example.se"


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    built = build_demo(tmp_path)
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
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
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

    def state(self, reader: str = OWNER) -> dict[str, Any]:
        import json

        state: dict[str, Any] = json.loads(self.get(f"/demo/state?{urlencode({'reader': reader})}").body)
        return state

    def sees(self, words: str, part: str = "messages", reader: str = OWNER) -> bool:
        """Whether the words come to stand in a part of the page within some seconds."""
        end = time.monotonic() + 60
        while words not in self.state(reader)[part]:
            if time.monotonic() > end:
                return False
            time.sleep(0.05)
        return True


@pytest.fixture
def visitor(tmp_path: Path) -> Iterator[Visitor]:
    with served(tmp_path) as (built, port):
        yield Visitor(built, port)
