"""Every message and form as Slack gets it, in both languages.

UPDATE_GOLDEN=1 writes the files anew; read the difference before you commit it.
"""

import json
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.slack.paging import split
from bot.slack.render import message_payload
from bot.slack.views import closing_view, form_view
from messages.parts import Form, FormFaults, Message, Reply
from models.vocabulary import DeliveryKind
from tests.golden.management import MANAGEMENT
from tests.golden.sitting import SITTING
from tests.golden.support import MESSAGES, Scene
from tests.handlers.conftest import Office, new_office, office, office_database, office_url

SCENES = {**MESSAGES, **SITTING, **MANAGEMENT}
FOLDER = Path(__file__).parent / "slack"
__all__ = ["new_office", "office", "office_database", "office_url"]  # fixtures


def drawn(reply: Reply) -> Any:
    if isinstance(reply, Form):
        return form_view(reply)
    if isinstance(reply, FormFaults):
        return {"response_action": "errors", "errors": reply.faults}
    assert isinstance(reply, Message)
    thread = split(Message(reply.thread)) if reply.thread else []
    return [message_payload(part) for part in [*split(replace(reply, thread=())), *thread]]


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("name", SCENES)
def test_the_message_is_as_it_was_agreed(new_office: Callable[[], Office], name: str, language: str) -> None:
    payload = drawn(SCENES[name](Scene(new_office(), language)))
    path = FOLDER / f"{name}.{language}.json"
    text = json.dumps(payload, ensure_ascii=False, indent=1) + "\n"
    if os.environ.get("UPDATE_GOLDEN") == "1":
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert path.exists(), f"{path.name} is new: UPDATE_GOLDEN=1 writes it"
    assert text == path.read_text(encoding="utf-8")


def test_no_golden_file_is_unused_and_no_kind_of_message_is_missing() -> None:
    wanted = {f"{name}.{language}.json" for name in SCENES for language in ("sv", "en")}
    assert {path.name for path in FOLDER.iterdir()} == wanted
    assert {kind.value for kind in DeliveryKind} - {"reply", "file"} <= set(SCENES)


def test_the_view_that_ends_a_sitting_is_drawn_too(new_office: Callable[[], Office]) -> None:
    done = SCENES["form_all_done"](Scene(new_office(), "sv"))
    assert isinstance(done, Message)
    assert closing_view(done)["blocks"] == drawn(done)[0]["blocks"]
