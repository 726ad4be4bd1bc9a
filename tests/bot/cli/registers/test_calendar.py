"""`malvakten calendar` as typed."""

import re
from pathlib import Path

import pytest
from icalendar import Calendar
from typer.testing import CliRunner, Result

from bot.addresses.calendar import calendar_path
from bot.cli.commands import app
from tests.bot.cli.registers.test_register import Registers

pytestmark = pytest.mark.one_database


def typed(url: str, *words: str, **env: str) -> Result:
    return CliRunner().invoke(app, ["calendar", *words], env={"DATABASE_URL": url, **env})


def test_the_wheel_becomes_a_calendar_file(stocked_url: str, tmp_path: Path) -> None:
    wheel = [
        {"key": "H1", "event": "Redovisning", "rule": "21 februari varje år", "forum": "SRB", "basis": "2024:99",
         "deliverable": "Till\x0b\x1c\x1b\u0085 070-174 06 58"},
        {"key": "H2", "event": "Revision", "rule": "våren 2026"},
    ]  # fmt: skip
    registers = Registers(stocked_url, tmp_path)
    assert registers.take("wheel", wheel).exit_code == 0
    refused = registers.take("wheel", [{"key": "H3", "event": "Revision", "on": "våren 2026"}])
    assert "takes a date such as 2026-03-31, not “våren 2026”" in refused.stderr
    assert registers.take("wheel", [{"key": "H3", "event": "Nej", "remind_days": -1}]).exit_code == 1
    first, again = tmp_path / "first.ics", tmp_path / "again.ics"
    result = typed(stocked_url, str(first))
    assert result.exit_code == 0
    assert "2 events" in result.stderr
    assert "1 lines have their time in words only" in result.stderr
    events = Calendar.from_ical(first.read_bytes()).walk("VEVENT")
    assert {(each.decoded("dtstart").month, each.decoded("dtstart").day) for each in events} == {(2, 21)}
    assert str(events[0]["description"]) == "Forum: SRB\nSka levereras: Till ▇▇▇\nGrund: 2024:99"
    assert not re.search(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", first.read_bytes())
    typed(stocked_url, str(again))
    assert first.read_bytes() == again.read_bytes(), "the same content gives the same bytes"


def test_the_address_is_printed_or_refused_with_what_is_missing(stocked_url: str) -> None:
    known = {"MALVAKTEN_BASE_URL": "https://malvakten.example.se", "MALVAKTEN_SECRET_KEY": "k" * 40}
    result = typed(stocked_url, "--address", **known)
    assert result.stdout.strip() == f"https://malvakten.example.se{calendar_path('k' * 40)}"
    refused = typed(stocked_url, "--address")
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "set MALVAKTEN_BASE_URL and MALVAKTEN_SECRET_KEY" in refused.stderr
    assert typed(stocked_url).exit_code == 2
    assert typed(stocked_url, "--language", "fr", "x.ics").exit_code == 2
