"""The guides in Swedish keep their word: what they say is written gets the answer that stands below it."""

import re
from pathlib import Path

import pytest

from tests.dialogues.chat import Bot
from tests.dialogues.everywhere.test_questions import answered
from tests.dialogues.harness import Line, verify_dialogue

pytestmark = pytest.mark.one_database
FOLDER = Path(__file__).parents[3] / "docs" / "sv"
# Whom each guide is for. Its samples are said by that person, one after the other.
READERS = {"agare": "folkhälsa", "samordnare": "samordnare", "chef": "chef"}


def samples(guide: str) -> list[tuple[str, str]]:
    """What is written in the guide's blocks, and the beginning of its answer, with `…` for what is left out."""
    text = (FOLDER / f"{guide}.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    return [found for block in blocks for found in re.findall(r"^> (.+)\n([^>].*)$", block, re.MULTILINE)]


def test_every_guide_has_a_reader_and_every_line_its_answer() -> None:
    assert {path.stem for path in FOLDER.glob("*.md")} == set(READERS)
    for guide in READERS:
        said = re.findall(r"^> ", (FOLDER / f"{guide}.md").read_text(encoding="utf-8"), re.MULTILINE)
        assert len(said) == len(samples(guide)) > 5


@pytest.mark.parametrize("guide", READERS)
def test_the_samples_get_the_answers_that_the_guide_says(bot: Bot, guide: str) -> None:
    answered(bot)
    lines: list[Line] = [(READERS[guide], said, answer) for said, answer in samples(guide)]
    verify_dialogue(bot, lines)
