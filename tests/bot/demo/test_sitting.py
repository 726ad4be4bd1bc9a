"""A sitting on the page: the form's own buttons, and what is written in it outliving the page."""

import html
import json
import re
from typing import Any

from tests.bot.demo.conftest import OWNER, Visitor

SAVED_GREEN = 'Sparat: rad 12 – <span class="light disc" aria-hidden="true">🟢</span> Grönt.'


class Sheet:
    """The form that stands on the page, and what is filled in."""

    def __init__(self, visitor: Visitor, reply: dict[str, Any]) -> None:
        self.visitor = visitor
        self.take(reply)

    def take(self, reply: dict[str, Any]) -> None:
        self.html = html.unescape(reply.get("form", ""))
        found = re.findall(r'<input type="hidden" name="(\w+)" value=["\'](.*?)["\']>', reply.get("form", ""))
        self.hidden = {name: html.unescape(value) for name, value in found}

    def send(self, **fields: str) -> dict[str, Any]:
        """Sends the form with these fields; `press` and `kept` go beside them."""
        named = {k if k in {"press", "kept"} else f"field.{k}": v for k, v in fields.items()}
        reply: dict[str, Any] = json.loads(self.visitor.post("/demo/submit", **self.hidden, **named).body)
        if not fields.get("kept"):
            self.take(reply)
        return reply


def opened(visitor: Visitor) -> Sheet:
    visitor.stage.clock.move_to(visitor.stage.clock())
    reply = json.loads(visitor.post("/demo/say", words="/rapportera").body)
    return Sheet(visitor, reply)


def test_the_buttons_of_a_form_go_on_and_back_with_what_is_written(visitor: Visitor) -> None:
    sheet = opened(visitor)
    assert "aktivitet 1 av 9" in sheet.html
    assert 'type="button" class="button" data-press="answer_skip"' in sheet.html
    sheet.send(press="answer_skip", status="yellow", comment="Halvt <b>skrivet</b>")
    assert "aktivitet 2 av 9" in sheet.html
    assert "Halvt" not in sheet.html
    sheet.send(press="answer_back", comment="")
    assert "aktivitet 1 av 9" in sheet.html
    assert "Utkast från" in sheet.html
    assert "Halvt <b>skrivet</b>" in sheet.html
    sheet.send(status="green", comment="Löper på som planerat")
    assert SAVED_GREEN in sheet.html
    assert "aktivitet 2 av 9" in sheet.html
    sheet.send(press="answer_later", comment="Senare")
    assert sheet.html == ""
    assert visitor.sees("Ditt utkast finns kvar: rad 13.")
    assert "Senare" in opened(visitor).html


def test_a_page_that_dies_has_kept_what_was_written(visitor: Visitor) -> None:
    sheet = opened(visitor)
    sheet.send(kept="yes", status="red", comment="Innan batteriet tog slut")
    again = opened(visitor)
    assert "Utkast från" in again.html
    assert "Innan batteriet tog slut" in again.html
    # The same form can still be sent: what was kept under way was no answer to it.
    sheet.send(status="green", comment="Det gick bra ändå")
    assert SAVED_GREEN in sheet.html
    assert OWNER in sheet.hidden["reader"]
