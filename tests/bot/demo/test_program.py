"""The command's own manners."""

import socket
from pathlib import Path

import pytest

from bot.demo.program import serve


def test_a_port_that_is_taken_is_said_in_a_sentence(capfd: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert serve(port, tmp_path) == 1
    said = capfd.readouterr()
    assert f"Port {port} is taken" in said.err
    assert said.out == ""
