"""What the register of funding sums up to: exactly, by part of the plan, and with what is not known."""

import pytest

from actions.registers.lines import store_lines
from handlers.registers.commands import command_of
from handlers.registers.shown import targets_of
from handlers.routes import answer_sentence, parse
from messages.parts import Form, Message, plain_words
from models.registers.all import BY_NAME, REGISTERS
from models.registers.declaration import Line
from models.registers.values import read_value
from tests.conftest import OPENING
from tests.handlers.conftest import Office

Lines = list[tuple[str, dict[str, object], tuple[str, ...]]]
LINES: dict[str, Lines] = {
    "goals": [
        ("MO3", {"kind": "målområde", "name": "Ett nyskapande Västmanland genom hållbar tillväxt"}, ()),
        ("D14", {"kind": "delmål", "number": 14}, ("goals:MO3",)),
    ],
    "projects": [("P1", {"name": "Omställning"}, ("row:60",))],
    "funding": [
        ("F1", {"kind": "F1", "year": 2022, "amount": "1 250 000,10"}, ("row:58",)),
        ("F2", {"kind": "F1", "year": 2022, "amount": "0,20 kr"}, ("projects:P1", "row:11")),
        ("F3", {"kind": "1:1-medel", "year": 2023, "amount": "1.000,20"}, ("goals:D14",)),
        ("F4", {"kind": "F1", "year": 2022}, ("row:61",)),
        ("F5", {"kind": "F2", "year": 2022, "amount": "500 000:-", "sex": "K", "industry": "Skog"}, ("row:59",)),
        ("F6", {"kind": "F3", "year": 2022, "amount": "700", "industry": "Skog"}, ("unit:Folkhälsa",)),
    ],
}


@pytest.fixture
def funded(office: Office) -> Office:
    """An office whose coordinator has filled the registers."""
    ctx = office.context("USAMORD01")
    for name, lines in LINES.items():
        register = BY_NAME[name]
        read = [
            Line(key, {column: read_value(register.field(column), value) for column, value in values.items()}, links)
            for key, values, links in lines
        ]
        assert not store_lines(office.session, register, targets_of(ctx), read, OPENING).faults
    return office


def said(office: Office, words: str, who: str = "USAMORD01") -> str:
    command, rest = parse(words)
    ctx = office.context(who)
    reply = command.handler(ctx, rest) if command else answer_sentence(ctx, words)
    assert isinstance(reply, Message)
    return plain_words(reply).replace("\u00a0", " ")


def test_the_funds_of_a_goal_are_summed_exactly_and_what_is_missing_is_told(funded: Office) -> None:
    told = said(funded, "Hur mycket 1:1-medel går till nyskapande?")
    assert "1:1-medel – Ett nyskapande Västmanland genom hållbar tillväxt" in told
    assert "1 251 000,50 kronor (4 rader, varav 1 utan belopp)" in told
    assert "Saknar belopp och är inte med i summan: F4." in told
    assert "20 av 23 aktiviteter har ingen sådan rad." in told
    told = said(funded, "How much 1:1 funding goes to nyskapande in 2023?")
    assert "1 000,20 kronor (1 rad)" in told


def test_sums_are_parted_by_goal_activity_year_sex_and_industry(funded: Office) -> None:
    told = said(funded, "finansiering summa per mål")
    assert "1 751 700,50 kronor (6 rader, varav 1 utan belopp)" in told
    assert "• Digital omställning: 0,20 kronor (1 rad)" in told
    assert "En rad som hör till flera av dem räknas under var och en" in told
    assert "• 2023: 1 000,20 kronor (1 rad)" in said(funded, "finansiering summa 1:1-medel per år")
    parted = said(funded, "Hur fördelas företagsstödet på kön och bransch?")
    assert "• Kvinnor: 500 000 kronor (1 rad)" in parted
    assert "• Skog: 500 700 kronor (2 rader)" in parted
    assert "• ej ifyllt: 1 251 000,50 kronor (4 rader, varav 1 utan belopp)" in parted
    assert "• 61. " in said(funded, "finansiering summa per aktivitet")
    told = said(funded, "finansiering summa folkhälsa")
    assert "700 kronor (1 rad)" in told


def test_no_line_is_not_a_sum_of_nothing(funded: Office) -> None:
    told = said(funded, "Hur mycket medfinansiering får rad 14?")
    assert "så summan är inte känd" in told
    assert "0 kronor" not in told
    assert "Summan är inte känd (1 rad, varav 1 utan belopp)." in said(funded, "finansiering summa rad 61")


@pytest.mark.parametrize("register", REGISTERS, ids=lambda register: register.name)
def test_every_register_has_a_form_for_a_new_line(office: Office, register: object) -> None:
    form = command_of(register)(office.context("USAMORD01"), "lägg till Almi")  # type: ignore[arg-type]
    assert isinstance(form, Form)
    assert "Almi" in str(form.parts)
