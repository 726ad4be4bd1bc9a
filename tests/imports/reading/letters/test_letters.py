"""Encodings: recognised by what Swedish words look like, never garbled in silence."""

from pathlib import Path

import pytest

from imports.files import Table, read_table
from imports.reading.letters.swedish import SINGLE_BYTE, garbled, untwice

WORDS = "Björn Sjöström;Välfärd och målområden i Örebro\nÅsa Ärlig;ÄLDRE, ÖVRIGA – ”Våga” 5 °C"
# What Swedish files hold besides, and must not be touched.
CLEAN = [
    "NIÑO®", "»BLÅ»", "10 m² Å", "Übung", "Λ-verktyg", "→ nästa", "Nu ✓", "👩‍🚀 rymd", "Ja”nej", "vänta…sedan",
    "BÄTTRE”",
    "’Ndrangheta", "Krešimir", "Šimić", "Łódź", "Москва", "iPad-ålder", "kl. 8–17", "År→mål", "½-tid", "CO₂", "A÷B",
    "A↔B",
    "test•punkt", "€uro", "R&D", "a=b?c=d", "varför?", "vad?nej", "https://x.se/a?b", "S:t Eriks", "l’Oréal",
    "Bjørn Ødegård",
    "naïve café", "Señor", "ﬁnans", "VästraGötaland",
]  # fmt: skip


def read(folder: Path, content: bytes) -> Table:
    (folder / "file.csv").write_bytes(content)
    return read_table(folder / "file.csv", ("name", "units"), ("name",))


def cells(table: Table) -> list[str]:
    return [f"{row.cells['name']};{row.cells['units']}" for row in table.rows]


@pytest.mark.parametrize(
    "encoding",
    [
        "utf-8",
        "utf-8-sig",
        "utf-16",
        "utf-16-le",
        "utf-16-be",
        "utf-32",
        "cp1252",
        "mac_roman",
        "cp850",
        "cp437",
        "cp865",
    ],
)
def test_whole_files_are_read_in_every_encoding_of_spreadsheets(tmp_path: Path, encoding: str) -> None:
    words = WORDS.encode(encoding, "ignore").decode(encoding)  # DOS has neither – nor ”
    table = read(tmp_path, f"name;units\n{words}\n".encode(encoding))
    assert table.faults == ()
    assert cells(table) == words.split("\n")
    recognised = encoding in {"mac_roman", "cp850", "cp437", "cp865"}
    assert [("Macintosh" in n or "DOS" in n) and "Björn" in n for n in table.notes] == [True] * recognised


def has_letters(encoding: str, name: str) -> bool:
    return name.encode(encoding, "ignore").decode(encoding) == name


FEW = ["Björn", "André", "Öl", "Zoë", "”projekt”", "5 €", "Anna’s", "Krešimir"]


@pytest.mark.parametrize(
    ("name", "encoding"), [(name, encoding) for name in FEW for encoding in SINGLE_BYTE if has_letters(encoding, name)]
)
def test_few_letters_are_read_right_or_refused_and_what_is_not_sure_is_said(
    tmp_path: Path, name: str, encoding: str
) -> None:
    table = read(tmp_path, f"name;units\n{name};x\n".encode(encoding))
    if table.faults:
        assert "CSV UTF-8" in str(table.faults[0])
        assert "line 2 may say" in str(table.faults[0])
    else:
        assert cells(table) == [f"{name};x"] or "letters were read as those of Windows" in table.notes[0]


@pytest.mark.parametrize("name", ["Björn", "Ängström", "Bjørn Ødegård", "André", "Zoë É. Müller"])
def test_windows_letters_need_no_word(tmp_path: Path, name: str) -> None:
    assert cells(read(tmp_path, f"name;units\n{name};x\n".encode("cp1252"))) == [f"{name};x"]


@pytest.mark.parametrize("line", WORDS.split("\n"))
@pytest.mark.parametrize("encoding", ["latin-1", "cp1252", *SINGLE_BYTE])
def test_utf8_that_was_taken_for_something_else_is_put_right(line: str, encoding: str) -> None:
    once = "".join(
        # The bytes that Windows leaves undefined stay control characters.
        bytes([byte]).decode(encoding, "ignore") or chr(byte)
        for byte in line.encode()
    )
    assert once != line
    assert untwice(once) == line


def test_utf8_that_was_taken_for_something_else_twice_is_put_right() -> None:
    once = WORDS.encode().decode("latin-1")
    assert untwice(once.encode().decode("latin-1")) == WORDS


@pytest.mark.parametrize("read_as", SINGLE_BYTE)
@pytest.mark.parametrize("written", SINGLE_BYTE)
def test_letters_of_one_system_read_as_those_of_another_are_told(written: str, read_as: str) -> None:
    if SINGLE_BYTE[written] == SINGLE_BYTE[read_as]:
        return
    wrong = "Välfärd målområde".encode(written).decode(read_as)
    told = garbled(wrong, False)
    assert told is not None
    assert told[1] in {"Välfärd", "målområde"}


@pytest.mark.parametrize(
    ("text", "word", "meant"),
    [
        ("Bj?rn Sj?str?m", "Bj?rn", ""), ("V\ufffdlf\ufffdrd", "V\ufffdlf\ufffdrd", ""),
        ("Bj&ouml;rn", "&ouml;", "ö"), ("M&#229;l", "&#229;", "å"), ("HR &amp; Kommunikation", "&amp;", "&"),
    ],
)  # fmt: skip
def test_letters_that_were_lost_or_belong_to_web_pages_are_told(text: str, word: str, meant: str) -> None:
    assert garbled(text, False) == (word, meant)


@pytest.mark.parametrize("text", CLEAN)
def test_what_is_written_right_is_left_alone(text: str) -> None:
    assert untwice(text) is None
    assert garbled(text, True) is None


def test_garbled_cells_are_told_once_with_the_first_place(tmp_path: Path) -> None:
    table = read(tmp_path, "name;units\nA;V‰lf‰rd\nBjˆrn;x\nÖ;y\n".encode())
    (fault,) = table.faults
    assert (fault.row, fault.column) == (2, "units")
    assert "letters of “V‰lf‰rd” are wrong, surely “Välfärd” is meant (2 cells are like that)" in fault.message
    assert "Spara som > CSV UTF-8" in fault.message


def test_a_file_of_two_encodings_says_where_they_meet(tmp_path: Path) -> None:
    table = read(tmp_path, "name;units\nFolkhälsa;x\n".encode() + "Välfärd;y\n".encode("cp1252"))
    assert "line 3" in str(table.faults[0])
    assert table.rows == ()


def test_seven_bit_swedish_is_told(tmp_path: Path) -> None:
    told = str(read(tmp_path, b"name;units\nBj|rn Sj|str|m;V{lf{rd\n").faults[0])
    assert "in place of å, ä and ö (“Bj|rn”)" in told


def test_pure_ascii_needs_nothing(tmp_path: Path) -> None:
    table = read(tmp_path, b"name|units\nAnna|IT (drift) [2]\n\x1a")
    assert (table.faults, table.notes, cells(table)) == ((), (), ["Anna;IT (drift) [2]"])
