"""The settings of courtesy and the ladder: what they take, and the one line when they do not."""

from datetime import time
from pathlib import Path

import pytest

from bot.configuration.files import SettingsError
from bot.settings import DEFAULT_WHEEL, load_settings
from bot.wiring import options_from
from models.rules.courtesy import Courtesy, Silence
from models.rules.ladder import LATER, Later, Step


def test_the_defaults_are_those_of_the_rules(tmp_path: Path) -> None:
    options = options_from(load_settings({}, tmp_path))
    assert (options.courtesy, options.later) == (Courtesy(), LATER)


def test_each_can_be_changed_and_switched_off(tmp_path: Path) -> None:
    names = ("MALVAKTEN_QUIET_HOURS", "MALVAKTEN_SILENT_WEEKS", "MALVAKTEN_LADDER")
    given = dict(zip(names, ("20:00-06:30", "W28..W31;12-20..01-06", "after PT4H, coordinator P2D"), strict=True))
    options = options_from(load_settings(given, tmp_path))
    assert (options.courtesy.quiet_from, options.courtesy.quiet_to) == (time(20), time(6, 30))
    assert options.courtesy.silent == (Silence((28,), (31,)), Silence((12, 20), (1, 6)))
    assert options.later == (Later(Step.AFTER, "PT4H"), Later(Step.COORDINATOR, "P2D"))
    off = options_from(load_settings(dict.fromkeys(names, "off"), tmp_path))
    assert not off.courtesy.is_quiet(time(3))
    assert (off.courtesy.silent, off.later) == ((), ())


@pytest.mark.parametrize(
    ("name", "value"),
    [("MALVAKTEN_QUIET_HOURS", "night"), ("MALVAKTEN_SILENT_WEEKS", "juli"), ("MALVAKTEN_LADDER", "boss P1D")],
)
def test_an_unknown_value_is_one_line_that_names_the_variable(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings({name: value}, tmp_path)
    assert str(caught.value).startswith(f"{name}: '{value}' is not ")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MALVAKTEN_WHEEL", "every year"),
        ("MALVAKTEN_WHEEL", "Halvår {year}|FREQ=SOMETIMES|P22D|01-01..06-30"),
        ("MALVAKTEN_WHEEL", "Halvår {year}|FREQ=YEARLY|22 days|01-01..06-30"),
        ("MALVAKTEN_WHEEL", "Halvår {year}|FREQ=YEARLY|P22D|01-01..06-31"),
        ("MALVAKTEN_WHEEL", "Halvår {term}|FREQ=YEARLY|P22D|01-01..06-30"),
        ("MALVAKTEN_WHEEL_REMINDERS", "7 days"),
        ("SLACK_COMMANDS", "malvakten,malstatus"),
        ("SLACK_COMMANDS", "malvakten,malstatus,Rapportera nu,avvikelser"),
        ("SLACK_COMMANDS", "malvakten,malvakten,rapportera,avvikelser"),
    ],
)
def test_what_would_only_be_missed_later_is_refused_at_once(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings({name: value}, tmp_path)
    assert str(caught.value).startswith(f"{name}: ")
    assert "\n" not in str(caught.value)
    load_settings({"MALVAKTEN_WHEEL": DEFAULT_WHEEL, "SLACK_COMMANDS": "a, /b, c, d"}, tmp_path)
