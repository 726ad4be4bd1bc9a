"""Tags of activities, and what is done together with an actor."""

import json

import pytest

from actions.registers.lines import store_lines
from handlers.context import Refusal
from handlers.registers.commands import command_of
from handlers.registers.kinds.tags import form_pressed, form_submitted
from handlers.registers.shown import targets_of
from handlers.routes import COMMAND_BY_NAME, answer_sentence
from messages.parts import Form, FormFaults, Message, TextField, plain_words
from models.registers.all import BY_NAME
from models.registers.declaration import Line
from models.registers.queries import lines_of
from tests.conftest import OPENING, SAMPLES
from tests.handlers.conftest import Office

BOSS = "USAMORD01"


@pytest.fixture
def tagged(office: Office) -> Office:
    """An office with the sample vocabularies and actors, and one actor linked to a row that does not name it."""
    ctx = office.context(BOSS)
    for name in ("tags", "actors"):
        lines = [
            Line(each.pop("key"), {k: v for k, v in each.items() if k != "links"}, tuple(each.get("links", ())))
            for each in json.loads((SAMPLES / "registers" / f"{name}.json").read_text("utf-8"))
        ]
        lines += (
            [Line("X1", {"name": "Skogsstyrelsen, länsvis", "level": "national"}, ("row:1",))]
            if name == "actors"
            else []
        )
        assert not store_lines(office.session, BY_NAME[name], targets_of(ctx), lines, OPENING).faults
    return office


def said(office: Office, words: str, who: str = BOSS) -> str:
    reply = answer_sentence(office.context(who), words)
    assert isinstance(reply, Message)
    return plain_words(reply)


def order(office: Office, words: str, who: str = BOSS) -> str:
    reply = command_of(BY_NAME["tags"])(office.context(who), words)
    assert isinstance(reply, Message)
    return plain_words(reply)


def test_a_row_is_tagged_and_untagged_in_a_line_of_text(tagged: Office) -> None:
    told = order(tagged, "sätt 14 a1; Klimat, miljö och energi; Resiliens, Hälsa")
    for name in ("A1 Aktiviteter", "Klimat, miljö och energi – Vad betyder", "Resiliens", "Hälsa"):
        assert name in told
    assert order(tagged, "sätt rad 15 A1").startswith("Taggar på rad 15")
    told = order(tagged, "ta bort 14 A1, hälsa")
    assert "A1" not in told
    assert "Hälsa" not in told
    assert "Resiliens" in order(tagged, "rad 14", "UAGFOLK01")
    assert "Resiliens – Gör" in told
    for words, why in (
        ("sätt 14 A9; Resiliens", "Det finns ingen tagg ”A9”"),
        ("sätt 999 A1", "999"),
        ("sätt A1", "Vilken rad?"),
    ):
        with pytest.raises(Refusal, match=why):
            order(tagged, words)
    with pytest.raises(Refusal, match="bara samordnaren"):
        order(tagged, "sätt 14 A1", "UAGFOLK01")


def test_the_form_sets_exactly_what_it_says(tagged: Office) -> None:
    ctx = tagged.context(BOSS)
    order(tagged, "sätt 14 A1; Resiliens")
    form = form_pressed(ctx, "14")
    assert isinstance(form, Form)
    shown = {part.name: part.initial for part in form.parts if isinstance(part, TextField)}
    assert (shown["activity_kind"].startswith("A1 "), shown["cross_cutting"], shown["challenge"]) == (
        True,
        "Resiliens",
        "",
    )
    faults = form_submitted(ctx, form.state, {**shown, "challenge": "Finns inte"})
    assert isinstance(faults, FormFaults)
    assert "Globalisering" in faults.faults["challenge"]
    assert isinstance(
        form_submitted(ctx, form.state, {**shown, "cross_cutting": "", "challenge": "globalisering"}), Message
    )
    told = order(tagged, "rad 14")
    assert ("Resiliens" in told, "Globalisering" in told, "A1 " in told) == (False, True, True)


def test_the_rows_of_a_tag_are_found_and_those_without_it(tagged: Office) -> None:
    order(tagged, "sätt 14 Resiliens; A3")
    order(tagged, "sätt 15 Resiliens")
    told = said(tagged, "Vilka aktiviteter är märkta med resiliens?")
    assert told.startswith("Märkta med ”Resiliens”")
    assert "2 aktiviteter" in told
    assert "1 aktivitet" in said(tagged, "Vilka aktiviteter är A3?")
    assert "78 aktiviteter" in said(tagged, "Vilka aktiviteter saknar taggen resiliens?")
    assert "Ingen aktivitet har den taggen. Samordnaren sätter den med ”taggar sätt 14 Globalisering”." in said(
        tagged, "Vilka aktiviteter är taggade med globalisering?"
    )
    by_kind = said(tagged, "Hur fördelar sig aktiviteterna på samhällsutmaningar?")
    assert "SU1 Samhällsutmaning · Demografisk utveckling: 0 aktiviteter" in by_kind
    assert "Resiliens" not in by_kind


def test_the_questions_of_its_tags_come_with_the_yearly_question_of_an_activity(tagged: Office) -> None:
    order(tagged, "sätt 14 Resiliens; Trygghet")
    tagged.open()
    needs = COMMAND_BY_NAME["needs"].handler
    card = needs(tagged.context("UAGFOLK01"), "14")
    assert isinstance(card, Message)
    told = plain_words(card)
    assert "Gör aktiviteten länet bättre rustat för förändringar och kriser?" in told
    assert "Påverkar aktiviteten kvinnor och män olika när det gäller trygghet?" in told
    assert "”behov 14 ja Länet står bättre rustat”" in told
    stored = needs(tagged.context(BOSS), "14 ja Länet står bättre rustat")
    assert isinstance(stored, Message)
    [line] = lines_of(tagged.session, "needs")
    assert (line.content["answer"], line.content["why"]) == ("yes", "Länet står bättre rustat")
    untagged = needs(tagged.context(BOSS), "15")
    assert isinstance(untagged, Message)
    assert "Taggarna" not in plain_words(untagged)


def test_what_is_done_together_with_an_actor_is_by_links_and_by_texts(tagged: Office) -> None:
    told = said(tagged, "Vad gör vi ihop med Länsstyrelsen?")
    assert told.startswith("Med Länsstyrelsen")
    assert "4 aktiviteter" in told
    assert "A1 Länsstyrelsen · Regional" in told
    assert "nämner den inte" not in told
    told = said(tagged, "What do we do together with Skogsstyrelsen?")
    assert "Rad 1 nämner den inte, men är kopplad till den i registret." in told
    assert said(tagged, "Vilka aktiviteter gör vi tillsammans med SKR?").startswith("Med SKR, Sveriges Kommuner")
    told = said(tagged, "Vad gör Kultur och ideell sektor tillsammans med Länsstyrelsen?")
    assert "Rad 47." in told
    assert "Rad 2." in told
    assert "Rad 4." not in told
