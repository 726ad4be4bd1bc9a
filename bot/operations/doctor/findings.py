"""What the checks of `malvakten doctor` find, and how it is printed."""

from dataclasses import asdict, dataclass
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text


@dataclass(frozen=True)
class Finding:
    """The result of one check: whether it passed, what was checked, and a sentence or two for the operator."""

    fine: bool
    what: str
    words: str

    def as_data(self) -> dict[str, Any]:
        """The finding as a JSON object."""
        return asdict(self)


def print_findings(findings: list[Finding]) -> None:
    """Prints a line for each: a sign and a word, so that colour alone never carries the meaning."""
    table = Table.grid(padding=(0, 2))
    for finding in findings:
        mark = Text("✔ ok", "green") if finding.fine else Text("✘ wrong", "bold red")
        table.add_row(mark, Text(finding.what), Text(finding.words))
    console = Console(highlight=False)
    console.print(table)
    wrong = sum(not finding.fine for finding in findings)
    console.print(Text("Nothing is wrong." if not wrong else f"To put right: {wrong} of {len(findings)}."))
