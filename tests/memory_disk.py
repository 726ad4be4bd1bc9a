"""The tests' files in memory: nothing of a test has to survive a power cut, and a thousand of them copy a database."""

import os
import shutil
import tempfile
from pathlib import Path

_SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 - Linux' own disk in memory
# A whole run holds half a gigabyte at most. A container often has 64 MB there, which is no room for a database server.
_ROOM_BYTES = 4 * 1024**3


def keep_files_in_memory() -> None:
    """From now on, for this process and those it starts; where there is no room in memory, on the disk as usual."""
    if os.access(_SHARED_MEMORY, os.W_OK) and shutil.disk_usage(_SHARED_MEMORY).free > _ROOM_BYTES:
        tempfile.tempdir = os.environ["TMPDIR"] = str(_SHARED_MEMORY)
