"""A benchmark's result, how rounds are interleaved, and how the table is printed."""

import statistics
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Sample:
    """One round of one contender. `figure` is what is compared: requests a second, milliseconds or MB. `cpu` is its CPU
    time per request in µs; `p50` and `p99` are in milliseconds."""

    figure: float
    cpu: float | None = None
    p50: float | None = None
    p99: float | None = None
    errors: int = 0


@dataclass(frozen=True)
class Line:
    """One line of the table: what was measured, the value, the limit, whether the limit is kept (None: not measured),
    and the figures behind the value."""

    what: str
    value: str
    limit: str
    kept: bool | None
    figures: str


@dataclass(frozen=True)
class Run:
    """A benchmark's arguments: how many rounds count, a folder of its own, a function that reports progress, and the
    folder in which the peers are set up."""

    rounds: int
    folder: Path
    say: Callable[[str], None] = field(default=lambda text: print(text, file=sys.stderr, flush=True))
    peers: Path = Path("~/.cache/malvakten-bench")


Contender = Callable[[], Sample]


def interleaved(run: Run, what: str, contenders: Mapping[str, Contender]) -> dict[str, list[Sample]]:
    """The samples of each contender, measured once a round in turn; the first round is a warm-up and does not count."""
    samples: dict[str, list[Sample]] = {name: [] for name in contenders}
    for number in range(run.rounds + 1):
        for name, contender in contenders.items():
            sample = contender()
            if number:
                samples[name].append(sample)
        run.say(f"{what}: {number or 'warm-up'} of {run.rounds}")
    return samples


@dataclass(frozen=True)
class Limit:
    """At least, or at most, this many times the floor."""

    times: float
    is_least: bool = True

    def __str__(self) -> str:
        return f"{'≥' if self.is_least else '≤'} {self.times:g}×"

    def kept_by(self, ratio: float) -> bool:
        """Whether a ratio to the floor keeps the limit."""
        return ratio >= self.times if self.is_least else ratio <= self.times


def at_least(times: float) -> Limit:
    return Limit(times)


def at_most(times: float) -> Limit:
    return Limit(times, is_least=False)


def against(what: str, mine: Sequence[Sample], floor: Sequence[Sample], limit: Limit, unit: str = "/s") -> Line:
    """A line with the median of the rounds' ratios, the lowest and the highest; kept only if there were no errors."""
    ratios = sorted(ours.figure / bare.figure for ours, bare in zip(mine, floor, strict=True))
    ratio = statistics.median(ratios)
    errors = sum(sample.errors for sample in (*mine, *floor))
    figures = f"{in_words(mine, unit)}; floor {in_words(floor, unit)}; errors {errors}"
    value = f"{ratio:.2f}× ({ratios[0]:.2f}..{ratios[-1]:.2f})"
    return Line(what, value, str(limit), limit.kept_by(ratio) and errors == 0, figures)


def in_words(samples: Sequence[Sample], unit: str) -> str:
    """A contender's medians, and its lowest and highest figure."""
    figures = sorted(sample.figure for sample in samples)
    digits = 0 if figures[0] >= 100 else 2
    words = [f"{statistics.median(figures):.{digits}f}{unit} ({figures[0]:.{digits}f}..{figures[-1]:.{digits}f})"]
    for name, unit_of in (("p50", "ms"), ("p99", "ms"), ("cpu", "µs CPU")):
        values = [value for sample in samples if (value := getattr(sample, name)) is not None]
        if values:
            words.append(f"{'' if name == 'cpu' else name + ' '}{statistics.median(values):.1f} {unit_of}")
    return ", ".join(words)


def not_measured(what: str, limit: Limit, why: str) -> Line:
    return Line(what, "-", str(limit), None, why)


def print_table(lines: Sequence[Line]) -> None:
    """Prints the lines in columns."""
    widths = [max((len(getattr(line, name)) for line in lines), default=0) for name in ("what", "value", "limit")]
    for line in lines:
        mark = {True: "kept  ", False: "MISSED", None: "-     "}[line.kept]
        print(f"{mark}  {line.what:{widths[0]}}  {line.value:>{widths[1]}}  {line.limit:{widths[2]}}  {line.figures}")
