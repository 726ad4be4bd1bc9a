"""The sender as a line of the table (`bench.sender` measures it)."""

from bench.sender import IN_FLIGHT, LATENCY, measure
from bench.table import Line, Run, Sample, against, at_least


def lines(run: Run) -> list[Line]:
    """Against what the latency allows; beside it what bare aiohttp reaches with the same stub in the same rounds."""
    found = measure(run.rounds)
    limit = IN_FLIGHT / LATENCY
    mine = [Sample(rate, spent * 1e6) for rate, spent, _ in found["all"]]
    line = against(
        f"sender, {LATENCY * 1e3:.0f} ms latency, {IN_FLIGHT} in flight",
        mine,
        [Sample(limit)] * len(mine),
        at_least(0.85),
    )
    bare = f"; bare aiohttp {found['floor']:.0f}/s"
    return [Line(line.what, line.value, line.limit, line.kept, line.figures + bare)]
