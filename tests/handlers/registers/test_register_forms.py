"""The form in which a coordinator changes a register's line."""

from handlers.registers.forms import change_form, submitted
from handlers.registers.shown import links_of
from messages.parts import Choice, DateField, Form, Message, TextField
from models.registers.all import BY_NAME
from models.registers.queries import line_of
from tests.handlers.conftest import Office
from tests.handlers.registers.test_left_plan import BOSS, found, stored


def fields(form: Form) -> dict[str, str]:
    shown = (part for part in form.parts if isinstance(part, TextField | DateField | Choice))
    return {part.name: part.initial or "" for part in shown}


def test_only_what_was_changed_in_the_form_is_stored(office: Office) -> None:
    ctx, register = office.context(BOSS), BY_NAME["indicator_values"]
    values: dict[str, object] = {"year": 2021, "area": "Västmanland", "value": "78.312", "source": "SCB",
                                 "sex": register.field("sex").choices[0].code, "retrieved": "2022-01-01"}  # fmt: skip
    stored(ctx, "indicators", "I1", {"name": "Andel"}, ())
    stored(ctx, register.name, "V1", values, ("indicators:I1",))
    line = line_of(ctx.session, register.name, "V1")
    assert line is not None
    mine, others = (change_form(ctx, register, line) for _ in range(2))
    assert isinstance(submitted(ctx, others.state, {**fields(others), "area": "Sala"}), Message)
    assert isinstance(submitted(ctx, mine.state, {**fields(mine), "source": "RKA"}), Message)
    kept = found(ctx, register.name, "V1")
    assert (kept.content["area"], kept.content["source"], kept.content["value"]) == ("Sala", "RKA", "78.312")
    assert links_of(ctx, kept) == ["indicators:I1"]
