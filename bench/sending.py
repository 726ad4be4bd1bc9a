"""The sender as a line of the table (`bench.sender` measures it)."""

from bench.sender import IN_FLIGHT, LATENCY, measure
from bench.table import Line, Run, Sample, against, at_least


def lines(run: Run) -> list[Line]:
    """Against the rate that the latency allows. The figures also have bare aiohttp's rate with the same stub, in the
    same rounds."""
    measured = measure(run.rounds)
    limit = IN_FLIGHT / LATENCY
    mine = [Sample(rate, spent * 1e6) for rate, spent, _ in measured["all"]]
    line = against(
        f"sender, {LATENCY * 1e3:.0f} ms latency, {IN_FLIGHT} in flight",
        mine,
        [Sample(limit)] * len(mine),
        at_least(0.85),
    )
    bare = f"; bare aiohttp {measured['floor']:.0f}/s"
    return [Line(line.what, line.value, line.limit, line.kept, line.figures + bare)]
