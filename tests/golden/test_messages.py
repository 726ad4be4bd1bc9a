"""Every message and form as Slack and Teams get it, in both languages.

UPDATE_GOLDEN=1 writes the files anew; read the difference before you commit it.
"""

import json
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.slack.blocks import paging as slack_paging
from bot.slack.blocks.render import message_payload
from bot.slack.blocks.views import closing_view, form_view
from bot.teams.cards import paging as teams_paging
from bot.teams.cards.render import activity_of, card_of_form
from i18n import Translator
from messages.parts import Form, FormFaults, Message, Reply
from models.vocabulary.outbox import DeliveryKind
from tests.golden.cards import faults_of_card
from tests.golden.management import MANAGEMENT
from tests.golden.sitting import SITTING
from tests.golden.support import MESSAGES, Scene
from tests.handlers.conftest import Office, new_office, office, office_database, office_url

SCENES = {**MESSAGES, **SITTING, **MANAGEMENT}
FOLDER = Path(__file__).parent
__all__ = ["new_office", "office", "office_database", "office_url"]  # fixtures


def on_slack(reply: Reply, _t: Translator) -> Any:
    if isinstance(reply, Form):
        return form_view(reply)
    if isinstance(reply, FormFaults):
        return {"response_action": "errors", "errors": reply.faults}
    return [message_payload(part) for part in pages(reply, slack_paging.split)]


def on_teams(reply: Reply, t: Translator) -> Any:
    if isinstance(reply, FormFaults):
        # Shown in the form's card, which is opened anew.
        return reply.faults
    cards = [card_of_form(reply, t)] if isinstance(reply, Form) else []
    activities = [] if cards else [activity_of(part) for part in pages(reply, teams_paging.split)]
    for card in cards or [activity["attachments"][0]["content"] for activity in activities]:
        assert faults_of_card(card) == []
    return cards or activities


PLATFORMS: dict[str, Callable[[Reply, Translator], Any]] = {"slack": on_slack, "teams": on_teams}


def pages(reply: Reply, split: Callable[[Message], list[Message]]) -> list[Message]:
    """What is posted, one message after another: the reply, then what goes in its thread."""
    assert isinstance(reply, Message)
    thread = split(Message(reply.thread)) if reply.thread else []
    return [*split(replace(reply, thread=())), *thread]


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("name", SCENES)
def test_the_message_is_as_it_was_agreed(new_office: Callable[[], Office], name: str, language: str) -> None:
    scene = Scene(new_office(), language)
    reply = SCENES[name](scene)
    for platform, draw in PLATFORMS.items():
        text = json.dumps(draw(reply, scene.office.options.translator()), ensure_ascii=False, indent=1) + "\n"
        path = FOLDER / platform / f"{name}.{language}.json"
        if os.environ.get("UPDATE_GOLDEN") == "1":
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
        assert path.exists(), f"{platform}/{path.name} is new: UPDATE_GOLDEN=1 writes it"
        assert text == path.read_text(encoding="utf-8")


def test_no_golden_file_is_unused_and_no_kind_of_message_is_missing() -> None:
    wanted = {f"{name}.{language}.json" for name in SCENES for language in ("sv", "en")}
    for platform in PLATFORMS:
        assert {path.name for path in (FOLDER / platform).iterdir()} == wanted
    assert {kind.value for kind in DeliveryKind} - {"reply", "file"} <= set(SCENES)


def test_the_view_that_ends_a_sitting_is_drawn_too(new_office: Callable[[], Office]) -> None:
    done = SCENES["form_all_done"](Scene(new_office(), "sv"))
    assert isinstance(done, Message)
    assert closing_view(done)["blocks"] == message_payload(done)["blocks"]
