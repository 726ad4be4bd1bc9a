"""The guide through a change logic, and what is asked about one; test_change_logic.py talks through it on every
platform."""

import json

from handlers.registers.commands import command_of
from handlers.registers.kinds.logic.guide import autosave, back, go_on, later, next_step, start, started, step_form
from handlers.routes import answer_sentence
from messages.parts import Form, FormFaults, Message, Reply, TextField, part_words, plain_words
from models.operations.tables import AuditEvent
from models.registers.all import BY_NAME
from models.registers.kinds.logic import PARTS
from models.registers.queries import line_of
from tests.handlers.conftest import Office

BOSS = "USAMORD01"


def fields(form: object) -> dict[str, str]:
    assert isinstance(form, Form)
    return {part.name: part.initial for part in form.parts if isinstance(part, TextField)}


def begin(office: Office) -> Form:
    ctx = office.context(BOSS)
    form = started(ctx, "{}", {"title": "Regional kulturgaranti", "links": "rad:50"})
    assert isinstance(form, Form)
    return form


def content(office: Office) -> dict[str, object]:
    line = line_of(office.session, "logic", "L1")
    assert line is not None
    return dict(line.content)


def test_a_wish_starts_it_for_the_row_that_it_names(office: Office) -> None:
    ctx = office.context(BOSS)
    offered = answer_sentence(ctx, "Starta en förändringslogik för kulturgarantin.")
    assert isinstance(offered, Message)
    assert "En förändringslogik för ”Konkretisera förslag för Regional Kulturgaranti.” (rad 50)." in plain_words(
        offered
    )
    assert fields(start(ctx, "för kulturgarantin")) == {
        "title": "Konkretisera förslag för Regional Kulturgaranti.", "links": "row:50",
    }  # fmt: skip
    assert fields(start(ctx, "Ny bro")) == {"title": "Ny bro", "links": ""}
    refused = started(ctx, "{}", {"title": "X", "links": "rad:999"})
    assert isinstance(refused, FormFaults)
    assert "links" in refused.faults
    assert line_of(office.session, "logic", "L1") is None
    told = answer_sentence(office.context("UAGFOLK01"), "Starta en förändringslogik för kulturgarantin.")
    assert isinstance(told, Message)
    assert "Samordnare startar och skriver den." in plain_words(told)


def test_each_part_follows_the_one_before_and_all_is_kept(office: Office) -> None:
    ctx, form = office.context(BOSS), begin(office)
    reply: Reply = form
    for number, part in enumerate(PARTS):
        names = list(fields(form))
        assert names == ([part] if number == 0 else [part, f"{part}_assumption", f"{part}_evidence"])
        assert form.title.startswith(f"{number + 1} av 8: ")
        reply = next_step(ctx, form.state, {name: f"{name} – text" for name in names})
        if number + 1 < len(PARTS):
            assert isinstance(reply, Form)
            assert f"{part} – text" in "\n".join(part_words(p) for p in reply.parts if not isinstance(p, TextField))  # type: ignore[arg-type]
            form = reply
    assert isinstance(reply, Message)
    told = plain_words(reply)
    assert "Effekt på lång sikt\neffect_long – text" in told
    assert "Antagande: effect_long_assumption – text\nUnderlag: effect_long_evidence – text" in told
    assert "Hör till: rad 50" in told
    assert len(content(office)) == 1 + 8 + 7 * 2


def test_a_way_back_and_a_way_to_go_on_later_lose_nothing(office: Office) -> None:
    ctx = office.context(BOSS)
    second = next_step(ctx, begin(office).state, {"need": "Fler unga"})
    assert isinstance(second, Form)
    first = back(ctx, second.state, {"goal": "Alla barn", "goal_assumption": "", "goal_evidence": ""})
    assert fields(first) == {"need": "Fler unga"}
    assert content(office)["goal"] == "Alla barn"
    stopped = later(ctx, first.state, {"need": "Fler unga i hela länet"})  # type: ignore[union-attr]
    assert isinstance(stopped, Message)
    assert "Ej ifyllt: Insats, Aktivitetsmål" in plain_words(stopped)
    third = go_on(ctx, "")
    assert next(iter(fields(third))) == "measure"
    autosave(ctx, third.state, {"measure": "Halvt skriv"})  # type: ignore[union-attr]
    assert content(office)["measure"] == "Halvt skriv"
    assert content(office)["need"] == "Fler unga i hela länet"
    changes = office.session.query(AuditEvent).filter(AuditEvent.what == "register.changed").all()
    assert [json.loads(json.dumps(change.after)) for change in changes][-1] == {"measure": "Halvt skriv"}


def test_what_somebody_else_wrote_meanwhile_is_not_written_over(office: Office) -> None:
    ctx = office.context(BOSS)
    mine = begin(office)
    second = next_step(ctx, mine.state, {"need": "Andras text"})
    next_step(ctx, mine.state, {"need": ""})
    assert content(office)["need"] == "Andras text"
    assert isinstance(second, Form)
    assert isinstance(next_step(ctx, second.state, {"goal": "x" * 20_001}), FormFaults)


def test_a_text_too_long_for_a_form_stays_as_it_is(office: Office) -> None:
    ctx, form = office.context(BOSS), begin(office)
    next_step(ctx, form.state, {"need": "x" * 5000})
    line = line_of(office.session, "logic", "L1")
    assert line is not None
    again = step_form(ctx, line, 0)
    assert fields(again) == {}
    next_step(ctx, again.state, {})
    assert content(office)["need"] == "x" * 5000


def test_the_effects_expected_in_the_long_run_are_told_with_what_lacks_them(office: Office) -> None:
    ctx = office.context(BOSS)
    asked = "Vilka effekter väntar vi på lång sikt?"
    empty = answer_sentence(ctx, asked)
    assert isinstance(empty, Message)
    assert "Det finns ingen förändringslogik ännu" in plain_words(empty)
    begin(office)
    started(ctx, "{}", {"title": "Annat", "links": ""})
    line = line_of(office.session, "logic", "L1")
    assert line is not None
    next_step(ctx, step_form(ctx, line, 7).state, {"effect_long": "Ett rikare kulturliv"})
    told = answer_sentence(ctx, asked)
    assert isinstance(told, Message)
    assert "• L1 Regional kulturgaranti: Ett rikare kulturliv\nEj ifyllt: L2." in plain_words(told)
    by_name = answer_sentence(ctx, "Vilka effekter väntar vi på lång sikt av kulturgarantin?")
    assert isinstance(by_name, Message)
    assert "L2" not in plain_words(by_name)
    shown = command_of(BY_NAME["logic"])(office.context("UAGFOLK01"), "L1")
    assert isinstance(shown, Message)
    assert "Ett rikare kulturliv" in plain_words(shown)
