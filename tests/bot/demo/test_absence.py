"""Leave, the deputy and a handover in the demonstration: the same handlers as on Slack."""

from bot.demo import decode
from bot.demo.front_door import Answered, Opened
from bot.demo.stage import Stage
from messages.parts import plain_words
from tests.bot.demo.conftest import OWNER
from tests.bot.demo.test_front_door import data, last, on, say, send

COORDINATOR = "samordnare1@example.se"
DEPUTY = "ersattare.folkhalsa@example.se"


def test_who_is_away_has_a_deputy_who_is_asked_and_told_why(stage: Stage) -> None:
    async def play() -> None:
        await say(stage, "frånvaro 8–30 juni")
        assert plain_words(last(stage, OWNER).message).startswith("Sparat: du är frånvarande 8–30 juni 2022.")
        await stage.settle()
        asked = plain_words(last(stage, DEPUTY, DEPUTY).message)
        assert "Ägare Folkhälsa är frånvarande. Därför får du frågan om raderna" in asked

    on(stage, play)


def test_a_row_is_handed_back_to_the_coordinator(stage: Stage) -> None:
    async def play() -> None:
        opened = await stage.door.answer(decode.press(data(action="not_mine", value=str(stage.round_id))))
        assert isinstance(opened, Opened)
        refused = await send(stage, opened, **{"field.rows": "1", "field.to": ""})
        assert isinstance(refused, Opened)
        assert set(refused.faults) == {"rows"}
        taken = await send(stage, opened, **{"field.rows": "16", "field.to": ""})
        assert isinstance(taken, Answered)
        await stage.settle()
        told = plain_words(last(stage, COORDINATOR, COORDINATOR).message)
        assert "Ägare Folkhälsa meddelar att rad 16" in told

    on(stage, play)
