"""Evaluations asked for by area, state and perspective."""

from actions.registers.lines import store_lines
from handlers.registers.shown import targets_of
from handlers.routes import answer_sentence
from messages.parts import Message, plain_words
from models.registers.all import BY_NAME
from models.registers.declaration import Line
from tests.conftest import OPENING
from tests.handlers.conftest import Office


def test_evaluations_are_found_by_what_they_are_about_and_what_is_not_known_is_told(office: Office) -> None:
    def said(words: str) -> str:
        reply = answer_sentence(office.context("UAGFOLK01"), words)
        assert isinstance(reply, Message)
        return plain_words(reply)

    assert "Ingen sådan utredning är känd." in said("Vilka utredningar pågår inom Processgenomförande?")
    lines = [
        Line("U1", {"question": "Hur gick mötena?", "area": "U2", "state": "ongoing", "perspective": "Operativt"}),
        Line("U2", {"question": "Blev det bättre?", "area": "U1", "state": "ongoing"}),
        Line("U3", {"question": "Vem gjorde vad?", "area": "U2", "state": "done"}),
        Line("U4", {"question": "Oklart"}),
    ]
    ctx = office.context("USAMORD01")
    assert not store_lines(office.session, BY_NAME["evaluations"], targets_of(ctx), lines, OPENING).faults
    told = said("Vilka utredningar pågår inom Processgenomförande?")
    assert "• U1 Hur gick mötena?" in told
    assert "Ej ifyllt: U4." in told
    assert [key in told for key in ("U2 ", "U3 ")] == [False, False]
    assert "• U3 Vem" in said("Vilka utredningar är klara?")
    assert "• U1 Hur" in said("Vilka utredningar har operativt perspektiv?")
    assert "Vem gjorde vad" in said("Vad säger utredningen om vem?")
