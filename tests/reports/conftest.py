from collections.abc import Iterator
from pathlib import Path

import pytest

from models.storage.database import Database
from tests.imports.support import new_database


@pytest.fixture
def database(database_url: str, tmp_path: Path) -> Iterator[Database]:
    opened = new_database(tmp_path) if database_url.startswith("sqlite") else Database(database_url)
    yield opened
    opened.close()
