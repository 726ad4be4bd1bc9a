"""What an owner writes in the thread of a question goes to whoever asked."""

import pytest

from tests.dialogues.harness import drain, verify_dialogue
from tests.harness import Running

pytestmark = [pytest.mark.one_database, pytest.mark.round_is_open]


def test_the_words_are_the_reply_and_commands_stay_commands(bot: Running) -> None:
    anna, manager = bot.chat.person("UAGFOLK01"), bot.chat.person("UCHFOLK01")
    verify_dialogue(
        bot,
        [
            ("folkhälsa", "/rapportera 16 gul Försenat. Åtgärd: Ny tidplan.", "Tack…"),
            ("chef", "/malvakten fråga ansvarig 16 Varför?", "Sparat.…"),
        ],
    )
    drain(bot)
    asked = anna.inbox[-1]
    assert "har en fråga till dig" in asked.text
    for words, answered in (
        ("Entreprenören är sjuk.", "Sparat. Ditt svar om rad 16 går till Chef Folkhälsa (chef)."),
        ("16 grön Nu löper det på.", "Tack, ditt svar är sparat: rad 16"),
        ("historik 16", "Historik för rad 16"),
    ):
        before = len(bot.chat.thread(anna.id, asked.ts))
        bot.slack.person("UAGFOLK01").says(words, thread_ts=asked.ts)
        told = bot.slack.wait_for(lambda before=before: bot.chat.thread(anna.id, asked.ts)[before + 1 :])  # type: ignore[misc]
        assert answered in told[-1].text
    drain(bot)
    assert [post.text for post in manager.inbox if "Entreprenören är sjuk." in post.text]
    assert not [post for post in manager.inbox if "Nu löper" in post.text]
