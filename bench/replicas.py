"""Two `malvakten web` processes on the machine's two cores against one; the load is split over their two ports.

Both are on one SQLite file, which is only read: the question is a steady one (`status`), answered from memory as long
as nothing has changed, so the figure is that of the web side without the database. The load generator shares the
cores, so it sends sixteen requests at a time on each connection and looks at the answers now and then: one at a time it
takes a fifth of what it asks for, and two servers would have nine tenths of the cores at most.
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

        def some(count: int) -> Sample:
            built = status_requests(REQUESTS)
            pids = [process.pid for process in (first, second)][:count]
            before = sum(cpu_seconds(pid) for pid in pids)
            found = flood(ports[:count], built, CONNECTIONS, DEPTH, STATUS_PROOF)
            spent = (sum(cpu_seconds(pid) for pid in pids) - before) / REQUESTS * 1e6
            return Sample(found.rate, spent, found.p50, found.p99, found.errors)

        series = interleaved(run, "replicas", {"one": lambda: some(1), "two": lambda: some(2)})
    return [against(_WHAT, series["two"], series["one"], at_least(1.7))]
