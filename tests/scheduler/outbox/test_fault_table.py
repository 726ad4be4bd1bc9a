"""docs/faults.md names a test for every fault, and each of them exists."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[3]


def test_every_fault_has_a_test_that_exists() -> None:
    rows = [
        line for line in (ROOT / "docs/faults.md").read_text(encoding="utf-8").splitlines() if line.startswith("| ")
    ]
    assert len(rows) > 15
    for row in rows:
        if row.startswith(("| fault |", "| kind |", "| --- |")):
            continue
        named = re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", row)
        assert named, row
        for path, name in named:
            source = (ROOT / path).read_text(encoding="utf-8")
            assert not name or f"def {name}(" in source, f"{path} has no {name}"
