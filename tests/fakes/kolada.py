"""Kolada's API v3, played by a real server on this machine from answers in tests/data/kolada."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

ANSWERS = Path(__file__).parents[1] / "data" / "kolada" / "answers.json"


class FakeKolada:
    """`answers` are by path and query and may be changed; `next_faults` are what the next requests get instead: a
    status, or how many bytes of the answer come. `asked` is every request."""

    def __init__(self, base: str) -> None:
        self.base, self.asked = base, list[str]()
        self.answers: dict[str, Any] = json.loads(ANSWERS.read_text("utf-8").replace("{base}", base))
        self.next_faults: list[int] = []
        self.at_once, self.most_at_once = 0, 0
        self.lock = threading.Lock()

    def change(self, path: str, old: str, new: str) -> None:
        """Replaces some of an answer, as written in JSON."""
        text = json.dumps(self.answers[path], ensure_ascii=False)
        assert old in text
        self.answers[path] = json.loads(text.replace(old, new))


@contextmanager
def fake_kolada() -> Iterator[FakeKolada]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.kolada = fake = FakeKolada(f"http://127.0.0.1:{server.server_port}/v3")  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield fake
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        fake: FakeKolada = self.server.kolada  # type: ignore[attr-defined]
        with fake.lock:
            fake.at_once += 1
            fake.most_at_once = max(fake.most_at_once, fake.at_once)
        self._answer(fake)

    def _answer(self, fake: FakeKolada) -> None:
        path = self.path.removeprefix("/v3")
        fake.asked.append(path)
        fault = fake.next_faults.pop(0) if fake.next_faults else 200
        answer = fake.answers.get(path)
        body = json.dumps(answer if answer is not None else {"detail": "Not Found"}, ensure_ascii=False).encode()
        status = 404 if answer is None else 200
        if fault >= 300:
            status, body = fault, b'{"detail": "Internal Server Error"}'
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        with fake.lock:
            # Before its last byte: whoever has that may ask for the next.
            fake.at_once -= 1
        self.wfile.write(body[:fault] if fault < 200 else body)

    def log_message(self, *args: object) -> None:
        """Says nothing: the tests read `asked`."""
