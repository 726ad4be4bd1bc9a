"""Starts each bot on the stub: its settings, its environment, the path of its events and the text of its commands."""

import contextlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.load import SECRET
from bench.peers.lookup import AREAS, make
from bench.peers.setup import python_of
from bench.processes import ROOT, free_port, malvakten_env, prepare, wait_until_up

HERE = Path(__file__).parent
GOALS = ("hållbar utveckling", "digital", "välmående", "tillgängligt", "nyskapande")


@dataclass(frozen=True)
class Bot:
    """A running bot."""

    name: str
    pid: int
    port: int
    path: str

    def words(self, number: int) -> str:
        """The text of a command; consecutive ones ask about different areas."""
        if self.name == "malvakten":
            return f"status {GOALS[number % len(GOALS)]}"
        return f"!status area-{number % AREAS} req={number}"


def _opsdroid(folder: Path, port: int) -> list[str]:
    config = {
        "logging": {"level": "error", "console": False},
        "welcome-message": False,
        "web": {"host": "127.0.0.1", "port": port},
        "module-path": str(folder / "modules"),
        "parsers": {"regex": {"enabled": True}},
        "connectors": {"slack": {"bot-token": "xoxb-bench", "socket-mode": False}},
        "skills": {"status": {"path": str(HERE / "opsdroid_skill.py")}},
    }
    file = folder / "configuration.yaml"
    file.write_text(json.dumps(config), encoding="utf-8")  # JSON is YAML
    return ["opsdroid", "start", "-f", str(file)]


_ERRBOT = """
import logging, sys
from pathlib import Path
import slackv3
BACKEND = "SlackV3"
BOT_EXTRA_BACKEND_DIR = str(Path(slackv3.__file__).parent)
BOT_DATA_DIR = {data!r}
BOT_EXTRA_PLUGIN_DIR = {plugins!r}
BOT_LOG_FILE, BOT_LOG_LEVEL = None, logging.ERROR
BOT_IDENTITY = {{"token": "xoxb-bench", "signing_secret": {secret!r}}}
BOT_ADMINS = ("U0ADMIN01",)
BOT_PREFIX = "!"
CORE_PLUGINS = ("Webserver",)
"""
_ERRBOT_PLUGIN = (
    "[Core]\nName = Status\nModule = errbot_status\n[Python]\nVersion = 3\n[Documentation]\nDescription = x\n"
)


def _errbot(folder: Path, port: int, python: Path, env: dict[str, str]) -> list[str]:
    plugins, data = folder / "plugins" / "status", folder / "data"
    plugins.mkdir(parents=True)
    data.mkdir()
    (plugins / "status.plug").write_text(_ERRBOT_PLUGIN, encoding="utf-8")
    (plugins / "errbot_status.py").write_bytes((HERE / "errbot_status.py").read_bytes())
    config = folder / "config.py"
    filled = _ERRBOT.format(data=str(data), plugins=str(plugins.parent), secret=SECRET)
    config.write_text(filled, encoding="utf-8")
    # Its web server is off until it has been configured in the bot's own store.
    web = {"configs": {"Webserver": {"HOST": "127.0.0.1", "PORT": port, "SSL": None}}}
    store = [str(python), str(HERE / "patched.py"), "errbot", "-c", str(config), "--storage-set", "core"]
    subprocess.run(store, input=repr(web).encode(), env={**os.environ, **env}, check=True, capture_output=True)
    return ["errbot", "-c", str(config)]


@contextlib.contextmanager
def running(name: str, folder: Path, peers: Path, slack_port: int) -> Iterator[Bot]:
    """Starts a bot on core 0 and stops it."""
    folder.mkdir(parents=True)
    port = free_port()
    if name == "malvakten":
        env = malvakten_env(folder, port, slack_port)
        prepare(env)
        command = [sys.executable, "-m", "bot.cli.main", "run"]
        path, ready = "/slack/events", "/readyz"
    else:
        make(folder / "areas.db")
        env = {"BENCH_DATABASE": str(folder / "areas.db"), "BENCH_SLACK": f"http://127.0.0.1:{slack_port}/api/",
               "BENCH_PEERS": str(HERE), "HOME": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}  # fmt: skip
        python = python_of(peers, name)
        arguments = _opsdroid(folder, port) if name == "opsdroid" else _errbot(folder, port, python, env)
        command = [str(python), str(HERE / "patched.py"), *arguments]
        path, ready = "/connector/slack" if name == "opsdroid" else "/slack/events", "/"
    with (folder / "out.log").open("wb") as log:
        process = subprocess.Popen(
            command, cwd=ROOT if name == "malvakten" else folder, env={**os.environ, **env}, stdin=subprocess.DEVNULL,
            stdout=log, stderr=log,
        )  # fmt: skip
    cores = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(process.pid, cores[:1])
    try:
        wait_until_up(port, ready, 60)
        time.sleep(2)
        yield Bot(name, process.pid, port, path)
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
