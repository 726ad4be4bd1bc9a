"""`status` and a text answer, committed before the ack, against a bare hello-world on the same kind of server."""

import contextlib
import itertools
import json
import subprocess
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from bench.load import command, load
from bench.postgres import postgresql
from bench.processes import SAMPLES, cpu_seconds, free_port, malvakten_env, prepare, server
from bench.table import Line, Run, Sample, against, at_least, at_most, interleaved, not_measured
from imports.people.file import read_people

GOALS = ("hållbar utveckling", "digital", "välmående", "tillgängligt", "nyskapande")
FLOOR_PROOF = b"hello"
STATUS_PROOF = b"gr\\u00f6nt"
ANSWER_PROOF = b"Tack, ditt svar"
Process = subprocess.Popen[bytes]


def status_requests(count: int) -> list[bytes]:
    return [command(i, "/malstatus", GOALS[i % 5], "UAGFOLK01") for i in range(count)]


def owned_rows() -> list[tuple[int, str]]:
    """Every row of the real plan that has an owner, with the account of one of them."""
    people = [p for p in read_people(SAMPLES / "people.csv").rows if "owner" in p.roles]
    rows = []
    for row in json.loads((SAMPLES / "activities.json").read_text(encoding="utf-8")):
        number, units = row["order"], set(row["units"])
        owners = [p for p in people if units & set(p.units) and (not p.activities or number in p.activities)]
        rows += [(number, str(owner.slack_user_id)) for owner in owners[:1]]
    return rows


_rows = itertools.cycle(owned_rows())


def answer_requests(count: int) -> list[bytes]:
    """Answers to one row after the other, each by its owner, as before a deadline."""
    return [
        command(i, "/rapportera", f"{row} grön Arbetet går enligt plan, steg {i}.", owner)
        for i, (row, owner) in enumerate(itertools.islice(_rows, count))
    ]


def requests(
    process: Process, port: int, build: Callable[[int], list[bytes]], count: int, concurrency: int, proof: bytes
) -> Sample:
    """One round: the requests per second, and the server's CPU time per request."""
    built = build(count)
    before = cpu_seconds(process.pid)
    measured = load(port, built, concurrency, proof)
    cpu = (cpu_seconds(process.pid) - before) / count * 1e6
    return Sample(measured.rate, cpu, measured.p50, measured.p99, measured.errors)


@contextlib.contextmanager
def floor(default: bool = False) -> Iterator[tuple[Process, int]]:
    """The bare hello-world, with Bolt's default settings or with `process_before_response`."""
    port = free_port()
    with server(["-m", "bench.floor", str(port), *(["--default"] if default else [])], port) as process:
        yield process, port


@contextlib.contextmanager
def bot(folder: Path, url: str = "", command_line: str = "run") -> Iterator[tuple[Process, int]]:
    """The whole program on a database with the real plan and an open round."""
    folder.mkdir(parents=True, exist_ok=True)
    port, stub_port = free_port(), free_port()
    env = malvakten_env(folder, port, stub_port, url)
    prepare(env)
    with (
        server(["-m", "bench.stub", str(stub_port)], stub_port, core=1),
        server(["-m", "bot.cli.main", command_line], port, env, path="/readyz") as process,
    ):
        time.sleep(2)  # the members are read, and the opening messages are sent
        yield process, port


def databases(run: Run) -> Iterator[tuple[str, str]]:
    """The names and URLs of the databases available here. SQLite's URL is empty: each benchmark makes its own file."""
    yield "SQLite FULL", ""
    with contextlib.ExitStack() as stack:
        try:
            url = stack.enter_context(postgresql())
        except RuntimeError as error:
            run.say(str(error))
            return
        yield "PostgreSQL", url


def lines(run: Run) -> list[Line]:
    """`status` (SQLite) and answers (both), 16 at a time."""
    table: list[Line] = []
    for name, url in databases(run):
        with floor() as (bare, bare_port), bot(run.folder / name.split()[0], url) as (process, port):
            contenders = {
                "floor": partial(requests, bare, bare_port, status_requests, 1500, 16, FLOOR_PROOF),
                "status": partial(requests, process, port, status_requests, 1500, 16, STATUS_PROOF),
                "answer": partial(requests, process, port, answer_requests, 800, 16, ANSWER_PROOF),
            }
            if url:
                del contenders["status"]
            series = interleaved(run, f"answers, {name}", contenders)
        if not url:
            table.append(against("status, 16 at a time, SQLite", series["status"], series["floor"], at_least(0.4)))
        table.append(
            against(f"answer, committed, 16 at a time, {name}", series["answer"], series["floor"],
                    at_least(0.1 if url else 0.12))
        )  # fmt: skip
    if len(table) == 2:
        table.append(not_measured("answer, committed, 16 at a time, PostgreSQL", at_least(0.1), "no PostgreSQL here"))
    return table


def ack_lines(run: Run) -> list[Line]:
    """The median time to the ack of an answer, one at a time, against Bolt's default settings."""

    def median(process: Process, port: int, build: Callable[[int], list[bytes]], proof: bytes) -> Sample:
        sample = requests(process, port, build, 150, 1, proof)
        return Sample(sample.p50 or 0.0, sample.cpu, None, sample.p99, sample.errors)

    table = []
    for name, url in databases(run):
        with floor(default=True) as (bare, bare_port), bot(run.folder / name.split()[0], url) as (process, port):
            series = interleaved(run, f"ack, {name}", {
                "floor": partial(median, bare, bare_port, status_requests, FLOOR_PROOF),
                "answer": partial(median, process, port, answer_requests, ANSWER_PROOF),
            })  # fmt: skip
        what = f"ack p50 of an answer, one at a time, {name}"
        table.append(against(what, series["answer"], series["floor"], at_most(0.5), " ms"))
    return table
