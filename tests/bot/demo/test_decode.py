"""Form data becomes requests."""

import json
from zoneinfo import ZoneInfo

import pytest

from bot.demo import decode
from handlers.context import FormClosed, Pressed, Said, Submitted
from models.options import Options

OPTIONS = Options(ZoneInfo("Europe/Stockholm"), platforms=("demo",))
DATA = {"reader": "agare@example.se", "where": "messages", "key": "k1"}


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("status", Said("all", "status")),
        ("/rapportera 14 gul Försenat", Said("report", "14 gul Försenat")),
        ("/malvakten status", Said("all", "status")),
        ("/malstatus 14", Said("status", "14")),
        ("/avvikelser", Said("deviations", "")),
        ("/status mål", Said("all", "/status mål")),
        ("/rapporteras", Said("all", "/rapporteras")),
        ("  14 gul  ", Said("all", "14 gul")),
    ],
)
def test_a_line_is_read_as_slack_reads_it(typed: str, asked: Said) -> None:
    request = decode.say({**DATA, "words": typed}, OPTIONS)
    assert request.incoming.asked == asked
    assert request.typed == typed.strip()


def test_a_press_names_its_message() -> None:
    request = decode.press({**DATA, "action": "report", "value": "x", "post": "3", "where": "management"})
    assert request.incoming.asked == Pressed("report", "x")
    assert (request.post, request.where) == ("3", "management")


def test_a_form_gives_its_fields_only() -> None:
    request = decode.submit({**DATA, "form": "answer", "state": "{}", "field.comment": "Bra", "field.key": "egen"})
    assert request.incoming.asked == Submitted("answer", "{}", {"comment": "Bra", "key": "egen"})
    assert request.where == "agare@example.se"


def test_the_same_key_of_another_reader_is_another_request() -> None:
    mine, again = decode.press({**DATA, "action": "report"}), decode.press({**DATA, "action": "report"})
    other = decode.press({**DATA, "action": "report", "reader": "annan@example.se"})
    assert mine.incoming.key == again.incoming.key != other.incoming.key


def test_without_a_key_every_request_is_new() -> None:
    assert decode.press({"reader": "agare@example.se", "action": "report"}).incoming.key is None


def test_what_a_card_sends_is_read_by_the_name_of_the_button() -> None:
    data = {"form": "answer", "state": "{}", "value": "", "field.comment": "Klart.", "field.state": "x"}
    values = {"comment": "Klart.", "state": "x"}
    for name, asked in (
        ("form_submit", Submitted("answer", "{}", values)),
        ("form_close", FormClosed("answer", "{}", values)),
        ("later", Pressed("later", "", "{}", values)),
    ):
        request = decode.card({**DATA, "card": json.dumps({**data, "action": name})})
        assert request.incoming.asked == asked


def test_two_buttons_of_a_card_are_two_requests() -> None:
    keys = {
        decode.card({**DATA, "card": json.dumps({"action": action, "value": value})}).incoming.key
        for action, value in (("report", "1"), ("report", "2"), ("status_page", "1"))
    }
    assert len(keys) == 3
