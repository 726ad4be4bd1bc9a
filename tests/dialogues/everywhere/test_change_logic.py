"""A change logic written with the guide, part after part, and drawn."""

import pytest

from models.outbox.tables import Delivery
from models.registers.queries import line_of
from models.vocabulary.outbox import DeliveryKind
from tests.dialogues.chat import Bot, Chat
from tests.dialogues.everywhere.test_plan import BOSS
from tests.dialogues.harness import Talk, drain, filled, press, verify_dialogue

pytestmark = pytest.mark.one_database


def _content(bot: Bot) -> dict[str, object]:
    line = bot.read(lambda session: line_of(session, "logic", "L1"))
    assert line is not None
    return dict(line.content)


def test_the_guide_goes_back_stops_and_goes_on_and_loses_nothing(bot: Bot, chat: Chat, where: str) -> None:
    talk = verify_dialogue(bot, [
        ("medarbetare", "/malvakten förändringslogik starta", "Det här kan bara samordnaren göra."),
        ("medarbetare", "Starta en förändringslogik för kulturgarantin.", "En förändringslogik för…(rad 50)."),
        ("samordnare", "Starta en förändringslogik för kulturgarantin.", "…(rad 50).…[Starta förändringslogik]"),
        ("samordnare", "[Starta förändringslogik]", "Starta förändringslogik"),
    ])  # fmt: skip
    boss, view = chat.person(BOSS), talk.form("samordnare")
    assert filled(view)["links"] == "row:50"
    boss.submit(view, {"title": "Kulturgarantin"})
    assert "L1 · Kulturgarantin" in view.text
    assert "Vilket behov gäller det" in view.text
    assert "[Tillbaka]" not in view.text
    boss.submit(view, {"need": "Barn möter kultur olika mycket <!channel>"})
    assert "Barn möter kultur olika mycket" in view.text
    boss.choose(view, "goal", "Alla barn möter kultur")
    press(bot, boss, view, "Tillbaka")
    assert filled(view)["need"] == "Barn möter kultur olika mycket <!channel>"
    boss.submit(view, {})
    assert filled(view)["goal"] == "Alla barn möter kultur"
    boss.choose(view, "goal_assumption", "Att skolorna är med")
    press(bot, boss, view, "Spara och fortsätt senare")
    assert "Antagande: Att skolorna är med" in view.text
    assert "Ej ifyllt: Insats" in view.text
    assert _content(bot) == {
        "title": "Kulturgarantin", "need": "Barn möter kultur olika mycket <!channel>",
        "goal": "Alla barn möter kultur", "goal_assumption": "Att skolorna är med",
    }  # fmt: skip
    press(bot, boss, view, "Fortsätt")
    assert "Vad görs för att nå det?" in view.text
    for part in ("measure", "activity_goal", "result", "effect_short", "effect_medium", "effect_long"):
        boss.submit(view, {part: f"Text om {part}"})
    assert "Text om effect_long" in view.text
    verify_dialogue(bot, [
        ("medarbetare", "Vilka effekter väntar vi på lång sikt?", "Väntat: …L1 Kulturgarantin: Text om effect_long"),
        ("medarbetare", "/malvakten status 50", "Rad 50…Förändringslogik"),
        ("samordnare", "/malvakten förändringslogik L1", "L1 · Kulturgarantin…[Fortsätt] [Som bild]"),
    ])  # fmt: skip
    told = Talk(bot).say("samordnare", "/malvakten förändringslogik rita L1")
    drain(bot)
    sent = bot.read(lambda session: session.query(Delivery).filter_by(kind=DeliveryKind.FILE).all())
    if where == "teams":
        assert "malvakten register logic draw L1" in told
        assert sent == []
    else:
        assert "som fil (SVG)" in told
        assert [row.state.value for row in sent] == ["sent"]
    assert chat.violations == []
