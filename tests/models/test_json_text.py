"""JSON as text: what the quick way refuses goes the slow way, and what JSON does not know is refused by both."""

import json
from typing import Any

import pytest

from models.json_text import from_json, to_json


@pytest.mark.parametrize("value", [{"row": 14, "words": "Åtgärd: ny tid"}, {"half": "\ud83d"}, [None, True, 1.5], {}])
def test_it_is_read_back_as_it_was(value: Any) -> None:
    assert json.loads(to_json(value)) == value
    assert from_json(to_json(value)) == value


def test_what_is_no_json_is_refused() -> None:
    with pytest.raises(ValueError, match="Expecting"):
        from_json("{")


def test_letters_stay_letters() -> None:
    assert to_json("räksmörgås") == '"räksmörgås"'


def test_what_json_does_not_know_is_refused() -> None:
    with pytest.raises(TypeError):
        to_json({"what": object()})
