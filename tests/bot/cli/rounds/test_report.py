"""`malvakten report` as typed: of a round, of a file, and what is said when it cannot be written."""

import fcntl
import json
import os
import re
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import docx
import pytest
from typer.testing import CliRunner, Result

from actions.rounds.life_cycle import publish_round
from bot.cli.commands import app
from models.storage.database import Database
from tests.reports.rounds import CLOSED, ROUND, lock, the_round, two_rounds
from tests.until import PATIENCE_SECONDS


class Desk:
    """The closed round, and what is typed about it, in a folder of its own."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.database, self.folder = database, folder

    def run(self, *words: str, url: str | None = None) -> Result:
        env = {"DATABASE_URL": url or str(self.database.url), "MALVAKTEN_LANGUAGE": "sv"}
        return CliRunner().invoke(app, ["report", *words], env=env)

    def said(self, *words: str) -> str:
        """What a refusal says."""
        result = self.run(*words)
        assert (result.exit_code, result.stdout) == (1, "")
        return result.stderr

    def written(self, form: str, *words: str, url: str | None = None) -> bytes:
        out = self.folder / f"ut.{form}"
        result = self.run(*words, "--format", form, "--out", str(out), url=url)
        assert result.exit_code == 0, result.output
        return out.read_bytes()


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with two_rounds(tmp_path_factory.mktemp("rounds")) as database:
        lock(database)
        yield Desk(database, tmp_path_factory.mktemp("out"))


@pytest.fixture(scope="module")
def snapshot(desk: Desk) -> Path:
    path = desk.folder / "låst.json"
    env = {"DATABASE_URL": str(desk.database.url)}
    assert CliRunner().invoke(app, ["snapshot", ROUND, "--out", str(path)], env=env).exit_code == 0
    return path


@pytest.mark.parametrize("form", ["json", "html", "pdf"])
def test_the_record_gives_the_same_bytes_without_a_database(desk: Desk, snapshot: Path, form: str) -> None:
    nowhere = f"sqlite:///{desk.folder}/none.db"
    of_file = desk.written(form, "--from-snapshot", str(snapshot), url=nowhere)
    assert of_file == desk.written(form, ROUND)
    assert not (desk.folder / "none.db").exists()


def test_json_goes_to_stdout_and_the_format_follows_the_file(desk: Desk) -> None:
    result = desk.run("HALVÅR 2022", "--format", "json")
    assert json.loads(result.stdout)["state"] == "locked"
    out = desk.folder / "fil.html"
    assert desk.run(ROUND, "--out", str(out), "--language", "en").exit_code == 0
    assert '<html lang="en">' in out.read_text(encoding="utf-8")


def test_what_cannot_be_meant_is_wrong_usage(desk: Desk, snapshot: Path) -> None:
    for words, why in (
        ((ROUND,), "--format"), (("--format", "json"), "round"), ((ROUND, "--format", "odt"), "odt"),
        ((ROUND, "--from-snapshot", str(snapshot), "--format", "json"), "either"),
        ((ROUND, "--format", "pdf", "--template", "a.docx"), "--template"),
        ((ROUND, "--format", "json", "--language", "de"), "sv or en"),
    ):  # fmt: skip
        result = desk.run(*words)
        assert result.exit_code == 2
        assert why in result.stderr


def test_what_cannot_be_read_is_said(desk: Desk) -> None:
    assert "There is no round “Halvår 1999”. The rounds are: Halvår 2022" in desk.said(
        "Halvår 1999", "--format", "json"
    )
    spoilt = desk.folder / "trasig.json"
    spoilt.write_bytes(b'{"schema": "malv')
    assert f"{spoilt} cannot be read. It is no JSON" in desk.said("--from-snapshot", str(spoilt), "--format", "json")
    nothing = desk.folder / "ingen.json"
    assert "There is no file ingen.json" in desk.said("--from-snapshot", str(nothing), "--format", "json")


def test_a_template_is_used_and_what_it_lacks_is_told(desk: Desk) -> None:
    template = desk.folder / "mall.docx"
    template.write_bytes(desk.written("docx", ROUND))
    assert "style" not in desk.run(ROUND, "--template", str(template), "--out", str(desk.folder / "ny.docx")).stderr
    bare = desk.folder / "bar.docx"
    docx.Document().save(str(bare))
    result = desk.run(ROUND, "--template", str(bare), "--out", str(desk.folder / "ny.docx"))
    assert result.exit_code == 0
    template.write_bytes(b"ingen mall")
    refused = desk.said(ROUND, "--format", "docx", "--template", str(template))
    assert refused.startswith(f"{template}: ")


def test_half_a_page_and_a_press_release(desk: Desk) -> None:
    brief = desk.written("html", ROUND, "--brief").decode()
    assert "3 avvikelser: 1 gult, 2 rött." in brief
    assert "Rad 13, rött: " in brief
    assert "AKTIVITETER" not in brief
    assert "is not published" in desk.said(ROUND, "--press", "--format", "html")
    assert desk.run(ROUND, "--press", "--format", "json").exit_code == 2
    assert desk.run(ROUND, "--press", "--brief", "--format", "html").exit_code == 2


def test_a_press_release_invents_nobody(tmp_path: Path) -> None:
    with two_rounds(tmp_path) as database:
        lock(database)
        with database.write() as session:
            publish_round(session, the_round(session), CLOSED)
        text = Desk(database, tmp_path).written("html", ROUND, "--press").decode()
    assert "<h1>1 % av aktiviteterna löper på enligt plan</h1>" in text
    assert "[Citat: skrivs eller godkänns av regionstyrelsens ordförande]" in text
    assert "Utkast" in text
    assert "@" not in re.sub(r"<style>.*?</style>", "", text, flags=re.DOTALL), "nobody's address"


def test_the_old_file_stays_when_the_new_one_cannot_be_written(desk: Desk) -> None:
    folder = desk.folder / "full"
    folder.mkdir()
    out = folder / "rapport.html"
    out.write_bytes(b"den gamla")
    words = [sys.executable, "-m", "bot.cli.main", "report", ROUND, "--format", "html", "--out", str(out)]
    # Writing ends after eight blocks of 512 bytes, as on a full disk.
    command = ["sh", "-c", 'ulimit -f 8; trap "" XFSZ; exec "$@"', "sh", *words]
    env = {**os.environ, "DATABASE_URL": str(desk.database.url)}
    result = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert result.returncode == 1
    assert f"{out} cannot be written" in result.stderr
    assert [path.name for path in folder.iterdir()] == ["rapport.html"]
    assert out.read_bytes() == b"den gamla"
    assert "There is no folder" in desk.said(ROUND, "--format", "html", "--out", str(folder / "x" / "y.html"))
    assert "is a folder" in desk.said(ROUND, "--format", "html", "--out", str(folder))
    with Path("/dev/full").open("wb") as stdout:
        full = subprocess.run(words[:-2], env=env, stdout=stdout, stderr=subprocess.PIPE, text=True, check=False)
    assert full.returncode == 1
    assert "could not be written to stdout" in full.stderr


def test_a_stopped_process_says_so(desk: Desk, snapshot: Path) -> None:
    """It is stopped while it writes to a pipe that nobody empties, and that holds less than the report."""
    pipe = desk.folder / "rör.html"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDWR)
    fcntl.fcntl(reader, fcntl.F_SETPIPE_SZ, 4096)
    words = ["report", "--from-snapshot", str(snapshot), "--format", "html", "--out", str(pipe)]
    process = subprocess.Popen([sys.executable, "-m", "bot.cli.main", *words], stderr=subprocess.PIPE, text=True)
    assert select.select([reader], [], [], PATIENCE_SECONDS)[0], "it never began to write"
    process.send_signal(signal.SIGTERM)
    _, told = process.communicate(timeout=PATIENCE_SECONDS)
    os.close(reader)
    assert process.returncode == 1
    assert "It was stopped before the report was written" in told
