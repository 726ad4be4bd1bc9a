"""The digest with no, one, eleven and 500 deviations, as Slack gets it.

UPDATE_GOLDEN=1 writes the files of tests/data/digests anew; read the difference before you commit it.
"""

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from bot.slack.blocks.paging import split
from bot.slack.blocks.render import message_payload
from i18n import translator
from messages.management.digest import summary
from messages.parts import Buttons, Message, part_words
from tests.digests import SCENES, plan_of
from tests.fakes.slack.blocks import refuse_bad_message_blocks
from tests.handlers.conftest import Office, new_office, office, office_database, office_url

FOLDER = Path(__file__).parent.parent / "data" / "digests"
__all__ = ["new_office", "office", "office_database", "office_url"]  # fixtures


def pages_of(message: Message) -> list[Message]:
    """The messages that are sent: the first one, then those in its thread."""
    return [*split(replace(message, thread=())), *split(Message(message.thread))]


def drawn(pages: list[Message]) -> str:
    """A few of them in full; of many, how many there are."""
    lines = []
    for number, page in enumerate(pages[:4], start=1):
        lines.append(f"=== {number}")
        for part in page.parts:
            words = " ".join(f"[{b.label}]" for b in part.buttons) if isinstance(part, Buttons) else part_words(part)
            lines.append(words)
    return "\n".join(lines) + f"\n=== {len(pages)}\n"


@pytest.mark.parametrize("many", SCENES)
def test_the_digest_is_as_it_was_agreed(new_office: Callable[[], Office], many: int) -> None:
    office = new_office()
    found = SCENES[many](office)
    for language in ("sv", "en"):
        t = translator(language, office.options.zone)
        message = summary(office.session, t, office.options, found, plan_of(office))
        assert len(split(replace(message, thread=()))) == 1, "the first message is one"
        pages = pages_of(message)
        for page in pages:
            refuse_bad_message_blocks(message_payload(page)["blocks"])
        path, text = FOLDER / f"{many}.{language}.txt", drawn(pages)
        if os.environ.get("UPDATE_GOLDEN") == "1":
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
        assert text == path.read_text(encoding="utf-8")
