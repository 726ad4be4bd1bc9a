"""Server processes for benchmarks: started, pinned to a core, measured, stopped."""

import contextlib
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).parent.parent
SAMPLES = ROOT / "samples" / "vastmanland-2022"
TICKS = os.sysconf("SC_CLK_TCK")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextlib.contextmanager
def server(
    arguments: list[str], port: int, env: dict[str, str] | None = None, core: int | None = 0, path: str = "/"
) -> Iterator[subprocess.Popen[bytes]]:
    """Runs `python ARGUMENTS` on a core while the block runs; waits until the port answers."""
    process = subprocess.Popen(
        [sys.executable, *arguments], cwd=ROOT, env={**os.environ, **(env or {})}, stderr=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )  # fmt: skip
    if core is not None and hasattr(os, "sched_setaffinity") and len(os.sched_getaffinity(0)) > 1:
        os.sched_setaffinity(process.pid, {sorted(os.sched_getaffinity(0))[core]})
    try:
        wait_until_up(port, path)
        yield process
    finally:
        process.terminate()
        process.wait(20)


def wait_until_up(port: int, path: str = "/", seconds: float = 120) -> float:
    """Waits until the path answers 200 (for `/`, anything); returns the seconds. Raises TimeoutError."""
    start = time.perf_counter()
    while time.perf_counter() - start < seconds:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=2):
                return time.perf_counter() - start
        except urllib.error.HTTPError:
            if path == "/":
                return time.perf_counter() - start
        except OSError:
            pass
        time.sleep(0.02)
    raise TimeoutError(f"nothing answers at port {port}")


def cpu_seconds(pid: int) -> float:
    """A process's CPU time so far, user and system."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rsplit(") ", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def resident_mb(pid: int) -> float:
    """Resident memory in MB."""
    pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def malvakten_env(folder: Path, port: int, stub_port: int, url: str = "") -> dict[str, str]:
    """The environment variables of a program to be measured; without a URL it gets an SQLite file in the folder."""
    return {
        "DATABASE_URL": url or f"sqlite:///{folder}/bench.db", "PORT": str(port), "SLACK_BOT_TOKEN": "xoxb-bench",
        "SLACK_SIGNING_SECRET": "bench-signing-secret", "SLACK_API_URL": f"http://127.0.0.1:{stub_port}/api/",
        "SLACK_MANAGEMENT_CHANNEL": "C0BENCH", "MALVAKTEN_WHEEL": "off", "MALVAKTEN_LOG_LEVEL": "error",
        "SLACK_PER_MINUTE": "100000", "SLACK_PER_CHANNEL_SECONDS": "0", "MALVAKTEN_SECRET_KEY": "bench-only",
    }  # fmt: skip


def run(env: dict[str, str], *arguments: str) -> None:
    """Runs a `malvakten` command to its end. Raises CalledProcessError."""
    subprocess.run(
        [sys.executable, "-m", "bot.cli.main", *arguments], cwd=ROOT, env={**os.environ, **env}, check=True,
        stdout=subprocess.DEVNULL,
    )  # fmt: skip


def prepare(env: dict[str, str], round_name: str = "Halvår") -> None:
    """Fills the program's database with the real plan, the sample people and a round that opens at once. The round is a
    rehearsal (`models.rules.courtesy`), so that its prompts are sent at any hour."""
    deadline = datetime.now(UTC) + timedelta(hours=20)
    run(env, "db", "upgrade")
    run(env, "plan", "import", str(SAMPLES / "activities.json"), "--year", "2022")
    run(env, "people", "import", str(SAMPLES / "people.csv"))
    run(env, "round", "create", round_name, "--from", "2022-01-01", "--to", "2022-06-30", "--opens-at",
        "2026-01-01T08:00", "--deadline", deadline.isoformat(timespec="seconds"))  # fmt: skip
