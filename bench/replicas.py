"""Two `malvakten web` processes on the machine's two cores against one; the load is split over their two ports.

Both read one SQLite file. The request is always the same (`status`) and is answered from the cache, so the web side is
measured without the database. The load generator shares the cores with the servers, so it sends sixteen requests at a
time on each connection and reads the answers at intervals: sending one at a time it would use a fifth as much CPU as
the servers, and two servers could get nine tenths of the cores at most.
"""

import os

from bench.answers import STATUS_PROOF, status_requests
from bench.load import flood
from bench.processes import cpu_seconds, free_port, malvakten_env, prepare, server
from bench.table import Line, Run, Sample, against, at_least, interleaved, not_measured

REQUESTS = 8000
CONNECTIONS, DEPTH = 16, 16
_WHAT = "two web processes on two cores, no database"


def lines(run: Run) -> list[Line]:
    if len(os.sched_getaffinity(0)) < 2:
        return [not_measured(_WHAT, at_least(1.7), "one core here")]
    ports, stub_port = [free_port(), free_port()], free_port()
    env = malvakten_env(run.folder, ports[0], stub_port)
    prepare(env)
    web = ["-m", "bot.cli.main", "web"]
    with (
        server(["-m", "bench.stub", str(stub_port)], stub_port, core=1),
        server(web, ports[0], env, core=None, path="/readyz") as first,
        server(web, ports[1], {**env, "PORT": str(ports[1])}, core=None, path="/readyz") as second,
    ):

        def with_servers(count: int) -> Sample:
            built = status_requests(REQUESTS)
            pids = [process.pid for process in (first, second)][:count]
            before = sum(cpu_seconds(pid) for pid in pids)
            measured = flood(ports[:count], built, CONNECTIONS, DEPTH, STATUS_PROOF)
            cpu = (sum(cpu_seconds(pid) for pid in pids) - before) / REQUESTS * 1e6
            return Sample(measured.rate, cpu, measured.p50, measured.p99, measured.errors)

        series = interleaved(run, "replicas", {"one": lambda: with_servers(1), "two": lambda: with_servers(2)})
    return [against(_WHAT, series["two"], series["one"], at_least(1.7))]
