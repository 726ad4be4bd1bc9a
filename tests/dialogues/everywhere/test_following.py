"""`följ`: beginning, listing and ending."""

import pytest

from tests.dialogues.chat import Bot
from tests.dialogues.everywhere.test_questions import answered
from tests.dialogues.harness import verify_dialogue

pytestmark = pytest.mark.one_database


def test_following_begins_is_listed_and_ends(bot: Bot) -> None:
    answered(bot)
    verify_dialogue(bot, [
        ("medarbetare", "/malvakten följ", "Du följer inget än.…följ 14…följ Folkhälsa…följ veckobrev…[Veckobrev]"),
        ("medarbetare", "/malvakten följ 14", "Du följer rad 14, Genomföra en länsdialog…[Sluta följa]"),
        ("medarbetare", "/malvakten följ rad 14", "Du följer redan rad 14, Genomföra en länsdialog"),
        ("medarbetare", "/malvakten follow folkhälsa", "Du följer Verksamhet Folkhälsa."),
        ("medarbetare", "följ tillgängligt", "Du följer Målområde Ett tillgängligt Västmanland."),
        ("medarbetare", "följ veckobrev", "Du får ett brev på måndagar medan en omgång är öppen."),
        ("medarbetare", "följ",
         "Du följer…rad 14…Verksamhet Folkhälsa…Målområde Ett tillgängligt…veckobrevet…[Sluta: Rad 14]"),
        ("medarbetare", "[Sluta: Rad 14]", "Du följer inte längre rad 14"),
        ("medarbetare", "följ sluta folkhälsa", "Du följer inte längre Verksamhet Folkhälsa."),
        ("medarbetare", "följ sluta folkhälsa", "Du följer inte Verksamhet Folkhälsa.…Du följer…veckobrevet"),
        ("medarbetare", "sluta följ veckobrev", "Vill du sluta följa veckobrevet?…[Sluta följa]"),
        ("medarbetare", "[Sluta följa]", "Du följer inte längre veckobrevet."),
        ("medarbetare", "/malvakten follow stop all", "Du följer inget längre."),
        ("medarbetare", "/malvakten follow", "Du följer inget än."),
        ("gäst", "/malvakten följ 14", "Det här kan bara medlemmar"),
    ])  # fmt: skip


def test_what_cannot_be_followed_is_asked_back(bot: Bot) -> None:
    answered(bot)
    verify_dialogue(bot, [
        ("medarbetare", "/malvakten följ hållb", "”hallb” kan betyda flera saker.…[Hållbarhet]"),
        ("medarbetare", "[Hållbarhet]", "Du följer Verksamhet Hållbarhet."),
        ("medarbetare", "/malvakten följ qwxyz", "Jag hittar inget mål…”qwxyz”.…följ 14"),
        ("medarbetare", "/malvakten följ 99", "Det finns ingen rad 99 i planen."),
        ("medarbetare", "/malvakten följ samverkan", "”samverkan” kan betyda flera saker.…Skapa samverkan kring"),
        ("medarbetare", "jag vill följa rad 14", "Vill du följa rad 14…[Följ]"),
        ("medarbetare", "[Följ]", "Du följer rad 14"),
        ("folkhälsa", "/malvakten följ min enhet", "Du följer Verksamhet Folkhälsa."),
        ("medarbetare", "säg till när rad 41 ändras", "Vill du följa rad 41"),
    ])  # fmt: skip
