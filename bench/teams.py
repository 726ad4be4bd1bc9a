"""Microsoft Teams: a signed message against a hello-world on the same server, and what Teams costs those who have it
beside Slack."""

import contextlib
import json
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bench.answers import ANSWER_PROOF, GOALS, STATUS_PROOF, Process, answer_requests, requests, status_requests
from bench.processes import SAMPLES, free_port, malvakten_env, prepare, resident_mb, server
from bench.table import Line, Run, against, at_least, interleaved
from imports.people.file import read_people
from tests.fakes.teams import CLIENT_ID, SECRET, TENANT, activities, signing
from tests.fakes.teams.tenant import Person, Tenant

MOST_MORE_MB = 60
READY_SECONDS = 5


@dataclass(frozen=True)
class Stub:
    """A running stub of Teams, and who writes to the bot."""

    port: int
    person: Person

    @property
    def service_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/emea/"

    @property
    def environment(self) -> dict[str, str]:
        url = f"http://127.0.0.1:{self.port}"
        return {
            "TEAMS_CLIENT_ID": CLIENT_ID, "TEAMS_CLIENT_SECRET": SECRET, "TEAMS_TENANT_ID": TENANT,
            "TEAMS_OPENID_METADATA_URL": f"{url}/metadata", "TEAMS_AUTHORITY_URL": url,
            "TEAMS_SERVICE_URLS": f"127.0.0.1:{self.port}",
        }  # fmt: skip

    def messages(self, count: int) -> list[bytes]:
        """`status` of a goal, each an activity of its own with a real signature; one token lasts an hour in Teams."""
        token = signing.token("first", CLIENT_ID, self.service_url)
        mark = time.time_ns()
        return [self._message(f"{mark}{n}", f"status {GOALS[n % len(GOALS)]}", token) for n in range(count)]

    def _message(self, id_: str, words: str, token: str) -> bytes:
        said = {**activities.message(Tenant(), self.service_url, self.person, words), "id": id_}
        body = json.dumps(said).encode()
        head = (
            "POST /teams/messages HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
            f"Authorization: Bearer {token}\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body


@contextlib.contextmanager
def stub(folder: Path) -> Iterator[Stub]:
    keys, port = folder / "keys.json", free_port()
    keys.write_text(json.dumps({"keys": [signing.public_key("first", ["msteams"])]}), encoding="utf-8")
    row = next(each for each in read_people(SAMPLES / "people.csv").rows if each.teams_aad_object_id)
    with server(["-m", "bench.teams_stub", str(port), str(keys)], port, core=1):
        yield Stub(port, Person(str(row.teams_aad_object_id), row.email, row.name))


@contextlib.contextmanager
def program(folder: Path, teams: Stub, command: str, with_teams: bool = True) -> Iterator[tuple[Process, int, float]]:
    """The whole program with Slack on, with or without Teams; also the seconds until it was ready."""
    folder.mkdir(parents=True)
    port, slack = free_port(), free_port()
    env = {**malvakten_env(folder, port, slack), **(teams.environment if with_teams else {})}
    prepare(env)
    with server(["-m", "bench.stub", str(slack)], slack, core=1):
        start = time.perf_counter()
        with server(["-m", "bot.cli.main", command], port, env, path="/readyz") as process:
            seconds = time.perf_counter() - start
            time.sleep(2)  # the members are read, and the opening messages are sent
            yield process, port, seconds


def lines(run: Run) -> list[Line]:
    """The entrance, Slack's figures beside Teams, memory and the time until ready."""
    with stub(run.folder) as teams:
        return [_entrance(run, teams), *_beside_slack(run, teams), *_cost(run, teams)]


def _entrance(run: Run, teams: Stub) -> Line:
    """Ours is committed before the 200, with its reply in the outbox; the floor's reply is a call."""
    bare_port = free_port()
    floor = ["-m", "bench.teams_floor", str(bare_port), str(teams.port), CLIENT_ID, TENANT]
    with (
        server(floor, bare_port) as bare,
        program(run.folder / "entrance", teams, "web") as (process, port, _),
    ):
        series = interleaved(run, "teams, status", {
            "floor": partial(requests, bare, bare_port, teams.messages, 800, 16, b"200"),
            "status": partial(requests, process, port, teams.messages, 800, 16, b"200"),
        })  # fmt: skip
    return against("Teams: status of a goal, 16 at a time", series["status"], series["floor"], at_least(0.5))


def _beside_slack(run: Run, teams: Stub) -> list[Line]:
    with (
        program(run.folder / "alone", teams, "run", with_teams=False) as (alone, alone_port, _),
        program(run.folder / "beside", teams, "run") as (beside, beside_port, _),
    ):
        series = interleaved(run, "slack beside teams", {
            "alone": partial(requests, alone, alone_port, status_requests, 1000, 16, STATUS_PROOF),
            "beside": partial(requests, beside, beside_port, status_requests, 1000, 16, STATUS_PROOF),
            "answer alone": partial(requests, alone, alone_port, answer_requests, 500, 16, ANSWER_PROOF),
            "answer beside": partial(requests, beside, beside_port, answer_requests, 500, 16, ANSWER_PROOF),
        })  # fmt: skip
    what = "with Teams on against without, 16 at a time"
    return [
        against(f"Slack: status {what}", series["beside"], series["alone"], at_least(0.95)),
        against(f"Slack: answer {what}", series["answer beside"], series["answer alone"], at_least(0.95)),
    ]


def _cost(run: Run, teams: Stub) -> list[Line]:
    """After the same commands in Slack, and with Teams on as many messages there."""
    without: list[float] = []
    with_: list[float] = []
    ready: list[float] = []
    for number in range(run.rounds):
        for is_on, sizes in ((False, without), (True, with_)):
            folder = run.folder / f"cost-{number}-{is_on}"
            with program(folder, teams, "run", with_teams=is_on) as (process, port, seconds):
                requests(process, port, status_requests, 200, 16, STATUS_PROOF)
                if is_on:
                    ready.append(seconds)
                    requests(process, port, teams.messages, 200, 16, b"200")
                sizes.append(resident_mb(process.pid))
        run.say(f"teams, memory: {number + 1} of {run.rounds}")
    more = [on - off for on, off in zip(with_, without, strict=True)]
    median, seconds = statistics.median(more), statistics.median(ready)
    sizes_in_words = f"{statistics.median(with_):.0f} MB with, {statistics.median(without):.0f} MB without"
    return [
        Line("resident, more with Teams on", f"{median:.0f} MB", f"≤ {MOST_MORE_MB} MB", median <= MOST_MORE_MB,
             f"{sizes_in_words} ({min(more):.0f}..{max(more):.0f})"),
        Line("ready with both chats on", f"{seconds:.1f} s", f"≤ {READY_SECONDS} s", seconds <= READY_SECONDS,
             f"malvakten run, migrated SQLite, {min(ready):.1f}..{max(ready):.1f} s"),
    ]  # fmt: skip
