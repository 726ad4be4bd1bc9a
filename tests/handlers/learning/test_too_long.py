"""A lesson and a step of a PDCA that are too long come back, so that they can be shortened."""

from handlers.learning.lessons import lesson
from handlers.learning.pdca import pdca
from messages.parts import Message, Quote
from models.registers.queries import line_of
from tests.handlers.conftest import Office
from tests.handlers.registers.test_left_plan import BOSS, found, stored


def test_what_is_too_long_is_quoted_and_not_stored(office: Office) -> None:
    office.open()
    ctx, text = office.context(BOSS), " ".join(["börja i tid"] * 200)
    stored(ctx, "improvements", "PDCA1", {"matter": "Sent", "plan": "Fler"}, ("row:14",))
    for reply in (lesson(ctx, f"14 {text}"), pdca(ctx, f"PDCA1 {text}")):
        assert isinstance(reply, Message)
        assert Quote(text) in reply.parts
    assert "do" not in found(ctx, "improvements", "PDCA1").content
    assert line_of(ctx.session, "lessons", "L1") is None
