"""`malvakten disclose`: everything about a row, a person or a round, whole, escaped, and no other person's address."""

import csv
import io
import json
import re
import zipfile
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from models.vocabulary.answers import Status
from tests.bot.cli.records.test_audit import EMAIL, LONG, NAME
from tests.bot.cli.server import ANNA, COORDINATOR, ROUND, Server

OTHER = "samordnare1@example.se"
HTML = '<script>alert("x")</script> & "så"'
ADDRESS = re.compile(r"[\w.+-]+@[\w.-]+\w")


@pytest.fixture
def server(stocked_url: str) -> Server:
    made = Server(stocked_url, answered=False)
    made.answers(ANNA, 12, Status.GREEN, HTML)
    made.answers(ANNA, 12, Status.RED, LONG, cause="Överklagad.")
    made.answers(COORDINATOR, 13, Status.YELLOW, "=1+1")
    made.run("review", "return", ROUND, "12", "--question", "Vad behövs?")
    return made


def files(server: Server, folder: Path, *words: str) -> dict[str, str]:
    """The texts in the zip, by name."""
    out = folder / "ut.zip"
    result = server.run("disclose", *words, "--out", str(out))
    assert result.exit_code == 0, result.stderr
    assert out.stat().st_mode & 0o077 == 0, "only its owner reads it"
    with zipfile.ZipFile(out) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name).decode("utf-8-sig") for name in archive.namelist()}


def rows(found: dict[str, str], name: str) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = json.loads(found[f"{name}.json"])
    return listed


def addresses(found: dict[str, str]) -> set[str]:
    return set(ADDRESS.findall("\n".join(found.values())))


def test_a_row_has_every_version_whole_with_its_authors_addresses(server: Server, tmp_path: Path) -> None:
    found = files(server, tmp_path, "--row", "12")
    assert [each["comment"] for each in rows(found, "answer")] == [HTML, LONG]
    assert {each["author_email"] for each in rows(found, "answer")} == {EMAIL}
    assert [each["row"] for each in rows(found, "row")] == [12]
    assert [each["question"] for each in rows(found, "review")] == ["Vad behövs?"]
    assert [each["what"] for each in rows(found, "audit")][-3:] == ["answer.stored"] * 2 + ["answer.returned"]
    assert addresses(found) == {EMAIL}
    assert LONG in found["index.html"]
    assert LONG in found["answer.csv"]


def test_a_round_has_its_rows_record_and_nobodys_address(server: Server, tmp_path: Path) -> None:
    server.close()
    assert server.run("round", "lock", ROUND, "--force", "--why", "Prov").exit_code == 0
    found = files(server, tmp_path, "--round", ROUND.upper())
    assert [each["placement"] for each in rows(found, "answer")] == [12, 12, 13]
    assert rows(found, "round")[0]["state"] == "locked"
    assert {each["kind"] for each in rows(found, "delivery")} >= {"prompt", "summary"}
    assert found["snapshot.json"] == server.run("snapshot", ROUND).stdout
    assert addresses(found) == set()


def test_a_person_has_what_they_did_and_what_was_done_to_them_with_their_own_address(
    server: Server, tmp_path: Path
) -> None:
    found = files(server, tmp_path, "--person", EMAIL)
    assert rows(found, "person")[0]["name"] == NAME
    assert [each["placement"] for each in rows(found, "answer")] == [12, 12]
    assert {each["what"] for each in rows(found, "audit")} == {"person.added", "answer.stored"}
    assert addresses(found) == {EMAIL}
    assert OTHER in addresses(files(server, tmp_path, "--person", OTHER))


def test_the_index_is_swedish_well_formed_and_every_text_in_it_is_escaped(server: Server, tmp_path: Path) -> None:
    found = files(server, tmp_path, "--row", "12")["index.html"]
    tags: list[str] = []
    texts: list[str] = []

    class Page(HTMLParser):
        def handle_starttag(self, tag: str, _attrs: list[tuple[str, str | None]]) -> None:
            tags.append(tag)

        def handle_data(self, data: str) -> None:
            texts.append(data)

    Page().feed(found)
    assert "script" not in tags
    assert HTML in texts
    assert '<html lang="sv">' in found
    assert "Alla uppgifter om rad 12" in texts
    assert "Grönt" in texts
    assert "Innehåll" in texts
    assert any(text.startswith("Hämtat ur Målvakten") for text in texts)


def test_personal_data_are_masked_unless_it_is_asked_for_and_to_their_author(server: Server, tmp_path: Path) -> None:
    server.answers(ANNA, 14, Status.RED, "Ring 070-123 45 67.", action="Skriv till anna@example.se.")
    masked = files(server, tmp_path, "--row", "14")
    everything = "\n".join(masked.values())
    assert "070-123" not in everything
    # What is searched in is made of the same words.
    assert "search_entry.json" not in masked
    assert "I 1 version av ett svar är personuppgifter maskerade" in everything
    for words in (["--row", "14", "--unmasked"], ["--person", EMAIL]):
        found = files(server, tmp_path, *words)
        assert rows(found, "answer")[-1]["comment"] == "Ring 070-123 45 67."
        assert rows(found, "audit")[-1]["after"]["comment"] == "Ring 070-123 45 67."


def test_csv_is_the_same_as_json_and_runs_no_formula(server: Server, tmp_path: Path) -> None:
    found = files(server, tmp_path, "--row", "13")
    [line] = csv.DictReader(io.StringIO(found["answer.csv"]), delimiter=";")
    [row] = rows(found, "answer")
    assert list(line) == list(row)
    assert (row["comment"], line["comment"]) == ("=1+1", "'=1+1")


@pytest.mark.one_database
def test_nothing_half_written_is_left_and_an_old_file_stays(server: Server, tmp_path: Path) -> None:
    out = tmp_path / "folder" / "ut.zip"
    refused = server.run("disclose", "--row", "12", "--out", str(out))
    assert (refused.exit_code, out.parent.exists()) == (1, False)
    out = tmp_path / "ut.zip"
    out.write_bytes(b"old")
    assert server.run("disclose", "--row", "99", "--out", str(out)).exit_code == 1
    assert server.run("disclose", "--row", "12", "--round", ROUND, "--out", str(out)).exit_code == 2
    assert server.run("disclose", "--out", str(out)).exit_code == 2
    assert out.read_bytes() == b"old"
    assert [each.name for each in tmp_path.iterdir() if each.name.endswith(".part")] == []
