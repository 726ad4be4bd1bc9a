"""Installs the peers: `python -m bench.peers.setup [FOLDER]`, by default ~/.cache/malvakten-bench.

Each gets a virtual environment of its own from PyPI, outside this tree. opsdroid 0.31 needs four packages that it does
not declare, and a setuptools that still has pkg_resources.
"""

import subprocess
import sys
import venv
from pathlib import Path

DEFAULT = Path("~/.cache/malvakten-bench")
PEERS = {
    "opsdroid": ("setuptools<81", "opsdroid==0.31.0", "slack_sdk", "emoji", "certifi", "arrow"),
    "errbot": ("setuptools<81", "errbot==6.2.1", "errbot-backend-slackv3==0.3.2"),
}


def python_of(folder: Path, name: str) -> Path:
    return folder / name / "bin" / "python"


def missing(folder: Path) -> list[str]:
    """The peers that have not been set up."""
    return [name for name in PEERS if not (folder / name / "ready").exists()]


def set_up(folder: Path) -> None:
    """Installs the peers that are missing. Raises CalledProcessError when a package cannot be installed."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in missing(folder):
        print(f"{name}: {', '.join(PEERS[name])}")
        venv.create(folder / name, with_pip=True)
        pip = [str(python_of(folder, name)), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, *PEERS[name]], check=True)
        (folder / name / "ready").touch()
    print(f"The peers are in {folder}.")


if __name__ == "__main__":
    set_up(Path(sys.argv[1] if len(sys.argv) > 1 else DEFAULT).expanduser())
