"""The closed list of what the audit tells: the code writes nothing else, and docs/audit.md has the same."""

import ast
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from models.operations.audit import record
from models.operations.changes import CHANGES
from models.storage.database import Database
from models.storage.schema import upgrade

ROOT = Path(__file__).parents[3]
ROOMS = ("actions", "bot", "handlers", "imports", "models", "scheduler")
# Made by other parts of the program that come after this list.
_KINDS = re.compile(r"[a-z]+\.[a-z_]+")


def _calls() -> Iterator[tuple[str, ast.expr]]:
    """Each call of `record`, where it is and what it gives as `what`."""
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "record":
                    yield f"{path.relative_to(ROOT)}:{node.lineno}", node.args[2]


def test_every_line_of_the_audit_is_of_the_closed_list() -> None:
    calls = list(_calls())
    assert len(calls) > 20
    literals = [
        (where, node.value)
        for where, what in calls
        for node in ast.walk(what)
        if isinstance(node, ast.Constant) and _KINDS.fullmatch(str(node.value))
    ]
    assert [(where, what) for where, what in literals if what not in CHANGES] == []


def test_another_kind_is_refused(tmp_path: Path) -> None:
    """Also one that is put together when the program runs."""
    database = Database(f"sqlite:///{tmp_path}/a.db")
    upgrade(database)
    with database.write() as session, pytest.raises(ValueError, match=re.escape("'round.gone' is not among the kinds")):
        record(session, datetime.now(UTC), "round.gone", "Halvår 2026")
    database.close()


def test_the_documents_have_the_same_list() -> None:
    lines = (ROOT / "docs" / "audit.md").read_text(encoding="utf-8").splitlines()
    told = {
        line.split("|")[1].strip(" `"): line.split("|")[2].strip() for line in lines if re.match(r"\| `\w+\.", line)
    }
    assert told == CHANGES
