"""Packages of npm that a test needs, installed once into a folder of the project that git ignores."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

CACHE = Path(__file__).parent.parent / ".cache" / "npm"


def installed(package: str, version: str) -> Path:
    """The package's folder. Skips the test, with the reason, where npm or its registry cannot be reached."""
    folder = CACHE / f"{package.replace('/', '+')}-{version}"
    if not folder.exists():
        _install(f"{package}@{version}", folder)
    return folder / "node_modules" / package


def _install(wanted: str, folder: Path) -> None:
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip(f"{wanted} is needed, and npm is not installed")
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as made:
        command = [npm, "install", "--prefix", made, "--ignore-scripts", "--no-audit", "--no-fund", wanted]
        try:
            done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=120)
        except subprocess.TimeoutExpired:
            pytest.skip(f"{wanted} is needed, and npm gave no answer")
        if done.returncode != 0:
            pytest.skip(f"{wanted} is needed, and npm could not install it: {done.stderr.strip()[-200:]}")
        target = Path(made)
        if not folder.exists():
            target.rename(folder)
            target.mkdir()  # what the block removes
    assert os.listdir(folder)
