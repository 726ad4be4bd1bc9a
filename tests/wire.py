"""The wire between the program and PostgreSQL: it counts journeys, and can be cut at a word."""

import contextlib
import selectors
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from sqlalchemy import URL

from models.database import parse_url


@dataclass
class Wire:
    """`journeys` counts how often something was sent after an answer had come. The wire is cut once, when `cut_at` is
    sent: before the server has it, or, when `arrives`, before its answer gets back."""

    url: str
    journeys: int = 0
    cut_at: bytes = b""
    arrives: bool = False
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def carry(self, client: socket.socket, server: socket.socket) -> None:
        """Until one of the two hangs up."""
        waits = selectors.DefaultSelector()
        waits.register(client, selectors.EVENT_READ, server)
        waits.register(server, selectors.EVENT_READ, client)
        answered, is_doomed = True, False
        with client, server, contextlib.suppress(OSError):
            while True:
                for key, _ in waits.select():
                    source, target = key.fileobj, key.data
                    assert isinstance(source, socket.socket)
                    sent = source.recv(1 << 20)
                    if not sent:
                        return
                    with self._lock:
                        self.journeys += source is client and answered
                        answered = source is server
                        if self.cut_at and source is client and self.cut_at in sent:
                            self.cut_at = b""
                            if not self.arrives:
                                return
                            is_doomed = True
                        if source is server and is_doomed:
                            return
                    target.sendall(sent)


@contextmanager
def wire(url: str) -> Iterator[Wire]:
    """A wire to the database, whose `url` is the one to connect to."""
    behind = parse_url(url)
    path = f"{_host(behind)}/.s.PGSQL.{behind.port or 5432}"
    with socket.create_server(("127.0.0.1", 0)) as door:
        port = door.getsockname()[1]
        front = behind.set(host="127.0.0.1", port=port, query={}).render_as_string(hide_password=False)
        made = Wire(front)

        def serve() -> None:
            with contextlib.suppress(OSError):
                while True:
                    client, _ = door.accept()
                    server = socket.socket(socket.AF_UNIX)
                    server.connect(path)
                    threading.Thread(target=made.carry, args=(client, server), daemon=True).start()

        threading.Thread(target=serve, daemon=True).start()
        yield made


def _host(url: URL) -> str:
    found = url.query.get("host", url.host)
    assert isinstance(found, str)
    return found
